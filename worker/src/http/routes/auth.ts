import type { Handler } from "hono";
import { z } from "zod";
import type { createAuth } from "../../auth/better-auth.ts";
import { createSignInTries } from "../../auth/sign-in-tries.ts";
import type { SignInTries } from "../../auth/sign-in-tries.ts";
import type { Services } from "../../services.ts";
import type { AppEnv } from "../app-env.ts";
import { isOurOrigin, ourOrigin } from "../middleware/origin.ts";
import { Refusal } from "../../refusal.ts";

/** Hosts one isolate may be reached by; more are a client playing with the Host header. */
const maxOrigins = 8;

/** Of this isolate; the resident edition has one. */
const signInTries = new WeakMap<Services, SignInTries>();
const signInSchema = z.object({ email: z.string() });

const instances = new WeakMap<Services, Map<string, ReturnType<typeof createAuth>>>();

/** POST /auth/sign-in/email {email, password}, POST /auth/sign-up/email {name, email, password}, POST /auth/sign-out {}, … */
export const handleAuth: Handler<AppEnv> = async (c) => {
  if (c.req.method !== "GET" && !isOurOrigin(c)) throw new Refusal(403, "foreign_origin", { ru: "Запрос пришёл с другого сайта.", en: "The request comes from another site." });
  const services = c.get("services");
  const origin = services.secrets.publicUrl === null ? ourOrigin(c) : (c.req.header("origin") ?? ourOrigin(c));
  const known = instances.get(services) ?? new Map<string, ReturnType<typeof createAuth>>();
  instances.set(services, known);
  let auth = known.get(origin);
  if (auth === undefined) {
    const { createAuth: create } = await import("../../auth/better-auth.ts");
    if (known.size >= maxOrigins) known.clear();
    auth = create(services, origin);
    known.set(origin, auth);
  }
  if (c.req.method !== "POST" || c.req.path !== "/auth/sign-in/email") return auth.handler(c.req.raw);
  return signIn(services, c.req.raw, auth.handler);
};

async function signIn(services: Services, request: Request, handler: (request: Request) => Promise<Response>): Promise<Response> {
  const tries = signInTries.get(services) ?? createSignInTries();
  signInTries.set(services, tries);
  const email = emailOf(await request.clone().text());
  if (email !== null && tries.blocked(email, services.now())) throw new Refusal(429, "too_many_tries", { ru: "Слишком много неверных паролей для этой почты; попробуйте через четверть часа.", en: "Too many wrong passwords for this e-mail; try again in a quarter of an hour." });
  // Counted before it is known: of a hundred tries sent at once only ten are looked at.
  if (email !== null) tries.failed(email, services.now());
  const response = await handler(request);
  if (email !== null && response.ok) tries.succeeded(email);
  return response;
}

/** What is no e-mail is refused by better-auth itself. */
function emailOf(body: string): string | null {
  try {
    return signInSchema.safeParse(JSON.parse(body)).data?.email ?? null;
  } catch {
    return null;
  }
}
