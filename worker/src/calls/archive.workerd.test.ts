import { SELF, evictDurableObject, listDurableObjectIds, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { callPageSchema } from "@zvon/contract/api.ts";
import { callMonth, newCallId } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { ask, makeTenant, origin } from "../testing/people.ts";
import { archiveOf, recordingToken, settle, settledCall } from "../testing/settled.ts";

const partBytes = 5 * 1024 * 1024;

const put = (callId: string, token: string, n: number, body: Uint8Array<ArrayBuffer>) => SELF.fetch(`${origin}/media/v1/calls/${callId}/recording/parts/${n}`, { method: "PUT", headers: { authorization: `Bearer ${token}` }, body });
const complete = (callId: string, token: string, parts: number) => ask(`/media/v1/calls/${callId}/recording/complete`, { method: "POST", key: token, json: { parts, durationMs: 1234 } });

describe("the books of a month", () => {
  it("keep the first end of a call, whatever is settled later", async () => {
    const tenant = await makeTenant();
    const settled = await settle(tenant.id, { endReason: "completed" });
    const archive = archiveOf(tenant.id, settled.call.id);
    await archive.settle({ ...settled, call: { ...settled.call, endReason: "node_lost" }, messages: [] });
    expect(await archive.get(settled.call.id)).toMatchObject({ endReason: "completed" });
    expect(await archive.messages(settled.call.id)).toHaveLength(1);
    const { objects } = await env.STORAGE.list({ prefix: `tenants/${tenant.id}/calls/${settled.call.id}/` });
    expect(objects).toHaveLength(1);
  });

  it("keep a correction beside the record, once", async () => {
    const tenant = await makeTenant();
    const { call } = await settle(tenant.id);
    const archive = archiveOf(tenant.id, call.id);
    const correction = { callId: call.id, at: 1, endReason: "caller_hangup" as const, cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 1, usage: null };
    await archive.correct(correction);
    await archive.correct(correction);
    expect(await archive.get(call.id)).toEqual(call);
    expect(await runInDurableObject(archive, (_, state) => state.storage.sql.exec("SELECT * FROM corrections").toArray())).toHaveLength(1);
  });

  it("survive an eviction", async () => {
    const tenant = await makeTenant();
    const { call } = await settle(tenant.id);
    await evictDurableObject(archiveOf(tenant.id, call.id));
    expect(await archiveOf(tenant.id, call.id).get(call.id)).toEqual(call);
  });

  it("are listed newest first, page by page, back over months", async () => {
    const tenant = await makeTenant();
    const now = Date.now();
    await env.DB.prepare("UPDATE tenants SET created_at = ? WHERE id = ?").bind(now - 100 * 86_400_000, tenant.id).run();
    const times = [0, 1, 2, 40, 41, 80].map((days) => now - days * 86_400_000);
    const ids: string[] = [];
    for (const createdAt of times) ids.push((await settle(tenant.id, { createdAt })).call.id);
    const seen: string[] = [];
    let pages = 0;
    for (let cursor: string | null = ""; cursor !== null; pages += 1) {
      const page = callPageSchema.parse(await (await ask(`/v1/calls?limit=2${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, { key: tenant.apiKey })).json());
      seen.push(...page.calls.map((call) => call.id));
      cursor = page.next;
    }
    expect(seen).toEqual(ids);
    expect(pages).toBeLessThanOrEqual(5);
    expect(callPageSchema.parse(await (await ask("/v1/calls?status=live", { key: tenant.apiKey })).json()).calls).toEqual([]);
  });
});

describe("a recording", () => {
  it("comes in parts, before or after its call is settled, and is then served with ranges", async () => {
    const tenant = await makeTenant();
    const settled = settledCall(tenant.id);
    const { id } = settled.call;
    const token = await recordingToken(tenant.id, id);
    const first = new Uint8Array(partBytes).fill(1);
    expect((await put(id, token, 1, first)).status).toBe(200);
    expect((await put(id, token, 2, new Uint8Array([7, 8, 9]))).status).toBe(200);
    await archiveOf(tenant.id, id).settle(settled);
    expect((await ask(`/v1/calls/${id}/recording`, { key: tenant.apiKey })).status).toBe(404);
    expect(await (await complete(id, token, 2)).json()).toEqual({ url: `/v1/calls/${id}/recording`, bytes: partBytes + 3, durationMs: 1234 });
    expect(await (await ask(`/v1/calls/${id}`, { key: tenant.apiKey })).json()).toMatchObject({ recording: { url: `/v1/calls/${id}/recording`, bytes: partBytes + 3, durationMs: 1234 } });
    const whole = await ask(`/v1/calls/${id}/recording`, { key: tenant.apiKey });
    expect([whole.status, whole.headers.get("content-type"), (await whole.arrayBuffer()).byteLength]).toEqual([200, "audio/wav", partBytes + 3]);
    const end = await ask(`/v1/calls/${id}/recording`, { key: tenant.apiKey, headers: { range: "bytes=-3" } });
    expect(end.status).toBe(206);
    expect(end.headers.get("content-range")).toBe(`bytes ${partBytes}-${partBytes + 2}/${partBytes + 3}`);
    expect([...new Uint8Array(await end.arrayBuffer())]).toEqual([7, 8, 9]);
    expect((await ask(`/v1/calls/${id}/recording`, { key: tenant.apiKey, headers: { range: `bytes=${partBytes + 3}-` } })).status).toBe(416);
  });

  it("may be sent again at every step: by a node that crashed, to an edge that did", async () => {
    const tenant = await makeTenant();
    const { call } = await settle(tenant.id);
    const token = await recordingToken(tenant.id, call.id);
    const part = new Uint8Array([1, 2, 3, 4]);
    await put(call.id, token, 1, part);
    await evictDurableObject(archiveOf(tenant.id, call.id));
    expect((await put(call.id, token, 1, part)).status).toBe(200);
    expect((await complete(call.id, token, 1)).status).toBe(200);
    expect((await put(call.id, token, 1, part)).status).toBe(200);
    expect((await complete(call.id, token, 1)).status).toBe(200);
  });

  it("is booked when R2 had joined the parts and the object was lost before it wrote so", async () => {
    const tenant = await makeTenant();
    const { call } = await settle(tenant.id);
    const token = await recordingToken(tenant.id, call.id);
    await put(call.id, token, 1, new Uint8Array([1, 2, 3, 4]));
    const archive = archiveOf(tenant.id, call.id);
    await runInDurableObject(archive, async (_, state) => {
      const { key, upload_id: uploadId } = state.storage.sql.exec<{ key: string; upload_id: string }>("SELECT key, upload_id FROM uploads").one();
      const { etag } = state.storage.sql.exec<{ etag: string }>("SELECT etag FROM parts").one();
      await env.STORAGE.resumeMultipartUpload(key, uploadId).complete([{ partNumber: 1, etag }]);
    });
    expect(await (await complete(call.id, token, 1)).json()).toMatchObject({ bytes: 4 });
  });

  it("names the parts that are missing", async () => {
    const tenant = await makeTenant();
    const { call } = await settle(tenant.id);
    const token = await recordingToken(tenant.id, call.id);
    await put(call.id, token, 2, new Uint8Array([1]));
    const refused = await complete(call.id, token, 3);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ errors: [{ detail: "Part 1 is not here." }, { detail: "Part 3 is not here." }] });
  });

  it("is taken with the token of this call alone", async () => {
    const tenant = await makeTenant();
    const [mine, another] = [await settle(tenant.id), await settle(tenant.id)];
    const token = await recordingToken(tenant.id, another.call.id);
    expect((await put(mine.call.id, token, 1, new Uint8Array([1]))).status).toBe(401);
    expect((await put(mine.call.id, tenant.apiKey, 1, new Uint8Array([1]))).status).toBe(401);
    expect((await complete(mine.call.id, token, 1)).status).toBe(401);
  });

  it("asked for in a month without calls leaves no tables behind", async () => {
    const tenant = await makeTenant();
    const callId = newCallId(Date.now());
    const archive = archiveOf(tenant.id, callId);
    expect([await archive.get(callId), await archive.messages(callId), await archive.recording(callId), await archive.list({ limit: 1, before: null })]).toEqual([null, null, null, []]);
    expect(await runInDurableObject(archive, (_, state) => state.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'calls'").toArray())).toEqual([]);
  });

  it("asked for by an id that names no call makes no object", async () => {
    const tenant = await makeTenant();
    const ids = [newCallId(Date.now()), newCallId(Date.now() + 40 * 86_400_000), newCallId(Date.now() - 40 * 86_400_000)];
    for (const id of ids) for (const path of ["", "/messages", "/recording"]) expect((await ask(`/v1/calls/${id}${path}`, { key: tenant.apiKey })).status).toBe(404);
    const sessions = new Set((await listDurableObjectIds(env.CALL_SESSION)).map(String));
    const archives = new Set((await listDurableObjectIds(env.TENANT_ARCHIVE)).map(String));
    for (const id of ids) expect(sessions).not.toContain(String(env.CALL_SESSION.idFromName(`${tenant.id}/${id}`)));
    for (const id of ids.slice(1)) expect(archives).not.toContain(String(env.TENANT_ARCHIVE.idFromName(`${tenant.id}/${callMonth(id)}`)));
  });

  it("that nobody went on uploading is given up after two days", async () => {
    const tenant = await makeTenant();
    const { call } = await settle(tenant.id);
    const token = await recordingToken(tenant.id, call.id);
    await put(call.id, token, 1, new Uint8Array([1]));
    const archive = archiveOf(tenant.id, call.id);
    await runInDurableObject(archive, (_, state) => void state.storage.sql.exec("UPDATE uploads SET touched_ms = 1"));
    expect(await runDurableObjectAlarm(archive)).toBe(true);
    expect(await runInDurableObject(archive, (_, state) => state.storage.sql.exec("SELECT * FROM uploads").toArray())).toEqual([]);
    // The node begins anew.
    expect((await put(call.id, token, 1, new Uint8Array([1]))).status).toBe(200);
    expect((await complete(call.id, token, 1)).status).toBe(200);
  });
});
