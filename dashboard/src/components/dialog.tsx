import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

/** A native modal: the browser traps and returns the focus, Esc closes. */
export function Dialog({ title, onClose, footer, children }: { title: string; onClose: () => void; footer: ReactNode; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={heading} onClose={onClose} onClick={(event) => event.target === dialog.current && onClose()}>
      <div className="in">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
      <footer>{footer}</footer>
    </dialog>
  );
}
