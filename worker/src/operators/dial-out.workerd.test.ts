/** Operators who dial, over the real objects and the node's real socket. */
import { env } from "cloudflare:workers";
import { newCallId } from "@zvon/contract/ids.ts";
import { ownLimitsSchema } from "@zvon/contract/limits-api.ts";
import { describe, expect, it } from "vitest";
import { openLinkTo } from "../call/link-stand-in.ts";
import { createServices } from "../services.ts";
import { makeNumber, makeTrunk } from "../testing/lines.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import { ask, makeNode, makeTenant } from "../testing/people.ts";
import { actOnDial, dialOut } from "./dial-out.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
let numbers = 0;
const cause = { q850: 16, sip: null, text: "" };

/** An account with a trunk, a number, and operators at a node. */
async function office(limits = { concurrent: 5, perMinute: 60 }, own: Parameters<typeof ownLimitsSchema.parse>[0] = {}) {
  const tenant = await makeTenant(limits);
  const { id: nodeId, token } = await makeNode(tenant.id);
  const node = await connectNode(token, { phoneUrl: "wss://voice.example.com/sip" });
  const trunk = await makeTrunk(tenant);
  const from = `7498${String((numbers += 1)).padStart(7, "0")}`;
  await makeNumber(tenant, from, { trunkId: trunk });
  const desk = () => byName(env.OPERATOR_DESK, tenant.id);
  const services = createServices(env);
  const calling = { id: tenant.id, timeZone: "Europe/Moscow", limits, own: ownLimitsSchema.parse(own) };
  const comes = async (id: string, at = nodeId) => {
    const phone = await desk().openPhone({ operator: { id, name: id }, nodeId: at });
    if (phone === null) throw new Error("there are too many operators");
    const beat = (state: "available" | "busy" | null = null) => desk().beat({ id, phone: phone.id, state });
    await beat("available");
    const dial = (asked: { mode: "call" | "blind" | "attended"; to?: string; operator?: string }) => dialOut(services, calling, { id, name: id }, { phone: phone.id, ...asked });
    return { ...phone, beat, dial };
  };
  /** An operator who has taken a caller. */
  const talks = async (id: string) => {
    const operator = await comes(id);
    const callId = newCallId(Date.now());
    await desk().join({ callId, key: "transfer-1", nodeId, group: null, from: "+79990001122", summary: "Анна, запись на завтра." });
    await desk().result({ callId, phone: operator.id, result: "answered" });
    return { ...operator, callId };
  };
  return { tenant, nodeId, node, trunk, from, desk, services, comes, talks };
}

describe("an operator who calls a number", () => {
  it("is rung by the node first; the call is in the books as theirs, by the account's line, until it ends", async () => {
    const { tenant, node, trunk, from, comes } = await office();
    const anna = await comes("anna");
    const { dial } = await anna.dial({ mode: "call", to: "8 916 000-00-01" });
    const asked = await node.hear("dial");
    expect(asked).toMatchObject({ dial, phone: anna.id, mode: "call", sip: { to: "79160000001", from, trunk }, grant: { callId: dial }, maxMs: 3_600_000 });
    expect(await anna.beat()).toMatchObject({ state: "busy", talk: null, dial: { id: dial, mode: "call", to: "79160000001", stage: "phone", result: null } });
    const session = byName(env.CALL_SESSION, `${tenant.id}/${dial}`);
    const link = await openLinkTo(session, dial, { epoch: 1 });
    await link.fact({ type: "call.ringing" });
    node.say({ type: "dial.state", dial, stage: "ringing", result: null });
    await expect.poll(async () => (await anna.beat()).dial?.stage).toBe("ringing");
    await link.fact({ type: "call.answered", atMs: 0 });
    node.say({ type: "dial.state", dial, stage: "over", result: "answered" });
    await expect.poll(async () => (await anna.beat()).talk).toMatchObject({ callId: dial, from: "79160000001" });
    expect((await session.snapshot())?.call).toMatchObject({ direction: "outbound", status: "live", from, to: "79160000001", operator: { id: "anna", name: "anna", of: null } });
    // Nobody can hear it: no sound of it passes the node.
    const listens = await ask(`/v1/calls/${dial}/listen`, { method: "POST", key: tenant.apiKey });
    expect([listens.status, (await listens.json<{ code: string }>()).code]).toEqual([409, "call_of_operator"]);
    await link.fact({ type: "call.ended", reason: "caller_hangup", cause, detail: "", durationMs: 4_200, media: {} });
    const shown = async () => (await (await ask(`/v1/calls/${dial}`, { key: tenant.apiKey })).json()) as object;
    await expect.poll(shown).toMatchObject({ status: "ended", endReason: "caller_hangup", durationMs: 4_200, outcome: "answered", operator: { id: "anna" } });
    await expect.poll(() => byName(env.TENANT_HUB, tenant.id).liveCalls({ limit: 10, before: null })).toEqual([]);
  });

  it("is refused in words where the account may not call: no node is asked, and nothing is held", async () => {
    const { tenant, comes } = await office();
    const anna = await comes("anna");
    for (const to of ["+7 809 555-00-00", "+44 20 7946 0000", "112", "sip:x@evil.example"]) await expect(anna.dial({ mode: "call", to })).rejects.toMatchObject({ status: 422, code: "destination_refused" });
    expect(await anna.beat()).toMatchObject({ state: "available", dial: null });
    expect(await byName(env.TENANT_HUB, tenant.id).liveCalls({ limit: 10, before: null })).toEqual([]);
  });

  it("is refused by the account's limits, and is free again", async () => {
    const { tenant, comes } = await office({ concurrent: 1, perMinute: 60 });
    await byName(env.TENANT_HUB, tenant.id).admit({ callId: newCallId(Date.now()), nowMs: Date.now(), limits: { concurrent: 1, perMinute: 60 }, idempotency: null });
    const anna = await comes("anna");
    await expect(anna.dial({ mode: "call", to: "+79160000001" })).rejects.toMatchObject({ status: 429 });
    expect(await anna.beat()).toMatchObject({ state: "available", dial: { stage: "over", result: "failed" } });
  });

  it("is refused where the account's money is spent, in a call of their own and for a caller alike", async () => {
    const { comes, talks } = await office(undefined, { spend: { perDay: 1 } });
    const boris = await talks("boris");
    const anna = await comes("anna");
    await expect(anna.dial({ mode: "call", to: "+79160000001" })).rejects.toMatchObject({ status: 429 });
    await expect(boris.dial({ mode: "blind", to: "+79160000001" })).rejects.toMatchObject({ status: 429 });
    expect(await boris.beat()).toMatchObject({ state: "busy", talk: { callId: boris.callId } });
  });

  it("can't while they talk, or dial already", async () => {
    const { node, comes, talks } = await office();
    const boris = await talks("boris");
    await expect(boris.dial({ mode: "call", to: "+79160000001" })).rejects.toMatchObject({ status: 409, code: "talks" });
    const anna = await comes("anna");
    await anna.dial({ mode: "call", to: "+79160000001" });
    await node.hear("dial");
    await expect(anna.dial({ mode: "call", to: "+79160000002" })).rejects.toMatchObject({ status: 409, code: "dialling" });
  });

  it("is told when the node is away; the call is in the books as failed", async () => {
    const { tenant, node, comes } = await office();
    const anna = await comes("anna");
    node.close();
    await expect.poll(async () => (await anna.dial({ mode: "call", to: "+79160000001" }).catch((error: { code?: string }) => error.code))).toBe("no_media_node");
    const page = async () => (await (await ask("/v1/calls", { key: tenant.apiKey })).json<{ calls: { endReason: string }[] }>()).calls;
    await expect.poll(async () => (await page()).map(({ endReason }) => endReason)).toContain("failed");
    expect(await byName(env.TENANT_HUB, tenant.id).liveCalls({ limit: 10, before: null })).toEqual([]);
  });
});

describe("an operator who hands the caller on", () => {
  it("to a number: a call of its own, which says whose caller it is; who does not come leaves the operator with the caller", async () => {
    const { node, trunk, talks } = await office();
    const anna = await talks("anna");
    const { dial } = await anna.dial({ mode: "blind", to: "+79160000001" });
    expect(await node.hear("dial")).toMatchObject({ dial, mode: "blind", sip: { to: "79160000001", trunk } });
    node.say({ type: "dial.state", dial, stage: "over", result: "busy" });
    await expect.poll(() => anna.beat()).toMatchObject({ state: "busy", talk: { callId: anna.callId, from: "+79990001122" }, dial: { stage: "over", result: "busy" } });
    expect((await anna.dial({ mode: "blind", to: "+79160000001" })).dial).not.toBe(dial);
  });

  it("to a colleague, whose page shows who is coming before the answer, and who is then busy with them", async () => {
    const { node, comes, talks, desk } = await office();
    const anna = await talks("anna");
    const boris = await comes("boris");
    const { dial } = await anna.dial({ mode: "attended", operator: "boris" });
    expect(await node.hear("dial")).toMatchObject({ dial, phone: anna.id, mode: "attended", sip: { to: `operator:${boris.id}`, from: "+79990001122", trunk: null }, grant: null });
    expect(await boris.beat()).toMatchObject({ state: "available", offer: { callId: anna.callId, from: "+79990001122", summary: "Анна, запись на завтра." } });
    node.say({ type: "dial.state", dial, stage: "consulting", result: null });
    await expect.poll(() => boris.beat()).toMatchObject({ state: "busy", offer: null, talk: { callId: anna.callId } });
    const others = await office();
    await expect(actOnDial(others.services, others.tenant.id, "anna", { phone: anna.id, dial, act: "join" })).rejects.toMatchObject({ status: 404 });
    expect(await desk().dialOf({ operator: "boris", phone: boris.id, dial })).toBeNull();
    node.say({ type: "dial.state", dial, stage: "over", result: "answered" });
    await expect.poll(() => anna.beat()).toMatchObject({ talk: null, dial: { result: "answered" } });
    expect(await boris.beat()).toMatchObject({ talk: { callId: anna.callId } });
  });

  it("tells the node to join, or to come back, for the person alone whose dial it is", async () => {
    const { tenant, services, node, comes, talks } = await office();
    const anna = await talks("anna");
    await comes("boris");
    const { dial } = await anna.dial({ mode: "attended", operator: "boris" });
    await node.hear("dial");
    await expect(actOnDial(services, tenant.id, "boris", { phone: anna.id, dial, act: "back" })).rejects.toMatchObject({ status: 404 });
    await actOnDial(services, tenant.id, "anna", { phone: anna.id, dial, act: "back" });
    expect(await node.hear("dial.act")).toMatchObject({ dial, act: "back" });
  });

  it("is refused in words: without a caller, to one who is busy, away, or at another node", async () => {
    const { tenant, comes, talks } = await office();
    const far = await makeNode(tenant.id);
    const away = await connectNode(far.token, { phoneUrl: "wss://far.example.com/sip" });
    const anna = await talks("anna");
    const boris = await comes("boris");
    await comes("vera", far.id);
    await expect(boris.dial({ mode: "blind", to: "+79160000001" })).rejects.toMatchObject({ code: "talks_not" });
    await expect(anna.dial({ mode: "blind", operator: "vera" })).rejects.toMatchObject({ code: "colleague_elsewhere" });
    await boris.beat("busy");
    await expect(anna.dial({ mode: "blind", operator: "boris" })).rejects.toMatchObject({ code: "colleague_away" });
    await expect(anna.dial({ mode: "blind", operator: "nobody" })).rejects.toMatchObject({ code: "colleague_away" });
    await expect(anna.dial({ mode: "blind", operator: "anna" })).rejects.toMatchObject({ code: "colleague_away" });
    away.close();
  });

  it("hears nothing of dials of other accounts: a node tells of those alone that it was asked for", async () => {
    const { talks, node } = await office();
    const anna = await talks("anna");
    const others = await office();
    const { dial } = await anna.dial({ mode: "blind", to: "+79160000001" });
    await node.hear("dial");
    others.node.say({ type: "dial.state", dial, stage: "over", result: "answered" });
    await others.node.ping();
    expect(await anna.beat()).toMatchObject({ dial: { stage: "dialling", result: null } });
  });
});
