/** A bot that a model leads, through the real product: the model is the stand-in of an OpenAI-compatible server. */
import path from "node:path";
import { startConnectProxy, type ConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { startLlm } from "@zvon/stand-ins/src/llm/llm.ts";
import type { LlmStandIn } from "@zvon/stand-ins/src/llm/llm.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchCommits } from "./storage-commits.ts";
import { startProduct, type Product } from "./testing.ts";
import { startTypedCall } from "./typed-call.ts";

const answers = [
  { match: "китайский", say: "Да, конечно,| китайский у нас есть.| Группы начинаются в сентябре." },
  { match: "оливье", say: "Салатов мы не готовим." },
  { match: "больше ничего", say: "Рада была помочь, всего доброго!", tools: [{ name: "end_call", arguments: { outcome: "answered" } }] },
];

let model: LlmStandIn;
let proxy: ConnectProxy;
let product: Product;
beforeAll(async () => {
  model = await startLlm({ vendor: "compatible", answers });
  proxy = await startConnectProxy({ user: "zvon", password: "secret" });
  // By a proxy, as vendors are reached from where they are not.
  product = await startProduct({ vendors: { compatible: { key: model.key, baseUrl: model.baseUrl, proxy: proxy.url } }, egressAllow: ["127.0.0.0/8"] });
}, 120_000);
afterAll(async () => {
  await product?.close();
  await proxy?.close();
  await model?.close();
});

describe("a talk that a model leads", () => {
  it("answers freely, leaves to the flow what is the flow's, ends when the model says so, and bills what the vendor bills", async () => {
    const call = await startTypedCall({ api: product.api, bot: "school", language: "ru" });
    expect((await call.greeting).heardText).toContain("Что вам рассказать?");

    const chinese = await call.type("а китайский у вас есть");
    expect(chinese).toMatchObject({ text: "Да, конечно, китайский у нас есть. Группы начинаются в сентябре.", heardText: "Да, конечно, китайский у нас есть. Группы начинаются в сентябре.", interrupted: false });
    expect(chinese.timings?.llmFirstTokenMs).toBeGreaterThanOrEqual(0);
    expect(chinese.timings?.llmSegmentMs).toBeGreaterThanOrEqual(chinese.timings?.llmFirstTokenMs ?? Infinity);

    const counter = watchCommits(path.join(product.resident.dataDir, "edge"));
    expect((await call.type("а салат оливье")).heardText).toBe("Салатов мы не готовим.");
    const sessions = [...counter.counts()].filter(([file]) => file.includes("zvon-CallSession")).reduce((sum, [, commits]) => sum + commits, 0);
    expect(sessions).toBe(1);

    expect((await call.type("сколько стоят занятия")).heardText).toContain("шесть тысяч");
    expect((await call.type("спасибо, больше ничего не хочу")).heardText).toBe("Рада была помочь, всего доброго!");
    expect(await call.ended()).toMatchObject({ endReason: "completed", outcome: "answered" });

    // One question a turn that the flow leaves to the model; looks at the whole call, as JSON, when it is over.
    await expect.poll(async () => (await product.api.call(call.id)).analysis?.by ?? null, { timeout: 20_000, interval: 200 }).not.toBeNull();
    const asked = model.asked().filter((line) => line.what.includes("completions"));
    expect(asked.filter((line) => line.detail["format"] === null)).toHaveLength(3);
    expect(proxy.tunnels()).toBe(asked.length);
    const billed = model.bill().map(({ unit, amount }) => [unit, amount]);
    const { usage } = await product.api.call(call.id);
    expect((usage.vendors ?? []).filter((line) => line.kind === "llm").map(({ unit, amount }) => [unit, amount])).toEqual(billed);
  }, 90_000);

  it("answers by the flow when the model's server fails", async () => {
    model.fault({ kind: "server_error" });
    try {
      const call = await startTypedCall({ api: product.api, bot: "school", language: "ru" });
      await call.greeting;
      expect((await call.type("а китайский у вас есть")).heardText).toMatch(/^Могу рассказать/);
      await product.api.hangup(call.id);
      await call.ended();
      // The model is asked about the call once more, in vain: no later test is to count that.
      await expect.poll(async () => (await product.api.call(call.id)).analysis?.by ?? null, { timeout: 50_000, interval: 200 }).toBe("rules");
    } finally {
      model.fault(null);
    }
  }, 90_000);

  it.each([["itself", {}], ["by a name that leads there", { name: "localhost" }], ["by its proxy", { proxy: true }]])("is not reached in a private network, %s, unless the operator allows it", async (_how, { proxy: proxied = false, name = "127.0.0.1" }: { proxy?: boolean; name?: string }) => {
    const closed = await startProduct({ vendors: { compatible: { key: model.key, baseUrl: model.baseUrl.replace("127.0.0.1", name), ...(proxied ? { proxy: proxy.url } : {}) } }, egressAllow: [] });
    try {
      const before = [model.asked().length, proxy.tunnels()];
      const call = await startTypedCall({ api: closed.api, bot: "school", language: "en" });
      await call.greeting;
      expect((await call.type("do you teach Chinese")).heardText).toMatch(/^I can tell you/);
      expect([model.asked().length, proxy.tunnels()]).toEqual(before);
      await closed.api.hangup(call.id);
      await call.ended();
    } finally {
      await closed.close();
    }
  }, 120_000);
});
