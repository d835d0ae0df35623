import { useEffect, useState } from "react";
import type { RefObject } from "react";

/** Near the window: a card's words come a little before it is seen. */
const marginPx = 200;

/** Whether an element is seen, or nearly. */
export function useOnScreen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const shown = element.current;
    if (shown === null) return;
    const observer = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting === true), { rootMargin: `${marginPx}px` });
    observer.observe(shown);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}
