import { useSyncExternalStore } from "react";

/** Follows a CSS media query. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

/** Phones: tables become cards, the side bar becomes tabs. */
export const useNarrow = () => useMediaQuery("(max-width: 760px)");
