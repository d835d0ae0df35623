/** A session whose bot is a vendor's agent: the node tells what was said, the edge writes it down and stays out of it. */
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { expect, it } from "vitest";
import { school } from "../bots/demo/school.ts";
import { parseKeyring, seal } from "../vendors/keyring.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const bot = botConfigSchema.parse({ ...school, voice: { ...school.voice, agent: { provider: "elevenlabs", agent_id: "agent_1" } } });

it("writes down what an agent and a caller say, and says nothing itself", async () => {
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const session = byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  await byName(env.TENANT_HUB, tenantId).admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null });
  const sealed = await seal(parseKeyring(String(Reflect.get(env, "ZVON_KEYRING"))), ["provider key", tenantId, "elevenlabs"], JSON.stringify({ key: "sk-of-the-tenant" }));
  await session.begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: "school", name: "School", version: 1, config: bot }, language: "ru", direction: "inbound", via: "rtp", from: "+79990001122", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, access: [{ provider: "elevenlabs", sealed: sealed.text, keyVersion: sealed.keyVersion }], createdAt: Date.now(),
  });
  const link = await openLinkTo(session, callId, { epoch: 1 });
  expect(await link.hear("welcome")).toMatchObject({ agent: { provider: "elevenlabs", id: "agent_1" }, access: { elevenlabs: { key: "sk-of-the-tenant" } } });
  await link.fact({ type: "call.ringing" });
  await link.fact({ type: "call.answered", atMs: 0 });
  // The empty reply tells the node that the turn is answered.
  expect(await link.hearReply()).toMatchObject({ reply: 0, text: "" });
  await link.heard(0, 0, "Здравствуйте, слушаю вас");
  await link.say(1, "где мой заказ");
  expect(await link.hearReply()).toMatchObject({ turn: 1, text: "" });
  await link.heard(1, 1, "Он в пути", true);
  await link.heard(2, 1, "Приедет завтра");
  await link.say(2, "оператор");
  expect(await link.hearReply()).toMatchObject({ turn: 2, text: "" });
  const vendors = [{ kind: "agent" as const, provider: "elevenlabs", model: "agents", unit: "connection_ms" as const, amount: 61_000 }];
  await link.fact({ type: "usage", mediaMs: 61_000, sttMs: 0, ttsChars: 0, vendors });
  const snapshot = await session.snapshot();
  expect(snapshot?.messages.map(({ who, turn, heardText, interrupted }) => [who, turn, heardText, interrupted])).toEqual([
    ["bot", 0, "Здравствуйте, слушаю вас", false],
    ["caller", 1, "где мой заказ", false],
    ["bot", 1, "Он в пути", true],
    ["bot", 1, "Приедет завтра", false],
    ["caller", 2, "оператор", false],
  ]);
  expect(snapshot?.call).toMatchObject({ status: "live", usage: { vendors } });
});
