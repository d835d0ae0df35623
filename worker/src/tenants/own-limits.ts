/** What an account's owner has set of limits, as stored. */
import { ownLimitsSchema } from "@zvon/contract/limits-api.ts";
import type { OwnLimits } from "@zvon/contract/limits-api.ts";

/** Stored by an older or newer version: what does not fit any more is read as if nothing were set, and the log says so. */
export function parseOwnLimits(stored: unknown): OwnLimits {
  const parsed = ownLimitsSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  console.error(JSON.stringify({ event: "limits do not fit", where: parsed.error.issues.slice(0, 3).map((issue) => issue.path.map(String).join("/")) }));
  return ownLimitsSchema.parse({});
}
