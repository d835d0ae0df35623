/** Who asks, and what may they do. The tenant comes from the credential alone. */
import type { Me } from "@zvon/contract/api.ts";
import type { CallingTenant } from "../calls/start-call.ts";

export const scopes = ["calls:read", "calls:write", "calls:listen", "bots:read", "bots:write", "vendors:read", "vendors:write", "lines:read", "lines:write", "account:read"] as const;
export type Scope = (typeof scopes)[number];

export type Role = Me["role"];

export type Actor = {
  /** `user:…` or `key:…`, as the audit log names it. */
  id: string;
  tenant: CallingTenant & { name: string; slug: string; createdAtMs: number };
  role: Role;
  scopes: ReadonlySet<Scope>;
  user: Me["user"];
  /** By cookie: what changes something must come from our own pages. */
  byCookie: boolean;
};

const reading: Scope[] = ["calls:read", "bots:read", "lines:read", "account:read"];

const scopesOfRole: Record<Role, readonly Scope[]> = {
  owner: scopes,
  admin: scopes,
  editor: [...reading, "calls:write", "calls:listen", "bots:write", "vendors:read"],
  operator: [...reading, "calls:write", "calls:listen"],
  viewer: reading,
};

export function roleOf(stored: string): Role {
  // better-auth joins several roles by commas; the first one known counts.
  const known = stored.split(",").find((role): role is Role => Object.hasOwn(scopesOfRole, role));
  return known ?? "viewer";
}

export const grantedTo = (role: Role): ReadonlySet<Scope> => new Set(scopesOfRole[role]);

/** @param stored as written in the key's row; what is not a scope (any more) grants nothing. */
export const grantedByKey = (stored: string[]): ReadonlySet<Scope> => new Set(scopes.filter((scope) => stored.includes(scope)));
