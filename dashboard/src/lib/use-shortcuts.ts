import { useEffect, useRef } from "react";
import { readSetting } from "./settings.ts";

/**
 * Keys by the physical key (`event.code`), so they work in the Russian layout too. Silent in fields, with Ctrl, Alt or ⌘,
 * under an open dialog, and when the person switched single letters off.
 * @param keys code → what to do; `Shift+Slash` with shift. "KeyG KeyC" is a sequence within a second.
 * @param before the page's own keys: of what lies over every page, and is what the person has before them.
 */
export function useShortcuts(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>, before = false): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let last = { code: "", at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || readSetting("letters") === "off") return;
      if (isField(event.target) || document.querySelector("dialog[open]") !== null) return;
      // Space and Enter belong to a focused button or link.
      if ((event.code === "Space" || event.code === "Enter") && event.target instanceof Element && event.target.closest("button, a, summary, [role=slider], [role=menuitem]") !== null) return;
      const code = event.shiftKey ? `Shift+${event.code}` : event.code;
      const sequence = event.timeStamp - last.at < sequenceMs ? latest.current[`${last.code} ${code}`] : undefined;
      last = { code, at: event.timeStamp };
      const action = sequence ?? latest.current[code];
      if (action === undefined) return;
      event.preventDefault();
      action(event);
    };
    addEventListener("keydown", onKey, before);
    return () => removeEventListener("keydown", onKey, before);
  }, [before]);
}

const sequenceMs = 1000;

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || (target instanceof HTMLInputElement && target.type !== "radio") || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement);
}
