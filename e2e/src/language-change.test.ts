/** A call that begins in Russian and goes on in English: other ears and another voice on the same line, by the embedded ones. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdByBrowser } from "./call/hold.ts";
import { startCallerVoice, startProduct, type CallerVoice, type Product } from "./testing.ts";

let product: Product;
let voice: CallerVoice;
beforeAll(async () => {
  [product, voice] = await Promise.all([startProduct(), startCallerVoice()]);
}, 120_000);
afterAll(async () => {
  await voice?.close();
  await product?.close();
});

describe("a caller who asks for English", () => {
  it("is understood and answered in it from then on, and the books say so", async () => {
    const russian = await voice.speak([{ say: "Давайте по-английски" }], "ru");
    const english = await voice.speak([{ say: "A haircut, please" }, { say: "Tomorrow at five" }], "en");
    const { call, messages } = await holdByBrowser({ api: product.api, bot: "salon", language: "ru", steps: [...russian, ...english], signal: AbortSignal.timeout(90_000) });
    const said = messages.map(({ who, text }) => `${who}: ${text}`);
    const bot = messages.filter((message) => message.who === "bot").map((message) => message.text);
    expect(bot[0], said.join("\n")).toMatch(/[а-я]/);
    expect(bot.slice(1).join(" "), said.join("\n")).not.toMatch(/[а-я]/i);
    expect(call.language).toBe("en");
    const caller = messages.filter((message) => message.who === "caller");
    expect(caller.map((message) => message.verdict), said.join("\n")).toEqual(["sure", "sure", "sure"]);
    expect(call.fields["service"], said.join("\n")).toContain("haircut");
    // What was made sound in both languages is counted together.
    expect(call.usage.ttsChars).toBeGreaterThanOrEqual(bot.slice(1).join("").length);
    expect(messages.filter((message) => message.who === "bot").every((message) => message.trace !== undefined)).toBe(true);
  }, 120_000);
});
