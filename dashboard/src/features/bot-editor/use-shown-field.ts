import { useEffect } from "react";
import { useRouter } from "../../lib/router.tsx";

/** `?at=/pointer` brings that field into view and puts the focus there; where it has none, its nearest holder. */
export function useShownField(tab: string): void {
  const { search } = useRouter();
  const at = search.get("at");
  useEffect(() => {
    if (at === null) return;
    const frame = requestAnimationFrame(() => {
      for (let pointer = at; pointer !== ""; pointer = pointer.slice(0, pointer.lastIndexOf("/"))) {
        const field = document.querySelector<HTMLElement>(`.ed-body [data-at="${CSS.escape(pointer)}"]`);
        if (field === null) continue;
        field.scrollIntoView({ block: "center" });
        field.querySelector<HTMLElement>("input, textarea, select, button")?.focus({ preventScroll: true });
        return;
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [at, tab]);
}
