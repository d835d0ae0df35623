/** Secrets of tools over the real Worker: kept sealed, used by one's own calls alone, never answered. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { findBotAndNodes } from "../../../bots/published-bot.ts";
import { parseSecrets } from "../../../env.ts";
import { createServices } from "../../../services.ts";
import type { TestTenant } from "../../../testing/people.ts";
import { ask, makeTenant } from "../../../testing/people.ts";
import { openSecret } from "../../../vendors/tool-secrets.ts";

const services = createServices(env);
const put = (tenant: TestTenant, name: string, value: string) => ask(`/v1/secrets/${name}`, { method: "PUT", key: tenant.apiKey, json: { value } });
const list = async (tenant: TestTenant) => (await ask("/v1/secrets", { key: tenant.apiKey })).text();
/** As a call of the tenant's finds it. */
async function inCall(tenant: TestTenant, name: string, rowsOf = tenant): Promise<string | null> {
  const found = await findBotAndNodes(services.db, rowsOf.id, rowsOf.botId);
  return openSecret(parseSecrets(env), tenant.id, found?.speech.secrets ?? [], name);
}

describe("secrets of tools", () => {
  it("are kept, replaced and forgotten by name, and never answered", async () => {
    const mine = await makeTenant();
    expect((await put(mine, "crm_token", "the-first-secret-zq7w")).status).toBe(204);
    expect((await put(mine, "crm_token", "the-second-secret-zq7w")).status).toBe(204);
    const listed = await list(mine);
    expect(JSON.parse(listed)).toEqual({ secrets: [{ name: "crm_token", updatedAt: expect.any(Number) }] });
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
    expect(await openSecret(parseSecrets(env), theirs.id, renamed, "another")).toBeNull();
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
