/** A group, made or changed. */
import { announcements, groupOrders, groupSchema, putGroupSchema } from "@zvon/contract/operators-api.ts";
import type { GroupList } from "@zvon/contract/operators-api.ts";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { FormProvider, NumberField, SelectField, TextField } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import type { OperatorsClient } from "../../lib/operators-client.ts";
import { withValue } from "../../lib/pointer.ts";
import { draftOf, groupOf, moved } from "./group-draft.ts";
import type { GroupDraft } from "./group-draft.ts";
import type { Group } from "./operators-page.tsx";

type GroupDialogProps = { client: OperatorsClient; group: Group | null; list: GroupList; onSaved: () => void; onClose: () => void };

export function GroupDialog({ client, group, list, onSaved, onClose }: GroupDialogProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState<GroupDraft>(() => draftOf(group));
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());
  const form = { draft, errors, readOnly: false, set: (pointer: string, value: unknown) => setDraft((old) => withValue(old, pointer, value) as GroupDraft) };

  const save = (): Promise<void> | null => {
    const faults = new Map<string, string>();
    if (!groupSchema.safeParse(draft.name).success) faults.set("/name", t("operators.fault.name"));
    else if (group === null && list.groups.some(({ name }) => name === draft.name)) faults.set("/name", t("operators.fault.taken"));
    const parsed = putGroupSchema.safeParse(groupOf(draft));
    for (const issue of parsed.error?.issues ?? []) {
      const [first = ""] = issue.path;
      const field = `/${issue.path.join("/")}`;
      faults.set(field, t(first === "title" ? "operators.fault.title" : first === "maxWaitSeconds" ? "operators.fault.wait" : "operators.fault.words"));
    }
    setErrors(faults);
    return faults.size > 0 || !parsed.success ? null : client.putGroup(draft.name, parsed.data).then(onSaved);
  };

  const others = list.groups.filter(({ name }) => name !== draft.name);
  return (
    <ActionDialog title={group === null ? t("operators.group.new") : group.title} action={{ label: t("operators.group.save"), testId: "save-group" }} run={save} onClose={onClose}>
      <FormProvider form={form}>
        <TextField at="/title" label={t("operators.group.title")} hint={t("operators.group.title.hint")} />
        {group === null && <TextField at="/name" label={t("operators.group.name")} hint={t("operators.group.name.hint")} />}
        <Members draft={draft} list={list} set={(members) => setDraft({ ...draft, members })} />
        <SelectField at="/order" label={t("operators.group.order")} options={groupOrders.map((value) => ({ value, label: t(`operators.order.${value}`) }))} />
        <NumberField at="/maxWaitSeconds" label={t("operators.group.wait")} unit={t("operators.seconds")} min={10} max={600} step={10} />
        <SelectField at="/announce" label={t("operators.group.announce")} options={announcements.map((value) => ({ value, label: t(`operators.announce.${value}`) }))} />
        {draft.announce === "words" && (
          <>
            <TextField at="/words/ru" label={t("operators.group.words.ru")} />
            <TextField at="/words/en" label={t("operators.group.words.en")} />
          </>
        )}
        <SelectField at="/overflow" label={t("operators.group.overflow")} hint={t("operators.group.overflow.hint")} options={[{ value: "", label: t("operators.overflow.none") }, ...others.map(({ name, title }) => ({ value: name, label: t("operators.overflow.to", { name: title }) }))]} />
      </FormProvider>
    </ActionDialog>
  );
}

/** Members first, in their order. */
function Members({ draft, list, set }: { draft: GroupDraft; list: GroupList; set: (members: string[]) => void }) {
  const { t } = useI18n();
  const { members } = draft;
  const known = [...members.map((id) => ({ id, name: list.people.find((one) => one.id === id)?.name ?? t("operators.person.gone") })), ...list.people.filter(({ id }) => !members.includes(id))];
  const ordered = draft.order === "list" && members.length > 1;
  return (
    <fieldset className="field og-members">
      <legend>{t("operators.group.members")}</legend>
      {known.length === 0 && <p className="sm t3">{t("operators.noPeople")}</p>}
      <ul>
        {known.map(({ id, name }) => {
          const at = members.indexOf(id);
          return (
            <li key={id} className="row g2">
              <label className="row g2 grow">
                <input type="checkbox" checked={at >= 0} onChange={(event) => set(event.target.checked ? [...members, id] : members.filter((one) => one !== id))} />
                <span className="ell">{name}</span>
              </label>
              {ordered && at >= 0 && (
                <>
                  <button type="button" className="btn ic gh" aria-label={t("operators.member.up", { name })} aria-disabled={at === 0} onClick={() => set(moved(members, at, -1))}>
                    <ArrowUp className="i" aria-hidden="true" />
                  </button>
                  <button type="button" className="btn ic gh" aria-label={t("operators.member.down", { name })} aria-disabled={at === members.length - 1} onClick={() => set(moved(members, at, 1))}>
                    <ArrowDown className="i" aria-hidden="true" />
                  </button>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
