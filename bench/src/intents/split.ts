/**
 * Which lines of a labelled set rules may be written from, and which only measure them. Fixed before anybody looked:
 * within each intent the lines in the order of the SHA-256 of their text, the first half for development.
 */
import { createHash } from "node:crypto";

export type LabelledLine = { text: string; intent: string };
export type SplitSet = { dev: LabelledLine[]; test: LabelledLine[] };

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Each text once (the first label counts); of an odd number the middle line is for development. */
export function splitByDigest(lines: readonly LabelledLine[]): SplitSet {
  const byText = new Map<string, LabelledLine>();
  for (const line of lines) if (!byText.has(line.text)) byText.set(line.text, line);
  const byIntent = Map.groupBy([...byText.values()].map((line) => ({ line, key: digest(line.text) })), ({ line }) => line.intent);
  const split: SplitSet = { dev: [], test: [] };
  for (const group of byIntent.values()) {
    const sorted = group.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ line }) => line);
    const half = Math.ceil(sorted.length / 2);
    split.dev.push(...sorted.slice(0, half));
    split.test.push(...sorted.slice(half));
  }
  return split;
}
