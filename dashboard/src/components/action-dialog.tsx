/** A dialog around one act on the server: the button waits for the answer, a refusal stays on show, success is the caller's to go on from. */
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { ApiError } from "../lib/api.ts";
import { useI18n } from "../lib/i18n.tsx";
import { Dialog } from "./dialog.tsx";
import { ErrorCode } from "./panel-states.tsx";

type ActionDialogProps = {
  title: string;
  action: { label: string; icon?: ReactNode; danger?: boolean; testId?: string };
  /** Why the button waits; null: it does not. */
  blocked?: string | null;
  /** Throws what the server refused with. `null`: something is missing in the form, and it says what. */
  run: () => Promise<void> | null;
  onClose: () => void;
  children: ReactNode;
};

export function ActionDialog({ title, action, blocked = null, run, onClose, children }: ActionDialogProps) {
  const { t } = useI18n();
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setFailed(null);
    const done = run();
    if (done === null) return;
    setBusy(true);
    try {
      await done;
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button type="button" className={action.danger === true ? "btn dng" : "btn pri"} disabled={busy || blocked !== null} title={blocked ?? undefined} onClick={() => void act()} data-testid={action.testId}>
            {action.icon}
            {action.label}
          </button>
        </>
      }
    >
      <div className="publish">
        {children}
        {failed !== null && (
          <div className="note er" role="alert">
            <CircleAlert className="i" aria-hidden="true" />
            <div className="grow">
              <p>{failed.problem?.errors?.map((one) => one.detail).join(" ") || failed.problem?.detail || t(`error.${failed.fault}`)}</p>
              <ErrorCode error={failed} />
            </div>
          </div>
        )}
      </div>
    </Dialog>
  );
}
