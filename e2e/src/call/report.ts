/** What `npm run call --json` prints: the call as the API tells it, times from the first audio. */
import type { Call, Message } from "@zvon/contract/api.ts";
import type { Via } from "@zvon/contract/node-link.ts";
import type { Checked } from "./expectations.ts";

/** @param options.lines what the caller said by its script; its n-th line is meant to be the n-th turn */
export function reportCall(call: Call, messages: Message[], options: { via: Via; apiUrl: string; expectations: Checked[]; lines: { line: number; text: string }[] }) {
  const starts = messages.flatMap((message) => (message.startMs === null ? [] : [message.startMs]));
  const firstMs = starts.length === 0 ? 0 : Math.min(...starts);
  const fromFirst = (ms: number | null) => (ms === null ? null : Math.round(ms - firstMs));
  return {
    callId: call.id,
    bot: call.bot.slug,
    lang: call.language,
    via: options.via,
    durationMs: call.durationMs,
    turns: messages.map((message) => ({
      who: message.who,
      text: message.who === "caller" ? (options.lines.find(({ line }) => line === message.turn)?.text ?? message.text) : message.text,
      startMs: fromFirst(message.startMs),
      endMs: fromFirst(message.endMs),
      ...(message.who === "bot" ? { heardText: message.heardText } : { recognised: message.text, verdict: message.verdict }),
      interrupted: message.interrupted,
    })),
    fields: call.fields,
    outcome: call.outcome,
    endReason: call.endReason,
    latency: messages.flatMap((message) => (message.who === "bot" && message.timings && message.turn > 0 ? [{ turn: message.turn, ...message.timings }] : [])),
    recording: call.recording ? new URL(call.recording.url, options.apiUrl).href : null,
    expectations: options.expectations,
  };
}
export type CallReport = ReturnType<typeof reportCall>;
