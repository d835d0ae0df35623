/** Every route under /v1 is made by `secured`: it names the scope it needs, and the route suite finds it by that. */
import { createRoute } from "@hono/zod-openapi";
import type { RouteConfig } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import type { Scope } from "../../auth/actor.ts";
import { actorOfApiKey } from "../../auth/api-key.ts";
import { actorOfSession } from "../../auth/session-cookie.ts";
import type { AppEnv } from "../app-env.ts";
import { Refusal } from "../../refusal.ts";
import { isOurOrigin } from "./origin.ts";

export const scopeExtension = "x-zvon-scope";

/** What a tenant shows: a key, or the session of one who has signed in. */
export const tenantCredentials: Record<string, string[]>[] = [{ apiKey: [] }, { bearer: [] }, { session: [] }];

export function secured<P extends string, R extends Omit<RouteConfig, "path" | "middleware"> & { path: P }>(scope: Scope, config: R) {
  return createRoute({ ...config, security: tenantCredentials, [scopeExtension]: scope, middleware: needs(scope) });
}

export function needs(scope: Scope): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const actor = await authenticate(c);
    if (actor === null && sentKey(c) !== undefined) throw new Refusal(401, "unauthenticated", { ru: "Такого ключа API нет, либо он отозван или истёк.", en: "There is no such API key, or it was revoked or has expired." });
    if (actor === null) throw new Refusal(401, "unauthenticated", { ru: "Войдите или пришлите ключ API в Authorization: Bearer или X-API-Key.", en: "Sign in, or send an API key as Authorization: Bearer or X-API-Key." });
    const changes = c.req.method !== "GET" && c.req.method !== "HEAD";
    // A WebSocket is opened by GET and knows no same-origin policy: its origin counts as a change's.
    const opensSocket = c.req.header("upgrade") !== undefined;
    if (actor.byCookie && (changes || opensSocket) && !isOurOrigin(c)) throw new Refusal(403, "foreign_origin", { ru: "Запрос пришёл с другого сайта.", en: "The request comes from another site." });
    if (!actor.scopes.has(scope)) throw new Refusal(403, "scope_missing", { ru: `Для этого нужно право «${scope}».`, en: `This needs the right "${scope}".` });
    c.set("actor", actor);
    await next();
  };
}

const sentKey = (c: Context<AppEnv>): string | undefined => c.req.header("x-api-key") ?? /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];

/** A key in a header wins over a cookie: who sends one means it. */
async function authenticate(c: Context<AppEnv>) {
  const key = sentKey(c);
  if (key !== undefined) {
    const { db, now } = c.get("services");
    return actorOfApiKey(db, key, now(), (work) => c.executionCtx.waitUntil(work));
  }
  return actorOfSession(c.get("services"), c.req.header("cookie"));
}
