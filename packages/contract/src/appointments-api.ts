/** The API of appointments in the built-in calendar. */
import { z } from "zod";

const daySchema = z.iso.date().refine((date) => date >= "2000-01-01" && date < "3000-01-01", "This is no day of this millennium.");
/** GET /v1/appointments: days in the account's time zone, both included; today and 30 days on when absent. */
export const appointmentQuerySchema = z.object({ from: daySchema.optional(), to: daySchema.optional(), resource: z.string().max(40).optional() });
/** `when` on the account's wall; `phone` where they want to be reached, `caller` who booked; both may be empty. */
export const appointmentSchema = z.object({ /** Names it in the addresses of cancelling and deleting; null from a server that knows neither. */ id: z.string().nullable().default(null), resource: z.string(), when: z.string(), minutes: z.number(), name: z.string(), service: z.string(), note: z.string(), phone: z.string(), caller: z.string(), callId: z.string(), cancelled: z.boolean(), /** Made by a test call: it takes nobody's time and goes after a day. */ trial: z.boolean().default(false) });
/** In order of time. `truncated`: there are more than 500. */
export const appointmentListSchema = z.object({ timeZone: z.string(), appointments: z.array(appointmentSchema), truncated: z.boolean() });
export type AppointmentList = z.infer<typeof appointmentListSchema>;
