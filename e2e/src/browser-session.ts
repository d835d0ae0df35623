/** Chromium as the tests of pages drive it: its start, pages of who is signed in, and whether a page fits its window. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { wavHeader } from "@zvon/media-node/src/audio/wav-header.ts";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { expect } from "vitest";
import type { Product } from "./testing.ts";

export const chromiumPath = [process.env["ZVON_CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((candidate) => existsSync(candidate));
const isRoot = process.getuid?.() === 0;

/** @param media fake devices and the like */
export function launchChromium(media: string[] = []): Promise<Browser> {
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: chromiumPath ?? "chromium", args: [...(isRoot ? ["--no-sandbox"] : []), ...quiet, ...media] });
}

/** Chromium's arguments for a microphone that hears this once, from when it is opened. 8 kHz; written into `file`. */
export async function microphoneHearing(pcm: Int16Array, file: string): Promise<string[]> {
  await writeFile(file, Buffer.concat([wavHeader({ rateHz: 8000, channels: 1, dataBytes: pcm.byteLength }), Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)]));
  return ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-audio-capture=${file}%noloop`];
}

async function signIn(page: Page, { resident }: Product): Promise<void> {
  await page.goto(resident.url);
  await page.getByRole("textbox", { name: /e-?mail|почта/i }).fill(resident.demo.email);
  await page.locator("input[type=password]").fill(resident.demo.password);
  await page.getByTestId("sign-in").click();
  await page.getByTestId("account-menu").first().waitFor();
}

export type Signed = (options: BrowserContextOptions) => Promise<{ context: BrowserContext; page: Page }>;

/** Pages of their own contexts that are signed in: the first by the form, the others with the cookie that it got. */
export function signedInTo(browser: Browser, product: Product): Signed {
  let cookies: Awaited<ReturnType<BrowserContext["cookies"]>> | null = null;
  return async (options) => {
    const context = await browser.newContext(options);
    if (cookies !== null) await context.addCookies(cookies);
    const page = await context.newPage();
    if (cookies === null) {
      await signIn(page, product);
      cookies = await context.cookies();
    }
    return { context, page };
  };
}

/**
 * That nothing sticks out of a window of any of the widths. One load serves them all: what a narrow window is given, it is
 * given when it becomes narrow; so it is asked until it is so.
 */
export async function expectFits(page: Page, widths: readonly number[], what: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    // As text: this program has no DOM types.
    await expect.poll(() => page.evaluate("[innerWidth, document.documentElement.scrollWidth - document.documentElement.clientWidth]"), { message: `${what} ${width}`, timeout: 5_000, interval: 25 }).toEqual([width, 0]);
  }
}
