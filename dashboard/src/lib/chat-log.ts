/** A chat with a bot as its frames tell it: a pure fold, and what of it becomes a case for the bot's evals. */
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import type { ToChat } from "@zvon/contract/chat.ts";

type Turn = Extract<ToChat, { type: "turn" }>;
export type ChatEntry =
  | { kind: "message"; who: "bot" | "caller"; text: string; turn: number; reply: number | null; by: "text" | "keys" | null }
  /** The caller was silent through a prompt. */
  | { kind: "silence" }
  | { kind: "turn"; turn: Turn };
export type ChatLog = {
  callId: string | null;
  language: "ru" | "en" | null;
  entries: readonly ChatEntry[];
  /** The bot has not answered yet. */
  waiting: boolean;
  ended: Extract<ToChat, { type: "ended" }> | null;
  refused: string | null;
};

export const emptyChat: ChatLog = { callId: null, language: null, entries: [], waiting: true, ended: null, refused: null };

export function followChat(log: ChatLog, frame: ToChat): ChatLog {
  switch (frame.type) {
    case "started":
      // What was said before follows as messages.
      return { ...emptyChat, callId: frame.callId, language: frame.language };
    case "message": {
      const entry: ChatEntry = { kind: "message", who: frame.who, text: frame.text, turn: frame.turn, reply: frame.reply, by: frame.by };
      const known = frame.reply === null ? -1 : log.entries.findIndex((one) => one.kind === "message" && one.reply === frame.reply);
      const entries = known < 0 ? [...log.entries, entry] : log.entries.with(known, entry);
      return { ...log, entries, waiting: frame.who === "caller" ? true : log.waiting, refused: null };
    }
    case "turn":
      return { ...log, entries: [...log.entries, { kind: "turn", turn: frame }], language: frame.language, waiting: false };
    case "ended":
      return { ...log, ended: frame, waiting: false };
    case "refused":
      return { ...log, refused: frame.detail, waiting: false };
  }
}

export const withSilence = (log: ChatLog): ChatLog => ({ ...log, entries: [...log.entries, { kind: "silence" }], waiting: true });
export const stateOf = (log: ChatLog): string | null => log.entries.findLast((one) => one.kind === "turn")?.turn.state ?? null;

type Case = EvalSuiteInput["cases"][number];

/**
 * The talk as a case: what the caller said, and where each turn led. Tools answer as they did; what was said is not asked
 * for, for words change more often than ways.
 * @param now of the tenant's clock when the chat began, "2026-11-21T17:30": "tomorrow" is to mean the same day again.
 */
export function caseOf(log: ChatLog, name: string, now?: string): Case | null {
  const turns: NonNullable<Case["turns"]> = [];
  const tools: Record<string, { status: "ok" | "failed" | "unknown"; value?: Record<string, string> }[]> = {};
  let pending: (NonNullable<Case["turns"]>)[number] | null = null;
  let fields: Record<string, string> = {};
  for (const entry of log.entries) {
    if (entry.kind === "silence") pending = { silent: true };
    else if (entry.kind === "message" && entry.who === "caller") pending = entry.by === "keys" ? { keys: entry.text } : { says: entry.text };
    else if (entry.kind === "turn") {
      const { state, intent, tools: ran } = entry.turn;
      for (const tool of ran) (tools[tool.name] ??= []).push({ status: tool.status === "running" ? "unknown" : tool.status, ...(tool.value === undefined ? {} : { value: tool.value }) });
      const taken = Object.fromEntries(Object.entries(entry.turn.trace?.fields ?? {}).filter(([field, value]) => fields[field] !== value && Object.hasOwn(entry.turn.fields, field)));
      fields = { ...fields, ...taken };
      if (pending === null) continue;
      turns.push({ ...pending, expect: { ...(state === null ? {} : { state }), ...(intent === null ? {} : { intent }), ...(Object.keys(taken).length === 0 ? {} : { fields: taken }), ...(ran[0] === undefined ? {} : { tool: { name: ran[0].name } }) } });
      pending = null;
    }
  }
  if (turns.length === 0) return null;
  const { ended } = log;
  return { name, ...(now === undefined ? {} : { now }), ...(log.language === null ? {} : { language: firstLanguage(log) }), ...(Object.keys(tools).length === 0 ? {} : { tools }), turns, ...(ended === null ? {} : { end: { ended: true, outcome: ended.outcome } }) };
}

/** "2026-11-21T17:30": a moment on the clock of an IANA zone. */
export const localMinute = (atMs: number, timeZone: string): string => new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).format(atMs).replace(" ", "T");

/** The language the chat began in. */
const firstLanguage = (log: ChatLog): "ru" | "en" => log.entries.find((one) => one.kind === "turn")?.turn.language ?? log.language ?? "ru";
