import { useEffect, useRef } from "react";

/**
 * Ctrl or ⌘ with Z, Shift Z, S, Shift P, by physical keys. They work inside the draft's fields too: an undo there is a
 * step of the draft. Fields that are no part of it (a note, a chat) keep the browser's own undo: they stand in
 * `data-own-undo` or in a dialog.
 */
export function useEditorKeys(actions: { undo: () => void; redo: () => void; save: () => void; publish: () => void }): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
      const own = event.target instanceof Element && event.target.closest("[data-own-undo]") !== null;
      const { undo, redo, save, publish } = latest.current;
      const action = { KeyZ: own ? null : event.shiftKey ? redo : undo, KeyY: own || event.shiftKey ? null : redo, KeyS: event.shiftKey ? null : save, KeyP: event.shiftKey ? publish : null }[event.code] ?? null;
      if (action === null) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
