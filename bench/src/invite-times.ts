/** How long each call waited, out of SIPp's log of messages. */

/** The moment, to the microsecond, stands at the end of the line before each message. */
const entry = /^-{20,} (\S+) (\d\d:\d\d:\d\d)(\.\d+)\r?\n\w+ message (sent|received)[^\n]*\n\r?\n([^]*?)(?=^-{20,} |$(?![^]))/gm;

/** @returns milliseconds from the first INVITE to the first 180 or 183, and to the first 200, of each call that had them */
export function callSteps(log: string): { ringing: number[]; answer: number[] } {
  const calls = new Map<string, { invite?: number; ringing?: number; answer?: number }>();
  for (const [, day = "", time = "", fraction = "", way, text = ""] of log.matchAll(entry)) {
    const id = /^Call-ID:\s*(\S+)/im.exec(text)?.[1];
    if (id === undefined) continue;
    const call = calls.get(id) ?? {};
    calls.set(id, call);
    const atMs = Date.parse(`${day}T${time}Z`) + Number(fraction) * 1_000;
    if (way === "sent" && text.startsWith("INVITE ")) call.invite ??= atMs;
    else if (way === "received" && /^SIP\/2\.0 18[03] /.test(text)) call.ringing ??= atMs;
    else if (way === "received" && text.startsWith("SIP/2.0 200 ") && /^CSeq:\s*\d+ INVITE/im.test(text)) call.answer ??= atMs;
  }
  const waits = (step: "ringing" | "answer"): number[] =>
    [...calls.values()].flatMap((call) => {
      const at = call[step];
      return call.invite === undefined || at === undefined ? [] : [at - call.invite];
    });
  return { ringing: waits("ringing"), answer: waits("answer") };
}
