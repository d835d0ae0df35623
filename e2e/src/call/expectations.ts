/** Checks a script's `expect` steps against what the API says of the call. Pure. */
import type { Call, Message } from "@zvon/contract/api.ts";
import type { Expectation, ScriptStep } from "@zvon/media-node/src/caller/script.ts";

export type Checked = { line: number; ok: boolean; why: string };

export function checkExpectations(script: ScriptStep[], call: Call, messages: Message[]): Checked[] {
  const checked: Checked[] = [];
  let line = 0;
  for (const step of script) {
    if ("say" in step || "play" in step || "keys" in step || "interrupt" in step) line += 1;
    if ("expect" in step) checked.push(check(line, step.expect, call, messages));
  }
  return checked;
}

function check(line: number, expected: Expectation, call: Call, messages: Message[]): Checked {
  const said = messages.filter((message) => message.who === "bot" && message.turn === line);
  const heard = messages.find((message) => message.who === "caller" && message.turn === line);
  const answer = said.map((message) => message.text).join(" ").toLocaleLowerCase();
  const faults: string[] = [];
  for (const word of expected.words ?? []) if (!answer.includes(word.toLocaleLowerCase())) faults.push(`the bot did not say "${word}" but "${answer}"`);
  const state = said.at(-1)?.state ?? heard?.state ?? null;
  if (expected.state !== undefined && state !== expected.state) faults.push(`the state is ${state ?? "unknown"}, not ${expected.state}`);
  for (const [name, value] of Object.entries(expected.field ?? {})) if (call.fields[name] !== value) faults.push(`field ${name} is "${call.fields[name] ?? ""}", not "${value}"`);
  if (expected.outcome !== undefined && call.outcome !== expected.outcome) faults.push(`the outcome is ${call.outcome ?? "none"}, not ${expected.outcome}`);
  if (expected.endReason !== undefined && call.endReason !== expected.endReason) faults.push(`the end reason is ${call.endReason ?? "none"}, not ${expected.endReason}`);
  if (expected.recognised !== undefined && heard?.text !== expected.recognised) faults.push(`the caller was understood as "${heard?.text ?? ""}", not "${expected.recognised}"`);
  return { line, ok: faults.length === 0, why: faults.join("; ") };
}
