/** Groups of operators as an owner keeps them, over the real routes. */
import { env } from "cloudflare:workers";
import { newId } from "@zvon/contract/ids.ts";
import { groupListSchema } from "@zvon/contract/operators-api.ts";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { members, users } from "../db/schema.ts";
import { ask, makeKey, makeTenant } from "../testing/people.ts";
import type { TestTenant } from "../testing/people.ts";

const db = drizzle(env.DB);

async function person(tenant: TestTenant, name: string, role = "operator"): Promise<string> {
  const id = `usr_${crypto.randomUUID()}`;
  const now = new Date();
  await db.insert(users).values({ id, name, email: `${id}@zvon.test`, createdAt: now, updatedAt: now });
  await db.insert(members).values({ id: newId("apiKey"), organizationId: tenant.id, userId: id, role, createdAt: now });
  return id;
}
const put = (tenant: TestTenant, name: string, json: unknown, key = tenant.apiKey) => ask(`/v1/operators/groups/${name}`, { method: "PUT", key, json });
const groupsOf = async (tenant: TestTenant) => groupListSchema.parse(await (await ask("/v1/operators/groups", { key: tenant.apiKey })).json());

describe("groups of operators", () => {
  it("are kept with their members in order, and an operator who is there serves them at once", async () => {
    const tenant = await makeTenant();
    const [anna, boris] = [await person(tenant, "Анна"), await person(tenant, "Борис")];
    await person(tenant, "Смотрящий", "viewer");
    expect((await put(tenant, "sales", { title: "Продажи", members: [boris, anna], order: "list", maxWaitSeconds: 60 })).status).toBe(204);
    expect(await groupsOf(tenant)).toEqual({
      groups: [{ name: "sales", title: "Продажи", members: [boris, anna], order: "list", maxWaitSeconds: 60, announce: "place", words: null, overflow: null }],
      people: [{ id: anna, name: "Анна" }, { id: boris, name: "Борис" }],
    });
    expect((await put(tenant, "sales", { title: "Продажи", members: [anna] })).status).toBe(204);
    expect((await groupsOf(tenant)).groups[0]?.members).toEqual([anna]);
    expect((await ask(`/v1/operators/${boris}/groups`, { method: "PUT", key: tenant.apiKey, json: { groups: ["sales"] } })).status).toBe(204);
    expect((await groupsOf(tenant)).groups[0]?.members).toEqual([anna, boris]);
    expect((await ask("/v1/operators/groups/sales", { method: "DELETE", key: tenant.apiKey })).status).toBe(204);
    expect((await ask("/v1/operators/groups/sales", { method: "DELETE", key: tenant.apiKey })).status).toBe(404);
    expect((await groupsOf(tenant)).groups).toEqual([]);
  });

  it("take no people of other accounts, no group that there is not, and no words that nobody wrote", async () => {
    const [tenant, others] = [await makeTenant(), await makeTenant()];
    const stranger = await person(others, "Чужая");
    const pointer = async (response: Response) => [response.status, (await response.json<{ errors?: { pointer: string }[] }>()).errors?.[0]?.pointer];
    expect(await pointer(await put(tenant, "sales", { title: "Продажи", members: [stranger] }))).toEqual([422, "/members/0"]);
    expect(await pointer(await put(tenant, "sales", { title: "Продажи", members: [], overflow: "nobody" }))).toEqual([422, "/overflow"]);
    expect(await pointer(await put(tenant, "sales", { title: "Продажи", members: [], overflow: "sales" }))).toEqual([422, "/overflow"]);
    expect(await pointer(await put(tenant, "sales", { title: "Продажи", members: [], announce: "words" }))).toEqual([400, "/words"]);
  });

  it("are changed by those alone who may change lines", async () => {
    const tenant = await makeTenant();
    expect((await put(tenant, "sales", { title: "Продажи", members: [] }, await makeKey(tenant.id, ["calls:read", "calls:write"]))).status).toBe(403);
  });
});
