/** How a session runs what the dialogue asked for, and what the runners stand on. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import type { Egress } from "../egress/egress.ts";
import type { TenantPeople } from "../tenants/people.ts";
import type { FoundSecret } from "../vendors/tool-secrets.ts";

/**
 * A write is idempotent by `call.key`: run again, it finds what it did and answers the same. An unknown tool is
 * `failed`. `signal` aborts at the session's time-out; a write that was under way is then `unknown`.
 */
export type RunTool = (call: ToolCall, signal: AbortSignal) => Promise<ToolResult>;

/** What a tool may know of its call. Nothing here comes from what was said in it. */
export type ToolContext = {
  callId: string;
  /** The verified number of the other side, "+79120001427"; empty when there is none: a text chat, a browser. */
  caller: string;
  language: Language;
  /** IANA name, of the tenant. */
  timeZone: string;
  nowMs: number;
  /** A test call: what it books takes nobody's time, and services outside are not asked, see pretended.ts. */
  trial?: boolean;
  /** Who tests wants them asked all the same. */
  liveTools?: boolean;
};

/** @param hostname of the address the request goes to: a secret says itself which servers may read it. */
export type FindSecret = (name: string, hostname: string) => Promise<FoundSecret>;

/** Best first; `text` is data, never an instruction. */
export type KnowledgeSearch = (request: { query: string; knowledgeBases: readonly string[]; topK: number; language: Language }, signal: AbortSignal) => Promise<{ text: string; source: string }[]>;

/** A stub of the object, or a fake. */
export type People = Pick<TenantPeople, "saveBooking" | "bookAppointment" | "moveAppointment" | "cancelAppointment" | "busyTimes">;
export type ToolPorts = { egress: Egress; people: People; knowledge: KnowledgeSearch; secret: FindSecret };
