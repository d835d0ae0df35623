/** Sums of what vendors count. */
import type { UsageLine } from "@zvon/contract/speech.ts";

/** One line for each (kind, provider, model, unit), in the order of their first. */
export function sumUsage(...books: (readonly UsageLine[] | undefined)[]): UsageLine[] {
  const sums = new Map<string, UsageLine>();
  for (const line of books.flatMap((book) => book ?? [])) {
    const key = JSON.stringify([line.kind, line.provider, line.model, line.unit]);
    const sum = sums.get(key);
    if (sum) sum.amount += line.amount;
    else sums.set(key, { ...line });
  }
  return [...sums.values()];
}
