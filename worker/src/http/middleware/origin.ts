import type { Context } from "hono";
import type { AppEnv } from "../app-env.ts";

/** Where browsers reach us: as configured, else as this request did. */
export function ourOrigin(c: Context<AppEnv>): string {
  const { publicUrl } = c.get("services").secrets;
  return new URL(publicUrl ?? c.req.url).origin;
}

/**
 * Does the browser say that one of our own pages sent this? Behind a proxy that ends TLS the request's own scheme is
 * not what the browser sees, so the host alone is compared there; the configured address is compared whole.
 */
export function isOurOrigin(c: Context<AppEnv>): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { publicUrl } = c.get("services").secrets;
  if (publicUrl !== null && new URL(publicUrl).origin === new URL(origin).origin) return true;
  return new URL(origin).host === new URL(c.req.url).host;
}
