import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { openLinkTo } from "./link-stand-in.ts";

/** Statements prepared on the directory by whom the test counts for. */
function countStatements(database: D1Database): { count(): number; stop(): void } {
  const prepare = database.prepare.bind(database);
  let prepared = 0;
  database.prepare = (statement) => {
    prepared += 1;
    return prepare(statement);
  };
  return { count: () => prepared, stop: () => void (database.prepare = prepare) };
}

it("a turn asks the directory nothing: reads and writes alike", async () => {
  const [salon] = demoBots;
  if (salon === undefined) throw new Error("no demo bot");
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const session = env.CALL_SESSION.get(env.CALL_SESSION.idFromName(`${tenantId}/${callId}`));
  await session.begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: salon.slug, name: salon.name, version: 1, config: salon.config }, language: "ru", direction: "inbound", via: "rtp",
    from: "+79990001122", to: "1001", timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, createdAt: Date.now(),
  });
  const link = await openLinkTo(session, callId, { epoch: 1 });
  await link.hear("welcome");
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);

  // The very binding that the session has: what the test counts is what the session asks.
  const counted = await runInDurableObject(session, (instance) => countStatements((instance as unknown as { env: typeof env }).env.DB));
  for (const [index, text] of ["хочу записаться на стрижку", "завтра в пять вечера", "меня зовут Анна", "нет, не в пять, а в шесть"].entries()) {
    await link.say(index + 1, text);
    const reply = await link.hearReply();
    await link.heard(reply.reply, reply.turn, reply.text);
  }
  expect(counted.count()).toBe(0);
  await runInDurableObject(session, (instance) => (instance as unknown as { env: typeof env }).env.DB.prepare("SELECT 1").first());
  expect(counted.count()).toBe(1);
  counted.stop();
});
