/** What the call code sees of the call link: it reports facts and notes, and is told what to do. */
import type { FactBody, Note, ToNode } from "@zvon/contract/call-link.ts";

/** Fresh messages only, each once and in order: duplicates, older epochs and replies to overtaken turns never come here. */
export type FromLink =
  | { type: "message"; message: Exclude<ToNode, { type: "ack" }> }
  /** The caller has waited without sound: say the filler, the apology, or goodbye and end as `edge_lost`. */
  | { type: "plan"; step: "filler" | "apology" | "end" }
  /** The edge refused the link, or closed it for good. */
  | { type: "closed"; reason: "done" | "refused" };

export type NoteBody = Note extends infer N ? (N extends Note ? Omit<N, "v"> : never) : never;

export interface Link {
  /** Kept (and spooled at the end) until the edge has stored it. */
  fact(body: FactBody): void;
  /** Sent if the link is up, else dropped and counted. */
  note(body: Exclude<NoteBody, { type: "hello" | "sync" }>): void;
  /** Tells the waiting plan whether the caller hears the bot now. */
  sound(on: boolean): void;
  /** After `call.ended`: resolves once all facts are stored, or were handed to the spool. */
  drain(): Promise<void>;
}
