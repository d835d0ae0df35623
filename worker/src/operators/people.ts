/** Who of an account can take calls. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { asc, eq } from "drizzle-orm";
import { roleOf } from "../auth/actor.ts";
import { members, users } from "../db/schema.ts";
import type { Services } from "../services.ts";

/** More people than this are shown to nobody in one list. */
const mostPeople = 500;

/** One statement. */
export async function peopleOf({ db }: Services, tenantId: TenantId): Promise<{ id: string; name: string }[]> {
  const rows = await db.select({ id: users.id, name: users.name, role: members.role }).from(members).innerJoin(users, eq(users.id, members.userId)).where(eq(members.organizationId, tenantId)).orderBy(asc(users.name), asc(users.id)).limit(mostPeople);
  return rows.flatMap(({ id, name, role }) => (roleOf(role) === "viewer" ? [] : [{ id, name }]));
}
