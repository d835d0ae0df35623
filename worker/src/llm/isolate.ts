/**
 * What the calls of an isolate share of models: circuit breakers and sign-ins. Kept by the module, for each call is a
 * Durable Object of its own and they have nothing else in common; only values are shared, never work under way.
 */
import { createBreakers } from "./breaker.ts";
import { createTokenStore } from "./token-store.ts";

export const isolateBreakers = createBreakers();
export const isolateTokens = createTokenStore();
