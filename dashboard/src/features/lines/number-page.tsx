import type { CallerLists, NumberRecord } from "@zvon/contract/numbers-api.ts";
import type { TrunkRecord } from "@zvon/contract/trunks-api.ts";
import type { BotRecord } from "@zvon/contract/bots-api.ts";
import { Phone } from "lucide-react";
import { useId } from "react";
import { FieldFrame, NumberField, SelectField, SwitchField, TextField, describedBy, useForm } from "../../components/form.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useLinesClient } from "../../lib/lines-client.ts";
import { textAt, withoutValue } from "../../lib/pointer.ts";
import { useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useLoaded } from "../../lib/use-loaded.ts";
import { AnswerEditor, WordsField } from "./answer-editor.tsx";
import { entriesOf, linesOf } from "./caller-lines.ts";
import { HoursEditor } from "./hours-editor.tsx";
import { numberShown, today } from "./number-words.ts";
import { NullableSelect } from "./nullable-select.tsx";
import { useRecordForm } from "./record-form.tsx";
import { RecordEditor, RecordPage } from "./record-page.tsx";

type Loaded = { record: NumberRecord | null; callers: CallerLists; timeZone: string; trunks: readonly TrunkRecord[]; bots: readonly BotRecord[] };

/** One number: who answers, when, and what is heard otherwise. @param id null for a new one. */
export function NumberPage({ id }: { id: string | null }) {
  const { t } = useI18n();
  const client = useLinesClient();
  const bots = useBotsClient();
  const loaded = useLoaded<Loaded | null>(`number ${id ?? "new"}`, async (signal) => {
    const [numbers, trunks, known] = await Promise.all([client.numbers(signal), client.trunks(signal), bots.list(signal)]);
    const record = id === null ? null : (numbers.numbers.find((one) => one.id === id) ?? undefined);
    if (record === undefined) return null;
    const callers = record === null ? { allow: [], deny: [] } : await client.callers(record.id, signal);
    return { record, callers, timeZone: numbers.timeZone, trunks, bots: known };
  });
  return (
    <RecordPage loaded={loaded} title={t(id === null ? "lines.number.new" : "lines.number")} all={{ to: paths.lines, label: t("lines.number.all") }} gone={{ icon: <Phone className="i l" aria-hidden="true" />, title: t("lines.number.gone"), text: t("lines.number.gone.text") }}>
      {(data) => <Editor key={data.record?.id ?? "new"} loaded={data} />}
    </RecordPage>
  );
}

function Editor({ loaded: { record, callers, timeZone, trunks, bots } }: { loaded: Loaded }) {
  const { t, language } = useI18n();
  const client = useLinesClient();
  const { go } = useRouter();
  const form = useRecordForm(draftOf(record, callers, language));
  const title = record === null ? t("lines.number.new") : numberShown(record.number);
  const save = async () => {
    let made: NumberRecord | null = null;
    const saved = await form.save(async (draft) => {
      const lists = { allow: entriesOf(textAt(draft, "/callers/allow")), deny: entriesOf(textAt(draft, "/callers/deny")) };
      const body = withoutValue(draft, "/callers");
      made = record === null ? await client.createNumber(body) : await client.changeNumber(record.id, withoutValue(body, "/number"));
      if (JSON.stringify(lists) !== JSON.stringify(callers) || record !== null) await client.putCallers(made.id, lists);
    });
    if (saved && record === null && made !== null) go(paths.lines);
  };
  const botChoices = bots.map((bot) => ({ id: bot.id, name: bot.version === null ? t("lines.bot.unpublished", { name: botName(bot.name, language) }) : botName(bot.name, language) }));
  return (
    <RecordEditor
      form={form}
      title={title}
      list={paths.lines}
      onSave={save}
      remove={record === null ? null : { label: t("lines.number.delete"), title: t("lines.number.deleteTitle", { number: numberShown(record.number) }), text: t("lines.number.deleteText"), testId: "delete-number", run: () => client.deleteNumber(record.id) }}
    >
      <section className="card sect" aria-labelledby="ln-who">
        <h2 id="ln-who">{t("lines.who")}</h2>
        <div className="fields">
          {record === null && <TextField at="/number" label={t("lines.number")} hint={t("lines.number.hint")} />}
          <TextField at="/name" label={t("lines.name")} hint={t("lines.name.hint")} />
          <NullableSelect at="/trunkId" label={t("lines.trunk")} hint={t(trunks.length === 0 ? "lines.trunk.none.hint" : "lines.trunk.hint")} none={t("lines.trunk.none")} options={trunks.map((trunk) => ({ value: trunk.id, label: trunk.name }))} />
          <NullableSelect at="/botId" label={t("lines.bot")} hint={t("lines.bot.hint")} none={t("lines.bot.none")} options={botChoices.map(({ id, name }) => ({ value: id, label: name }))} />
          <SelectField at="/language" label={t("lines.language")} hint={t("lines.language.hint")} options={(["ru", "en"] as const).map((value) => ({ value, label: t(`language.${value}`) }))} />
        </div>
      </section>
      <section className="card sect" aria-labelledby="ln-hours">
        <h2 id="ln-hours">{t("lines.hours")}</h2>
        <div className="stack-s">
          <HoursEditor zone={timeZone} today={today(timeZone)} />
          <AnswerEditor at="/afterHours" label={t("lines.afterHours")} none={t("lines.afterHours.same")} hint={t("lines.afterHours.hint")} bots={botChoices} />
        </div>
      </section>
      <section className="card sect" aria-labelledby="ln-overflow">
        <h2 id="ln-overflow">{t("lines.overflow")}</h2>
        <p className="t2 sm">{t("lines.overflow.lead")}</p>
        <AnswerEditor at="/overflow" label={t("lines.overflow.what")} none={t("lines.overflow.busy")} />
      </section>
      <section className="card sect" aria-labelledby="ln-callers">
        <h2 id="ln-callers">{t("lines.callers")}</h2>
        <p className="t2 sm">{t("lines.callers.lead")}</p>
        <div className="fields">
          <LinesField at="/callers/allow" under="/allow" label={t("lines.callers.allow")} hint={t("lines.callers.allow.hint")} />
          <LinesField at="/callers/deny" under="/deny" label={t("lines.callers.deny")} hint={t("lines.callers.deny.hint")} />
          <SelectField at="/anonymous" label={t("lines.anonymous")} options={(["allow", "reject"] as const).map((value) => ({ value, label: t(`lines.anonymous.${value}`) }))} />
        </div>
      </section>
      <section className="card sect" aria-labelledby="ln-call">
        <h2 id="ln-call">{t("lines.call")}</h2>
        <div className="stack-s">
          <WordsField at="/recordingNotice" label={t("lines.notice")} hint={t("lines.notice.hint")} max={500} empty={null} />
          <SwitchField at="/recordAfterNotice" label={t("lines.recordAfterNotice")} hint={t("lines.recordAfterNotice.hint")} />
          <NumberField at="/maxMinutes" label={t("lines.maxMinutes")} hint={t("lines.maxMinutes.hint")} unit={t("lines.minutes")} min={1} max={60} step={1} empty={null} />
        </div>
      </section>
    </RecordEditor>
  );
}

/** As the API takes it, with the caller lists as text beside. */
function draftOf(record: NumberRecord | null, callers: CallerLists, language: "ru" | "en"): Record<string, unknown> {
  const lists = { allow: linesOf(callers.allow), deny: linesOf(callers.deny) };
  if (record === null) return { number: "", name: "", trunkId: null, botId: null, language, hours: { timeZone: null, week: null, holidays: [] }, afterHours: null, overflow: null, anonymous: "allow", recordingNotice: null, recordAfterNotice: true, maxMinutes: null, callers: lists };
  const { number, name, trunkId, botId, hours, afterHours, overflow, anonymous, recordingNotice, recordAfterNotice, maxMinutes } = record;
  return { number, name, trunkId, botId, language: record.language, hours, afterHours: withPlus(afterHours), overflow: withPlus(overflow), anonymous, recordingNotice, recordAfterNotice, maxMinutes, callers: lists };
}

/** A number as people write it, in place of its digits. */
const withPlus = <T extends { kind: string; to?: string }>(answer: T | null): T | null => (answer?.to !== undefined && /^\d{8,15}$/.test(answer.to) ? { ...answer, to: `+${answer.to}` } : answer);

/** Entries as lines. @param under where the server finds fault with them. */
function LinesField({ at, under, label, hint }: { at: string; under: string; label: string; hint: string }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const error = errors.get(at) ?? [...errors].find(([pointer]) => pointer === under || pointer.startsWith(`${under}/`))?.[1];
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <textarea {...describedBy(id, hint, error)} className="area" rows={3} value={textAt(draft, at)} readOnly={readOnly} spellCheck={false} onChange={(event) => set(at, event.target.value)} />
    </FieldFrame>
  );
}
