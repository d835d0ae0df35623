/**
 * Signing up, in and out, second factor, invitations: better-auth under /auth/*. Loaded by the first request there and
 * not before, so that a cold start that answers a call does not pay for it.
 */
import { newId } from "@zvon/contract/ids.ts";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth";
import { createAccessControl } from "better-auth/plugins/access";
import { organization, twoFactor } from "better-auth/plugins";
import { adminAc, defaultStatements, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { accounts, invitations, members, sessions, tenants, twoFactors, users, verifications } from "../db/schema.ts";
import type { Services } from "../services.ts";
import { cookiePrefix } from "./session-cookie.ts";

const schema = { user: users, session: sessions, account: accounts, verification: verifications, organization: tenants, member: members, invitation: invitations, twoFactor: twoFactors };

const accessControl = createAccessControl(defaultStatements);
const roles = {
  owner: accessControl.newRole(ownerAc.statements),
  admin: accessControl.newRole(adminAc.statements),
  editor: accessControl.newRole(memberAc.statements),
  operator: accessControl.newRole(memberAc.statements),
  viewer: accessControl.newRole(memberAc.statements),
};

/** Sign-in tries of one address in a minute: scrypt takes 60 ms of the thread that answers calls. */
const signInsAMinute = 30;

/** @param origin where the browser reaches us; the origin check and the cookie's attributes follow from it. */
export function createAuth({ db, secrets }: Services, origin: string) {
  return betterAuth({
    appName: "Zvon",
    baseURL: origin,
    basePath: "/auth",
    secret: secrets.sessionSecret,
    database: drizzleAdapter(db, { provider: "sqlite", schema }),
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 128 },
    session: { expiresIn: 30 * 24 * 3600, updateAge: 24 * 3600, cookieCache: { enabled: false } },
    rateLimit: { enabled: true, storage: "memory", window: 60, max: 300, customRules: { "/sign-in/email": { window: 60, max: signInsAMinute }, "/sign-up/email": { window: 60, max: signInsAMinute } } },
    advanced: {
      cookiePrefix,
      // Only a header that the platform or our own proxy writes: any other is the client's word.
      ipAddress: { ipAddressHeaders: secrets.clientAddressHeader === null ? [] : [secrets.clientAddressHeader] },
      useSecureCookies: origin.startsWith("https:"),
      database: { generateId: ({ model }) => (model === "organization" ? newId("tenant") : crypto.randomUUID()) },
    },
    plugins: [organization({ ac: accessControl, roles, creatorRole: "owner", allowUserToCreateOrganization: true }), twoFactor({ issuer: "Zvon" })],
    databaseHooks: {
      user: {
        create: {
          /** Whoever signs up gets a tenant of their own. */
          after: async (user) => {
            const now = new Date();
            const tenantId = newId("tenant");
            await db.batch([
              db.insert(tenants).values({ id: tenantId, name: user.name, slug: tenantId.replace("_", "-"), createdAt: now }),
              db.insert(members).values({ id: crypto.randomUUID(), organizationId: tenantId, userId: user.id, role: "owner", createdAt: now }),
            ]);
          },
        },
      },
    },
  });
}
