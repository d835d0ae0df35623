/** What every service of the vendor is given. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { FaultPlan } from "../core/fault-plan.ts";
import type { Ledger } from "../core/ledger.ts";
import type { Ears, Latency, Mouth } from "../stand-in.ts";

export interface Parts {
  ears: Ears;
  mouth: Mouth;
  faults: FaultPlan;
  ledger: Ledger;
  latency: Latency;
}

export type TokenUsage = { type: "tokens"; input_tokens: number; input_token_details: { text_tokens: number; audio_tokens: number }; output_tokens: number; total_tokens: number };

/** Ten tokens a second of audio, one for four letters of text. */
const audioTokensOf = (ms: number): number => Math.max(1, Math.ceil(ms / 100));
const textTokensOf = (text: string): number => Math.ceil(text.length / 4);

export function transcriptionUsage(audioMs: number, text: string, prompt: string): TokenUsage {
  const details = { text_tokens: textTokensOf(prompt), audio_tokens: audioTokensOf(audioMs) };
  const input = details.text_tokens + details.audio_tokens;
  const output = textTokensOf(text) + 1;
  return { type: "tokens", input_tokens: input, input_token_details: details, output_tokens: output, total_tokens: input + output };
}

export function speechUsage(text: string, audioMs: number): { input_tokens: number; output_tokens: number; total_tokens: number } {
  const input = textTokensOf(text) + 4;
  const output = audioTokensOf(audioMs) * 2;
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

export function countTokens(ledger: Ledger, kind: "stt" | "tts", model: string, usage: { input_tokens: number; output_tokens: number }): void {
  const line = (unit: UsageLine["unit"], amount: number): void => ledger.count({ kind, provider: "openai", model, unit, amount });
  line("tokens_in", usage.input_tokens);
  line("tokens_out", usage.output_tokens);
}
