import { afterEach, describe, expect, it } from "vitest";
import { startGigachatStandIn } from "./gigachat.ts";
import type { GigachatStandIn } from "./gigachat.ts";

const running: GigachatStandIn[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});
async function open() {
  const standIn = await startGigachatStandIn();
  running.push(standIn);
  const signIn = (headers: Record<string, string> = {}, scope = "GIGACHAT_API_PERS") =>
    fetch(`${standIn.url}/api/v2/oauth`, { method: "POST", headers: { authorization: `Basic ${standIn.key}`, rquid: crypto.randomUUID(), ...headers }, body: new URLSearchParams({ scope }) });
  const { access_token: token } = (await (await signIn()).json()) as { access_token: string };
  const chat = (body: Record<string, unknown>, bearer = token) => fetch(`${standIn.baseUrl}/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" }, body: JSON.stringify({ model: "GigaChat-2", messages: [{ role: "user", content: "Привет" }], ...body }) });
  return { standIn, signIn, chat };
}

describe("GigaChat", () => {
  it("gives a token of half an hour for a key, a request's id and the account's scope, and for nothing less", async () => {
    const { signIn } = await open();
    const given = (await (await signIn()).json()) as { expires_at: number };
    expect(given.expires_at - Date.now()).toBeGreaterThan(29 * 60_000);
    expect(given.expires_at - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    expect((await signIn({ rquid: "one" })).status).toBe(400);
    expect((await signIn({ authorization: "Basic d3Jvbmc=" })).status).toBe(401);
    expect(await (await signIn({}, "GIGACHAT_API_CORP")).json()).toMatchObject({ code: 7 });
  });
  it("takes its tokens alone, until they are over", async () => {
    const { standIn, chat } = await open();
    expect((await chat({}, standIn.key)).status).toBe(401);
    expect((await chat({})).status).toBe(200);
    standIn.expireTokens();
    expect((await chat({})).status).toBe(401);
  });
  it("streams words, then the reason with what was used beside it", async () => {
    const { chat } = await open();
    const events = (await (await chat({ stream: true })).text()).trim().split("\n\n");
    expect(events.at(-1)).toBe("data: [DONE]");
    const frames = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)) as { choices: { delta: { content: string; role?: string }; finish_reason?: string }[]; usage?: object });
    expect(frames[0]?.choices[0]).toMatchObject({ delta: { role: "assistant" } });
    expect(frames.map((frame) => frame.choices[0]?.delta.content).join("")).toContain("«Привет»");
    expect(frames.filter((frame) => frame.usage !== undefined)).toEqual([frames.at(-1)]);
    expect(frames.at(-1)).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: { precached_prompt_tokens: 0 } });
  });
  it("calls one function, with its arguments as an object", async () => {
    const { standIn, chat } = await open();
    standIn.answers([{ match: "привет", tools: [{ name: "end_call", arguments: { outcome: "ok" } }] }]);
    const functions = [{ name: "end_call", parameters: { type: "object", properties: {} } }];
    expect(await (await chat({ functions })).json()).toMatchObject({ choices: [{ finish_reason: "function_call", message: { function_call: { name: "end_call", arguments: { outcome: "ok" } } } }] });
  });
  it("refuses a temperature of zero, and a model it does not have", async () => {
    const { chat } = await open();
    expect((await chat({ temperature: 0 })).status).toBe(422);
    expect((await chat({ model: "GigaChat-9" })).status).toBe(404);
  });
});
