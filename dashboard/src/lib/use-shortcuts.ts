import { useEffect, useRef } from "react";
import { readSetting } from "./settings.ts";

/**
 * Keys by the physical key (`event.code`), so they work in the Russian layout too. Silent in fields, with Ctrl, Alt or ⌘,
 * under an open dialog, and when the person switched single letters off.
 * @param keys code → what to do; `Shift+Slash` with shift. "KeyG KeyC" is a sequence within a second.
 */
export function useShortcuts(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let before = { code: "", at: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || readSetting("letters") === "off") return;
      if (isField(event.target) || document.querySelector("dialog[open]") !== null) return;
      // Space and Enter belong to a focused button or link.
      if ((event.code === "Space" || event.code === "Enter") && event.target instanceof Element && event.target.closest("button, a, summary, [role=slider], [role=menuitem]") !== null) return;
      const code = event.shiftKey ? `Shift+${event.code}` : event.code;
      const sequence = event.timeStamp - before.at < sequenceMs ? latest.current[`${before.code} ${code}`] : undefined;
      before = { code, at: event.timeStamp };
      const action = sequence ?? latest.current[code];
      if (action === undefined) return;
      event.preventDefault();
      action(event);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

const sequenceMs = 1000;

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || (target instanceof HTMLInputElement && target.type !== "radio") || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement);
}
