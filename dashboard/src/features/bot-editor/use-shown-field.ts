import { useEffect } from "react";
import { useRouter } from "../../lib/router.tsx";
import { scrollInPane } from "../../lib/scroll-in-pane.ts";

/** A view that has to be changed or a card that has to be opened for the field is there after a frame or two; what the section reads from the server, later. */
const patienceFrames = { part: 20, whole: 180 };

/** `?at=/pointer` brings that field into view and puts the focus there; where it has none, its nearest holder. Asked again, it does so again. */
export function useShownField(tab: string): void {
  const { search, visits } = useRouter();
  const at = search.get("at");
  useEffect(() => {
    if (at === null) return;
    let frame = 0;
    let waited = 0;
    const look = () => {
      const field = fieldAt(at);
      const exact = field !== null && field.dataset["at"] === at;
      if (!exact && waited < (field === null ? patienceFrames.whole : patienceFrames.part)) {
        waited += 1;
        frame = requestAnimationFrame(look);
      } else if (field !== null) {
        for (let holder = field.closest("details"); holder !== null; holder = holder.parentElement?.closest("details") ?? null) holder.open = true;
        scrollInPane(field, "center");
        field.querySelector<HTMLElement>("input, textarea, select, button")?.focus({ preventScroll: true });
      }
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [at, tab, visits]);
}

function fieldAt(at: string): HTMLElement | null {
  for (let pointer = at; pointer !== ""; pointer = pointer.slice(0, pointer.lastIndexOf("/"))) {
    const field = document.querySelector<HTMLElement>(`.ed-body [data-at="${CSS.escape(pointer)}"]`);
    if (field !== null) return field;
  }
  return null;
}
