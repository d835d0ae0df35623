/** How a caller felt, -1 … 1: the mean over what they said, the end weighing three times the beginning. */
export function callSentiment(turns: readonly number[]): number {
  if (turns.length === 0) return 0;
  const last = Math.max(1, turns.length - 1);
  const weights = turns.map((_, index) => 1 + (2 * index) / last);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = turns.reduce((sum, value, index) => sum + value * (weights[index] ?? 1), 0) / total;
  return Math.round(Math.max(-1, Math.min(1, mean)) * 100) / 100;
}
