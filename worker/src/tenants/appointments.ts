/** Appointments of the built-in calendar, for their owner. */
import type { AppointmentList } from "@zvon/contract/appointments-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { addDays } from "../language/calendar.ts";
import { zoneOf } from "../language/zone.ts";
import { notFound } from "../refusal.ts";
import type { Services } from "../services.ts";
import { writeAudit } from "./audit.ts";
import { isTrial, ownResource } from "@zvon/contract/trial-resource.ts";

const most = 500;

/** Who changes one and when. */
export type Change = { actor: string; requestId: string; now: Date };

/** @param days in the tenant's zone, "2026-11-23", both included. */
export async function listAppointments(services: Pick<Services, "people" | "now">, tenant: { id: TenantId; timeZone: string }, days: { from?: string | undefined; to?: string | undefined; resource?: string | undefined }): Promise<AppointmentList> {
  const { timeZone } = tenant;
  const zone = zoneOf(timeZone);
  const from = days.from ?? zone.momentAt(services.now()).slice(0, 10);
  const to = days.to ?? addDays(from, 30);
  // Where a day has no midnight its first hour is the next one.
  const midnight = (date: string): number => zone.instantOf(`${date}T00:00`) ?? zone.instantOf(`${date}T01:00`) ?? Date.parse(date);
  const rows = await services.people(tenant.id).listAppointments({ fromMs: midnight(from), toMs: midnight(addDays(to, 1)), resource: days.resource ?? null, limit: most + 1 });
  const appointments = rows.slice(0, most).map(({ key, resource, when, startMs, endMs, fields, phone, caller, callId, cancelled }) => ({
    id: key, resource: ownResource(resource), trial: isTrial(resource), when, minutes: Math.round((endMs - startMs) / 60_000), name: fields["name"] ?? "", service: fields["service"] ?? "", note: fields["note"] ?? "", phone, caller, callId, cancelled,
  }));
  return { timeZone, appointments, truncated: rows.length > most };
}

/** The time is free again; the row stays, and says so. Cancelling twice is cancelling once. @throws Refusal 404. */
export async function cancelOwnAppointment(services: Pick<Services, "people" | "db">, tenantId: TenantId, id: string, change: Change): Promise<void> {
  if (!(await services.people(tenantId).cancelByOwner({ key: id, by: change.actor }))) throw notFound("appointment");
  await writeAudit(services.db, tenantId, { actor: change.actor, action: "appointment.cancel", subject: id, requestId: change.requestId, at: change.now.getTime() });
}

/** With the caller's data: nothing of it is left. @throws Refusal 404. */
export async function deleteAppointment(services: Pick<Services, "people" | "db">, tenantId: TenantId, id: string, change: Change): Promise<void> {
  if (!(await services.people(tenantId).deleteAppointment({ key: id }))) throw notFound("appointment");
  await writeAudit(services.db, tenantId, { actor: change.actor, action: "appointment.delete", subject: id, requestId: change.requestId, at: change.now.getTime() });
}
