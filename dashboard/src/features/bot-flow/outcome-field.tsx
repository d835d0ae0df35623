/** What the call came to, as a choice. */
import { outcomes } from "@zvon/contract/end-reason.ts";
import { SelectField } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { useDraft } from "../../lib/use-draft.tsx";

/** @param absent what stands in the draft for none. */
export function OutcomeField({ at, absent = null }: { at: string; absent?: null | undefined }) {
  const { t } = useI18n();
  const { edit } = useDraft();
  return <SelectField at={at} label={t("flow.outcome")} options={[{ value: "", label: t("flow.outcome.none") }, ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))]} onChange={(value) => edit(at, value === "" ? absent : value)} />;
}
