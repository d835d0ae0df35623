/**
 * An operator dials: somebody new (`call`), or somebody for the caller they talk to (`blind`, `attended`). The edge decides
 * whom and by which line; the node joins them inside its exchange, and tells how it goes.
 */
import { z } from "zod";

export const dialModes = ["call", "blind", "attended"] as const;
export type DialMode = (typeof dialModes)[number];
export const dialModeSchema = z.enum(dialModes);

/**
 * `phone`: the operator's own telephone rings first (`call`). `dialling`, `ringing`: the person called. `consulting`: the operator
 * talks to them, the caller waits (`attended`). `over`: it came to a result.
 */
export const dialStages = ["phone", "dialling", "ringing", "consulting", "over"] as const;
export type DialStage = (typeof dialStages)[number];

/** `answered`: both talk. `cancelled`: the operator took it back, or hung up. `left`: the caller hung up meanwhile. Else as any transfer. */
export const dialResults = ["answered", "busy", "refused", "no_answer", "failed", "cancelled", "left"] as const;
export type DialResult = (typeof dialResults)[number];

export const dialIdSchema = z.string().regex(/^\w{10,80}$/);
/** `result`: of one that is over; null before. */
export const dialStateSchema = z.object({ stage: z.enum(dialStages), result: z.enum(dialResults).nullable() });
export type DialState = z.infer<typeof dialStateSchema>;

/** `join`: the caller and the person called talk, the operator is free. `back`: the person called is hung up, the caller is back. */
export const dialActSchema = z.enum(["join", "back"]);
export type DialAct = z.infer<typeof dialActSchema>;

/** Six rings for somebody outside; a colleague's as for any offer. */
export const dialRingMs = 30_000;
/** The operator's own telephone takes the call by itself. */
export const ownPhoneRingMs = 10_000;
