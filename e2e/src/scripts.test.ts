/** Every script of the test-call page, held over real RTP by a voice no template was made from: its expectations hold. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languageSchema } from "@zvon/contract/call-link.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { parseScript } from "@zvon/media-node/src/caller/script.ts";
import { checkExpectations } from "./call/expectations.ts";
import { holdByRtp } from "./call/hold.ts";
import { startCallerVoice, startProduct, type Product } from "./testing.ts";

const folder = path.join(import.meta.dirname, "../../dashboard/src/features/test-call/scripts");
const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

const scripts = new Map(names.map((name) => [name, parseScript(readFileSync(path.join(folder, name), "utf8"))]));
const languageOf = (name: string) => languageSchema.parse(name.split(".")[2]);

let product: Product;
/** Made before the calls: a test phone that waits for the processor has holes in its speech. */
const spoken = new Map<string, CallerStep[]>();
beforeAll(async () => {
  const voice = await startCallerVoice();
  for (const [name, script] of scripts) spoken.set(name, await voice.speak(script, languageOf(name)));
  await voice.close();
  product = await startProduct();
});
afterAll(() => product?.close());

describe("the scripted callers", () => {
  it("are there for each bot and language", () => expect(names.length).toBeGreaterThanOrEqual(14));

  // Together, as real callers come; each is real time.
  it.concurrent.each(names)("%s", async (name) => {
    const [bot = ""] = name.split(".");
    const held = await holdByRtp({ api: product.api, bot, language: languageOf(name), steps: spoken.get(name) ?? [], signal: AbortSignal.timeout(120_000) }, name.includes("voice") ? "pcmu" : "pcma");
    const checked = checkExpectations(scripts.get(name) ?? [], held.call, held.messages);
    expect(checked.length).toBeGreaterThan(0);
    const story = [...held.messages.map((message) => `${message.who}: ${message.text} [${message.state}]`), JSON.stringify(held.call.media)].join("\n");
    expect(checked.filter((one) => !one.ok), story).toEqual([]);
    expect(held.call.media).toMatchObject({ lost: 0, malformed: 0, foreign: 0, sttErrors: 0, ttsErrors: 0 });
  }, 150_000);
});
