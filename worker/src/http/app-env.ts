import type { Actor } from "../auth/actor.ts";
import type { ChatClaims } from "../calls/chat-token.ts";
import type { Env } from "../env.ts";
import type { Services } from "../services.ts";

/** What Hono carries through a request. `actor` is there behind `secured` routes only, `chat` when a chat token brought them. */
export type AppEnv = { Bindings: Env; Variables: { services: Services; requestId: string; actor: Actor; chat?: ChatClaims } };
