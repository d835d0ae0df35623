/** One figure of `npm run bench`. `value` is null when it could not be measured; then `ok` is false and the note says why. */
export type Row = {
  id: string;
  what: string;
  value: number | null;
  unit: string;
  /** null: measured for information, no budget. */
  budget: number | null;
  better: "lower" | "higher";
  ok: boolean;
  peer?: { name: string; version: string; value: number };
  note?: string;
};

export type BenchContext = { quick: boolean; say: (text: string) => void };

/** A family of rows; ids begin with `prefix`. */
export type Bench = { prefix: string; /** Too long for every run: only where its id is given. */ onlyNamed?: boolean; run(context: BenchContext): Promise<Row[]> };

/** A figure that is no number was not measured. */
export function measured(figure: Omit<Row, "ok">): Row {
  const row = figure.value !== null && Number.isNaN(figure.value) ? { ...figure, value: null } : figure;
  const within = row.value !== null && (row.budget === null || (row.better === "lower" ? row.value <= row.budget : row.value >= row.budget));
  return { ...row, ok: within };
}

export const notMeasured = (row: Omit<Row, "ok" | "value">, note: string): Row => ({ ...row, value: null, ok: false, note });

/** @param share 0.5 is the median; of an empty list NaN */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
