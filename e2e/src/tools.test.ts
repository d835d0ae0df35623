/** Tools through the real product: requests leave by workerd's guarded network and reach a calendar on this machine. */
import { gzipSync } from "node:zlib";
import { salon } from "@zvon/worker/src/bots/demo/salon.ts";
import { startCalendar, type CalendarStandIn } from "@zvon/stand-ins/src/calendar/calendar.ts";
import { answerJson, serve, type Server } from "@zvon/stand-ins/src/core/serve.ts";
import { toChatSchema } from "@zvon/contract/chat.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startProduct, type Product } from "./testing.ts";

const when = "2030-11-25T15:00";
/** 50 MB of spaces around an answer. */
const bomb = gzipSync(`${" ".repeat(50 * 1024 * 1024)}{"state":"reached"}`);
let product: Product;
let calendar: CalendarStandIn;
let elsewhere: Server;
const reached: string[] = [];
beforeAll(async () => {
  calendar = await startCalendar({ free: [when, "2030-11-25T16:00"] });
  elsewhere = await serve({
    request(request, response, url) {
      reached.push(`${request.headers.host ?? ""}${url.pathname}`);
      if (url.pathname === "/bomb") return void response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" }).end(bomb);
      if (url.pathname === "/drip") {
        const drip = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(drip));
        return;
      }
      const to = url.searchParams.get("to");
      if (to === null) return answerJson(response, 200, { state: "reached" });
      response.writeHead(302, { location: to }).end();
    },
  });
  product = await startProduct({ egressAllow: ["127.0.0.1/32"] });
}, 120_000);
afterAll(async () => {
  await product?.close();
  await calendar?.close();
  await elsewhere?.close();
});

async function ask(method: string, path: string, json?: unknown): Promise<Response> {
  const response = await fetch(`${product.resident.url}${path}`, { method, headers: { "x-api-key": product.resident.apiKey, "content-type": "application/json" }, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

const said = (ru: string) => ({ ru });
let made = 0;
/** A bot whose "да" runs the tool, published. @returns its slug. */
async function botWith(tool: Record<string, unknown>, state: Record<string, unknown> = {}): Promise<string> {
  const end = (ru: string) => ({ type: "end", outcome: "answered", say: said(ru) });
  const slug = `tools-${(made += 1)}`;
  const config = {
    ...salon, languages: ["ru"], fields: {}, tools: [tool], agent: {},
    flow: {
      type: "graph", start: "ready",
      states: { ready: { type: "question", say: said("Начинаем?"), hint: said("Скажите да.") }, run: { type: "tool", tool: tool["name"], say: said("Секунду."), ...state }, done: end("Получилось: {tool.said}{tool.state}."), not_done: end("Не получилось."), not_certain: end("Мы это подтвердим.") },
      transitions: [{ from: "ready", to: "run", when: { intent: "yes" } }, { from: "run", to: "done", when: { tool: "ok" } }, { from: "run", to: "not_done", when: { tool: "failed" } }, { from: "run", to: "not_certain", when: { tool: "unknown" } }],
    },
  };
  const { revision } = z.object({ revision: z.number() }).parse(await (await ask("POST", "/v1/bots", { name: slug, slug, config })).json());
  await ask("POST", `/v1/bots/${slug}/publish`, { revision, note: "", override: true });
  return slug;
}

async function chat(slug: string, json: Record<string, unknown>): Promise<ReturnType<typeof toChatSchema.parse>[]> {
  const text = await (await ask("POST", `/v1/bots/${slug}/chat`, json)).text();
  return text.split("\n").filter((line) => line.startsWith("data: ")).map((line) => toChatSchema.parse(JSON.parse(line.slice(6))));
}
/** What the bot says to "да". */
async function answerOf(slug: string, callerId = "+79120001427"): Promise<string> {
  const [started] = await chat(slug, { callerId });
  if (started?.type !== "started") throw new Error("no chat began");
  const frames = await chat(slug, { callId: started.callId, text: "да" });
  return frames.flatMap((frame) => (frame.type === "message" && frame.who === "bot" && frame.done ? [frame.text] : [])).join(" ");
}
const diary = (path = "/") => ({ type: "calendar", name: "diary", config: { source: { kind: "http", url: `${calendar.url}${path}`, headers: { Authorization: "Bearer {secret.diary}" }, timeout_ms: 1_000 } } });
const book = { function: "book_appointment", arguments: { when } };
const look = (url: string) => ({ type: "http", name: "look", effect: "read", config: { method: "GET", url, timeout_ms: 2_000 } });

describe("tools of a bot", () => {
  it("book with the tenant's secret, once although the first answer was lost, and cancel for the same caller", async () => {
    await ask("PUT", "/v1/secrets/diary", { value: calendar.key, hosts: [new URL(calendar.url).hostname] });
    calendar.fault({ kind: "lost_answer", times: 1 });
    expect(await answerOf(await botWith(diary(), book))).toMatch(/^Секунду\. Получилось: .*в три часа дня\.$/);
    expect(calendar.booked()).toMatchObject([{ when, phone: "+79120001427", caller: "+79120001427" }]);
    expect(new Set(calendar.asked().map((one) => one.idempotencyKey)).size).toBe(1);
    expect(calendar.asked()).toHaveLength(2);
    expect(await answerOf(await botWith(diary(), book), "+79990000000")).toBe("Секунду. Не получилось.");
    const cancel = await botWith(diary(), { function: "cancel_appointment" });
    expect(await answerOf(cancel, "+79990000000")).toBe("Секунду. Не получилось.");
    expect(await answerOf(cancel)).toMatch(/^Секунду\. Получилось/);
    expect(calendar.booked()).toEqual([]);
  }, 60_000);

  it("say that it will be confirmed when nobody knows", async () => {
    calendar.fault({ kind: "garbage" });
    expect(await answerOf(await botWith(diary(), book))).toBe("Секунду. Мы это подтвердим.");
    calendar.fault(null);
  }, 60_000);

  it("reach what the operator opened, and nothing else, by redirect neither", async () => {
    const port = new URL(elsewhere.url).port;
    expect(await answerOf(await botWith(look(`${elsewhere.url}/open`)))).toBe("Секунду. Получилось: reached.");
    expect(reached.splice(0)).toHaveLength(1);
    for (const url of [`http://127.0.0.2:${port}/a`, `http://[::1]:${port}/b`, `http://0.0.0.0:${port}/c`, "http://169.254.169.254/latest/meta-data"]) expect(await answerOf(await botWith(look(url)))).toBe("Секунду. Не получилось.");
    expect(reached.splice(0)).toEqual([]);
    for (const to of [`http://127.0.0.2:${port}/d`, `http://localhost.localdomain:${port}/e`, "file:///etc/passwd"]) expect(await answerOf(await botWith(look(`${elsewhere.url}/go?to=${encodeURIComponent(to)}`)))).toBe("Секунду. Не получилось.");
    expect(reached.splice(0).map((one) => one.split("/")[1])).toEqual(["go", "go", "go"]);
  }, 90_000);

  it.each(["bomb", "drip"])("leave an answer that is packed to burst, or never ends: %s", async (path) => {
    expect(await answerOf(await botWith(look(`${elsewhere.url}/${path}`)))).toBe("Секунду. Не получилось.");
    reached.splice(0);
  }, 60_000);
});
