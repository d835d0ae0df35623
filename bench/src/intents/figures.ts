/** Macro F1 and what is accepted that should not be. */
export type Judged = { meant: string; /** null: "I don't know". */ got: string | null };

export const outOfScope = "oos";

/** Of every intent the harmonic mean of precision and recall; an intent that nobody meant is left out. */
export function f1ByIntent(lines: readonly Judged[], intents: readonly string[]): Map<string, number> {
  return new Map(intents.flatMap((intent) => {
    const meant = lines.filter((line) => line.meant === intent).length;
    const got = lines.filter((line) => line.got === intent).length;
    const both = lines.filter((line) => line.meant === intent && line.got === intent).length;
    return meant === 0 ? [] : [[intent, (2 * both) / (meant + got)]];
  }));
}

/** @returns NaN when none of the intents was meant. */
export function macroF1(lines: readonly Judged[], intents: readonly string[]): number {
  const each = [...f1ByIntent(lines, intents).values()];
  return each.reduce((sum, f1) => sum + f1, 0) / each.length;
}

/** The share of the lines with this label that were taken for one of the intents; NaN when there are none. */
export function acceptedShare(lines: readonly Judged[], label: (meant: string) => boolean, intents: readonly string[]): number {
  const asked = lines.filter((line) => label(line.meant));
  return asked.filter((line) => line.got !== null && intents.includes(line.got)).length / asked.length;
}
