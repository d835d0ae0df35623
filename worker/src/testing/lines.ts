/** Trunks and numbers of a tenant, made by the API as an owner makes them. */
import type { TestTenant } from "./people.ts";
import { ask } from "./people.ts";

/** A carrier that allows what the tests of addresses allow: a public name. @returns the trunk's id. */
export async function makeTrunk(tenant: TestTenant, change: object = {}): Promise<string> {
  const made = await ask("/v1/trunks", { method: "POST", key: tenant.apiKey, json: { name: "Line", kind: "sip", host: "sip.example.com", username: "user", password: "secret-of-the-line", ...change } });
  if (made.status !== 201) throw new Error(`no trunk: ${made.status} ${await made.text()}`);
  return (await made.json<{ id: string }>()).id;
}

export async function makeNumber(tenant: TestTenant, number: string, change: object = {}): Promise<string> {
  const made = await ask("/v1/numbers", { method: "POST", key: tenant.apiKey, json: { number, name: "Number", botId: tenant.botId, ...change } });
  if (made.status !== 201) throw new Error(`no number: ${made.status} ${await made.text()}`);
  return (await made.json<{ id: string }>()).id;
}
