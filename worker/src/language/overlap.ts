/** How full a calendar is: one rule for what is offered and what is booked. Half-open times, ms. */
export type Span = { startMs: number; endMs: number };

/** The most of `spans` that stand at one moment of `within`: two that follow each other take one chair. */
export function mostAtOnce(spans: readonly Span[], within: Span): number {
  const touching = spans.filter((one) => one.startMs < within.endMs && one.endMs > within.startMs);
  // It is the fullest where one begins, or where the time itself does.
  const moments = [within.startMs, ...touching.map((one) => one.startMs).filter((startMs) => startMs > within.startMs)];
  return Math.max(...moments.map((moment) => touching.filter((one) => one.startMs <= moment && one.endMs > moment).length));
}
