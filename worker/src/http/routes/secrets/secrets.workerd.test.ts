/** Secrets of tools over the real Worker: kept sealed, used by one's own calls alone, never answered. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { findBotAndNodes } from "../../../bots/published-bot.ts";
import { parseSecrets } from "../../../env.ts";
import { createServices } from "../../../services.ts";
import type { TestTenant } from "../../../testing/people.ts";
import { ask, makeTenant } from "../../../testing/people.ts";
import { moveSecretOver, openSecret } from "../../../vendors/tool-secrets.ts";
import type { FoundSecret } from "../../../vendors/tool-secrets.ts";

const services = createServices(env);
const put = (tenant: TestTenant, name: string, value: string) => ask(`/v1/secrets/${name}`, { method: "PUT", key: tenant.apiKey, json: { value, hosts: ["api.example.com"] } });
const list = async (tenant: TestTenant) => (await ask("/v1/secrets", { key: tenant.apiKey })).text();
/** As a call of the tenant's finds it. */
async function inCall(tenant: TestTenant, name: string, rowsOf = tenant, hostname = "api.example.com"): Promise<string | null> {
  const found = await findBotAndNodes(services.db, rowsOf.id, rowsOf.botId);
  return valueOf(await openSecret(parseSecrets(env), tenant.id, found?.speech.secrets ?? [], name, hostname));
}
const valueOf = (found: FoundSecret): string | null => (found.ok ? found.value : null);

describe("secrets of tools", () => {
  it("are kept, replaced and forgotten by name, and never answered", async () => {
    const mine = await makeTenant();
    expect((await put(mine, "crm_token", "the-first-secret-zq7w")).status).toBe(204);
    expect((await put(mine, "crm_token", "the-second-secret-zq7w")).status).toBe(204);
    const listed = await list(mine);
    expect(JSON.parse(listed)).toEqual({ secrets: [{ name: "crm_token", hosts: ["api.example.com"], updatedAt: expect.any(Number) }] });
    expect(listed).not.toContain("zq7w");
    expect(await inCall(mine, "crm_token")).toBe("the-second-secret-zq7w");
    expect((await ask("/v1/secrets/crm_token", { method: "DELETE", key: mine.apiKey })).status).toBe(204);
    expect((await ask("/v1/secrets/crm_token", { method: "DELETE", key: mine.apiKey })).status).toBe(404);
    expect(await inCall(mine, "crm_token")).toBeNull();
  });

  it("lie in the directory sealed, and are told to the audit log by name alone", async () => {
    const mine = await makeTenant();
    await put(mine, "crm_token", "plain-words-of-a-secret");
    for (const table of ["tool_secrets", "audit_log"]) {
      const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE tenant_id = ?`).bind(mine.id).all();
      expect(results.length).toBeGreaterThan(0);
      expect(JSON.stringify(results)).not.toContain("plain-words");
    }
  });

  it("open for their own tenant and name alone, even where a row was copied", async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    await put(theirs, "crm_token", "the-secret-of-the-others");
    expect(await list(mine)).toBe('{"secrets":[]}');
    expect(await inCall(mine, "crm_token")).toBeNull();
    expect(await inCall(mine, "crm_token", theirs)).toBeNull();
    const found = await findBotAndNodes(services.db, theirs.id, theirs.botId);
    const renamed = (found?.speech.secrets ?? []).map((row) => ({ ...row, name: "another" }));
    expect(valueOf(await openSecret(parseSecrets(env), theirs.id, renamed, "another", "api.example.com"))).toBeNull();
  });

  it("come under the newest master key as they are used, so that an older one can be given up", async () => {
    const mine = await makeTenant();
    await put(mine, "crm_token", "older-than-the-key");
    const { keyring } = parseSecrets(env);
    if (keyring === null) throw new Error("the tests have a keyring");
    const rotated = { current: "next", keys: new Map([...keyring.keys, ["next", crypto.getRandomValues(new Uint8Array(32))]]) };
    const rows = async () => (await findBotAndNodes(services.db, mine.id, mine.botId))?.speech.secrets ?? [];
    const [before] = await rows();
    if (before === undefined) throw new Error("no secret is kept");
    for (let use = 0; use < 2; use += 1) await moveSecretOver(services.db, { keyring: rotated }, mine.id, before);
    const after = await rows();
    expect(after).toMatchObject([{ name: "crm_token", keyVersion: "next" }]);
    const alone = { keyring: { current: "next", keys: new Map([...rotated.keys].filter(([version]) => version === "next")) } };
    expect(valueOf(await openSecret(alone, mine.id, after, "crm_token", "api.example.com"))).toBe("older-than-the-key");
    // Replaced meanwhile: what was put last stays.
    await put(mine, "crm_token", "newer");
    await moveSecretOver(services.db, { keyring: rotated }, mine.id, before);
    expect(await inCall(mine, "crm_token")).toBe("newer");
  });

  it("go to the servers they were written for alone; a row whose servers were changed beside it does not open, one of none goes nowhere", async () => {
    const mine = await makeTenant();
    await put(mine, "crm_token", "for-the-crm-alone");
    expect(await inCall(mine, "crm_token", mine, "evil.example.org")).toBeNull();
    expect(await inCall(mine, "crm_token")).toBe("for-the-crm-alone");
    for (const hosts of [["api.example.com", "evil.example.org"], ["evil.example.org"], []]) {
      await env.DB.prepare("UPDATE tool_secrets SET hosts = ? WHERE tenant_id = ?").bind(JSON.stringify(hosts), mine.id).run();
      expect(await inCall(mine, "crm_token", mine, "evil.example.org")).toBeNull();
      expect(await inCall(mine, "crm_token")).toBeNull();
    }
  });

  it.each([
    [{ value: "x" }, "/hosts"], [{ value: "x", hosts: [] }, "/hosts"], [{ value: "x", hosts: ["https://api.example.com/x"] }, "/hosts/0"], [{ value: "x", hosts: ["a.example.com", "*.com"] }, "/hosts/1"], [{ value: "x", hosts: Array.from({ length: 11 }, (_, n) => `a${n}.example.com`) }, "/hosts"],
  ])("say where they go: %j is pointed at", async (json, pointer) => {
    const refused = await ask("/v1/secrets/crm_token", { method: "PUT", key: (await makeTenant()).apiKey, json });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer }] });
  });

  it("are told to the audit log with their servers", async () => {
    const mine = await makeTenant();
    await put(mine, "crm_token", "x");
    const row = await env.DB.prepare("SELECT after FROM audit_log WHERE tenant_id = ? AND action = 'secret.put'").bind(mine.id).first<{ after: string }>();
    expect(JSON.parse(row?.after ?? "null")).toEqual({ hosts: ["api.example.com"] });
  });

  it("have room for thirty; the thirty-first is refused, and one that is there is still replaced", async () => {
    const mine = await makeTenant();
    for (let n = 0; n < 30; n += 1) expect((await put(mine, `s${n}`, "x")).status).toBe(204);
    expect((await put(mine, "s30", "x")).status).toBe(422);
    expect((await put(mine, "s7", "y")).status).toBe(204);
  });

  it.each(["Крым", "with space", "a\u0000b", "UPPER"])("have names that a template can hold: not %j", async (name) => {
    expect((await put(await makeTenant(), encodeURIComponent(name), "x")).status).toBe(404);
  });
});
