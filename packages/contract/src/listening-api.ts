/** The team beside a live call (issue 5, PRODUCT C2): who listens in, what is whispered to the bot, who took the call over. */
import { z } from "zod";
import { listenerIdSchema } from "./ids.ts";

/** Of the team. `id`: `user:…` or `key:…`; `name` null: an API key. */
export const memberSchema = z.object({ id: z.string().max(120), name: z.string().max(200).nullable() });
export type Member = z.infer<typeof memberSchema>;

/** Somebody who hears the call. `talking`: the caller hears them instead of the bot. */
export const listenerSchema = z.object({ listener: listenerIdSchema, by: memberSchema, state: z.enum(["listening", "talking"]) });
export type Listener = z.infer<typeof listenerSchema>;

/** Who talks to the caller in the bot's place, since when (ms since 1970). `goneAt`: their connection was lost then, and is waited for. */
export const takenSchema = z.object({ listener: listenerIdSchema, by: memberSchema, since: z.number(), goneAt: z.number().nullable() });
export type Taken = z.infer<typeof takenSchema>;

/** Of the books: a stretch of the call in which one of the team talked. ms since 1970. */
export const takeOverRecordSchema = z.object({ by: memberSchema, from: z.number(), to: z.number() });
export type TakeOverRecord = z.infer<typeof takeOverRecordSchema>;

/** May this call be listened to? `no_address`: its media node is set up without one that browsers reach. */
export const mayListenSchema = z.enum(["yes", "in_writing", "no_node", "no_address"]);
export type MayListen = z.infer<typeof mayListenSchema>;

/** Which whispers the bot of a call takes: both kinds, words to be said alone (it has no model), none (a vendor's agent has the call, or it is in writing). */
export const whispersSchema = z.enum(["both", "say", "none"]);
export type Whispers = z.infer<typeof whispersSchema>;

/** 201 of POST /v1/calls/{id}/listen: open `url` as WebSocket with `?ticket=` before `expiresAt` (ms since 1970), once. */
export const listenTicketSchema = z.object({ listener: listenerIdSchema, url: z.string(), ticket: z.string(), expiresAt: z.number() });
export type ListenTicket = z.infer<typeof listenTicketSchema>;

export const maxWhisperChars = 500;
/** POST /v1/calls/{id}/whisper. `say`: the bot says exactly these words; else it minds them in what it says itself. */
export const whisperSchema = z.strictObject({ text: z.string().trim().min(1).max(maxWhisperChars), say: z.boolean().default(false) });

/** POST /v1/calls/{id}/take-over: by one's own listener, who must be at the call. */
export const takeOverSchema = z.strictObject({ listener: listenerIdSchema });
