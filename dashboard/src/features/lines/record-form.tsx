/** The form of a record that is saved on demand: what is written, what the server pointed at, and whether leaving would lose it. */
import { CircleAlert, CircleCheck } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { FormProvider } from "../../components/form.tsx";
import { ErrorCode } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { withValue } from "../../lib/pointer.ts";
import { useHoldBack } from "../../lib/router.tsx";

export type RecordForm = {
  draft: unknown;
  set: (pointer: string, value: unknown) => void;
  errors: ReadonlyMap<string, string>;
  dirty: boolean;
  /** @param work throws ApiError. @returns whether it is stored; the form then goes on from what was sent, or from what `work` gives back (without a password, say). */
  save: (work: (draft: unknown) => Promise<{ draft: unknown } | void>) => Promise<boolean>;
  busy: boolean;
  failed: ApiError | null;
  savedAt: number | null;
};

/** @param initial the record as it is stored, or a new one; taken once. */
export function useRecordForm(initial: unknown): RecordForm {
  const { t } = useI18n();
  const [stored, setStored] = useState(initial);
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  // Leaving right after it was saved asks nothing, although the page has not been drawn anew.
  const latest = useRef(draft);
  latest.current = draft;
  const dirty = useMemo(() => JSON.stringify(draft) !== JSON.stringify(stored), [draft, stored]);
  useHoldBack(dirty && !busy, t("lines.leave"));
  return {
    draft, errors, dirty, busy, failed, savedAt,
    set: (pointer, value) => {
      setDraft((old: unknown) => withValue(old, pointer, value));
      setErrors((old) => new Map([...old].filter(([at]) => at !== pointer && !at.startsWith(`${pointer}/`) && !pointer.startsWith(`${at}/`))));
      setSavedAt(null);
    },
    save: async (work) => {
      setBusy(true);
      setFailed(null);
      setErrors(new Map());
      const sent = latest.current;
      try {
        const done = await work(sent);
        const now = done === undefined ? sent : done.draft;
        setStored(now);
        // What was written meanwhile stays.
        setDraft((draft: unknown) => (draft === sent ? now : draft));
        setSavedAt(Date.now());
        return true;
      } catch (thrown) {
        const error = thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown });
        setErrors(new Map((error.problem?.errors ?? []).map((one) => [one.pointer, one.detail])));
        setFailed(error);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** The form with its foot: «Сохранить», what went wrong, and what else may be done with the record. */
export function RecordFormFrame({ form, readOnly, fresh, onSave, extra, children }: { form: RecordForm; readOnly: boolean; /** Not stored yet. */ fresh: boolean; onSave: () => void; extra?: ReactNode; children: ReactNode }) {
  const { t, format } = useI18n();
  const { draft, set, errors, busy, dirty, failed, savedAt } = form;
  // Whoever pressed the button at the foot is brought to what must be mended.
  useEffect(() => {
    const first = failed?.problem?.errors?.map(({ pointer }) => document.querySelector(`[data-at="${CSS.escape(pointer)}"]`)).find((place) => place !== null);
    first?.scrollIntoView({ block: "center" });
    first?.querySelector<HTMLElement>("input, select, textarea")?.focus({ preventScroll: true });
  }, [failed]);
  const elsewhere = (failed?.problem?.errors ?? []).filter(({ pointer }) => document.querySelector(`[data-at="${CSS.escape(pointer)}"]`) === null);
  return (
    <FormProvider form={{ draft, set, errors, readOnly }}>
      <form
        className="ln-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        {readOnly && <p className="note">{t("lines.readOnly")}</p>}
        {children}
        {failed !== null && (
          <div className="note er" role="alert" data-testid="save-failed">
            <CircleAlert className="i" aria-hidden="true" />
            <div className="grow">
              <p>{failed.problem?.detail ?? t(`error.${failed.fault}`)}</p>
              {elsewhere.map(({ pointer, detail }) => (
                <p key={pointer}>
                  {detail} <span className="mono xs t3 wrap-any">{pointer}</span>
                </p>
              ))}
              <ErrorCode error={failed} />
            </div>
          </div>
        )}
        {!readOnly && (
          <div className="ln-foot">
            <button type="submit" className="btn pri" disabled={busy || (!dirty && !fresh)} title={dirty || fresh ? undefined : t("lines.nothingToSave")} data-testid="save-record">
              {t(fresh ? "lines.create" : "lines.save")}
            </button>
            <span className="sm t2 grow" role="status">
              {savedAt !== null && !dirty ? (
                <span className="row g1" data-testid="saved-record">
                  <CircleCheck className="i s" aria-hidden="true" />
                  {t("lines.saved", { time: format.time(savedAt) })}
                </span>
              ) : dirty ? (
                t("lines.unsaved")
              ) : null}
            </span>
            {extra}
          </div>
        )}
      </form>
    </FormProvider>
  );
}
