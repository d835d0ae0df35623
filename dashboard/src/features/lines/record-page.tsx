/** The page of one record that is saved on demand: what is shown until it is there, its form, and its end. */
import { Trash2 } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { Link, useRouter } from "../../lib/router.tsx";
import { useMayEdit } from "../../lib/session.tsx";
import type { Loaded } from "../../lib/use-loaded.ts";
import { RecordFormFrame } from "./record-form.tsx";
import type { RecordForm } from "./record-form.tsx";

/** @param loaded null once it is known that there is no such record. @param all the list that it is missing from. */
export function RecordPage<T>({ loaded, title, all, gone, children }: { loaded: Loaded<T | null>; title: string; all: { to: string; label: string }; gone: { icon: ReactNode; title: string; text: string }; children: (data: T) => ReactNode }) {
  const { t } = useI18n();
  if (loaded.data !== null) return children(loaded.data);
  return (
    <Page title={title} parent={{ to: all.to, title: t("lines.title") }}>
      {loaded.error !== null ? (
        <Failed error={loaded.error} onRetry={loaded.reload} />
      ) : loaded.loading ? (
        <Skeleton rows={6} height={64} />
      ) : (
        <Empty {...gone}>
          <Link className="btn" to={all.to}>
            {all.label}
          </Link>
        </Empty>
      )}
    </Page>
  );
}

/** @param remove of a record that is stored. @param above stands over the form. */
export function RecordEditor({ form, title, list, onSave, remove, above, children }: { form: RecordForm; title: string; list: string; onSave: () => Promise<void>; remove: { label: string; title: string; text: string; testId: string; run: () => Promise<void> } | null; above?: ReactNode; children: ReactNode }) {
  const { t } = useI18n();
  const { go } = useRouter();
  const readOnly = !useMayEdit("keys");
  const [removing, setRemoving] = useState(false);
  return (
    <Page title={title} parent={{ to: list, title: t("lines.title") }}>
      {above}
      <RecordFormFrame
        form={form}
        readOnly={readOnly}
        fresh={remove === null}
        onSave={() => void onSave()}
        extra={
          remove !== null && (
            <button type="button" className="btn gh danger-t" onClick={() => setRemoving(true)} data-testid={remove.testId}>
              <Trash2 className="i" aria-hidden="true" />
              {remove.label}
            </button>
          )
        }
      >
        {children}
      </RecordFormFrame>
      {removing && remove !== null && (
        <ActionDialog title={remove.title} action={{ label: remove.label, danger: true, testId: "delete-now" }} run={() => remove.run().then(() => go(list))} onClose={() => setRemoving(false)}>
          <p>{remove.text}</p>
        </ActionDialog>
      )}
    </Page>
  );
}
