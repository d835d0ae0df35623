/**
 * Brings an element into view inside the panes that scroll by themselves, and nowhere else: `scrollIntoView` also moves
 * ancestors that merely hide what sticks out, and the whole page with them.
 */
export function scrollInPane(element: HTMLElement, where: "center" | "nearest"): void {
  for (let pane = element.parentElement; pane !== null; pane = pane.parentElement) {
    if (pane.scrollHeight <= pane.clientHeight || !/auto|scroll/.test(getComputedStyle(pane).overflowY)) continue;
    const [outer, inner] = [pane.getBoundingClientRect(), element.getBoundingClientRect()];
    pane.scrollTop += distance({ from: outer.top, to: outer.top + pane.clientHeight }, { from: inner.top, to: inner.bottom }, where);
  }
}

type Span = { from: number; to: number };

/** By how much the pane must scroll, px; what is higher than the pane shows its beginning. */
export function distance(pane: Span, element: Span, where: "center" | "nearest"): number {
  const room = pane.to - pane.from;
  const height = element.to - element.from;
  if (height > room) return element.from - pane.from;
  if (where === "center") return (element.from + element.to - pane.from - pane.to) / 2;
  if (element.from < pane.from) return element.from - pane.from;
  return Math.max(0, element.to - pane.to);
}
