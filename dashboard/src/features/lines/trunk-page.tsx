import { trunkAccessSchema, trunkCodecSchema, trunkKinds, trunkTransportSchema, callerIdFormatSchema } from "@zvon/contract/trunk-settings.ts";
import type { TrunkKind } from "@zvon/contract/trunk-settings.ts";
import { trunkPresets } from "@zvon/contract/trunks-api.ts";
import type { TrunkRecord } from "@zvon/contract/trunks-api.ts";
import type { NodeRecord } from "@zvon/contract/nodes-api.ts";
import { ArrowUp, Cable, PlugZap } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { FieldFrame, NumberField, PhrasesField, SelectField, SwitchField, TextField, describedBy, useForm } from "../../components/form.tsx";
import { ErrorCode } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { useLinesClient } from "../../lib/lines-client.ts";
import { listAt, textAt, withValue, withoutValue } from "../../lib/pointer.ts";
import { useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { MoneyField } from "./money-field.tsx";
import { NullableSelect } from "./nullable-select.tsx";
import { useRecordForm } from "./record-form.tsx";
import { RecordEditor, RecordPage } from "./record-page.tsx";
import { TestResult, TrunkStateBadge, stateOf } from "./trunk-state.tsx";
import { useTrunkTest } from "./use-trunk-test.ts";

type Loaded = { record: TrunkRecord | null; nodes: readonly NodeRecord[] };

/** One line of a carrier. @param id null for a new one. */
export function TrunkPage({ id }: { id: string | null }) {
  const { t } = useI18n();
  const client = useLinesClient();
  const loaded = useLoaded<Loaded | null>(`trunk ${id ?? "new"}`, async (signal) => {
    const [trunks, nodes] = await Promise.all([client.trunks(signal), client.nodes(signal)]);
    const record = id === null ? null : trunks.find((one) => one.id === id);
    return record === undefined ? null : { record, nodes };
  });
  return (
    <RecordPage loaded={loaded} title={t(id === null ? "trunk.new" : "lines.trunk")} all={{ to: paths.trunks, label: t("trunk.all") }} gone={{ icon: <Cable className="i l" aria-hidden="true" />, title: t("trunk.gone"), text: t("trunk.gone.text") }}>
      {(data) => <Editor key={data.record?.id ?? "new"} loaded={data} onChanged={loaded.reload} />}
    </RecordPage>
  );
}

function Editor({ loaded: { record, nodes }, onChanged }: { loaded: Loaded; onChanged: () => void }) {
  const { t } = useI18n();
  const client = useLinesClient();
  const { go } = useRouter();
  const form = useRecordForm(draftOf(record, t("trunk.kind.novofon")));
  const kind = kindAt(form.draft);
  const access = textAt(form.draft, "/access");
  const save = async () => {
    let made: string | null = null;
    const saved = await form.save(async (draft) => {
      const written = tidyProxy(draft);
      const body = textAt(written, "/password") === "" ? withoutValue(written, "/password") : written;
      made = (record === null ? await client.createTrunk(body) : await client.changeTrunk(record.id, withoutValue(body, "/kind"))).id;
      return { draft: withValue(written, "/password", "") };
    });
    if (saved && record === null && made !== null) return go(paths.trunk(made));
    if (saved) onChanged();
  };
  const chooseKind = (next: string) => {
    const chosen = trunkKinds.find((one) => one === next) ?? "sip";
    const preset = trunkPresets[chosen];
    form.set("/kind", chosen);
    for (const [member, value] of Object.entries({ ...preset, host: preset.host ?? "" })) form.set(`/${member}`, value);
    if (textAt(form.draft, "/name") === "" || isKindName(textAt(form.draft, "/name"))) form.set("/name", t(`trunk.kind.${chosen}`));
  };
  const isKindName = (name: string) => trunkKinds.some((one) => t(`trunk.kind.${one}`) === name);
  const authenticates = access !== "ip";
  return (
    <RecordEditor
      form={form}
      title={record?.name ?? t("trunk.new")}
      list={paths.trunks}
      onSave={save}
      remove={record === null ? null : { label: t("trunk.delete"), title: t("trunk.deleteTitle", { name: record.name }), text: record.numbers.length === 0 ? t("trunk.deleteText") : t("trunk.deleteNumbers", { count: record.numbers.length }), testId: "delete-trunk", run: () => client.deleteTrunk(record.id) }}
      above={record !== null && <StatePanel record={record} unsaved={form.dirty} onTested={onChanged} />}
    >
      <section className="card sect" aria-labelledby="tr-line">
        <h2 id="tr-line">{t("trunk.line")}</h2>
        <div className="fields">
          {record === null && <SelectField at="/kind" label={t("trunk.kind")} hint={t(`trunk.kind.${kind}.hint`)} options={trunkKinds.map((value) => ({ value, label: t(`trunk.kind.${value}`) }))} onChange={chooseKind} />}
          <TextField at="/name" label={t("lines.name")} />
          <SelectField at="/access" label={t("trunk.access")} hint={t(`trunk.access.${trunkAccessSchema.options.find((one) => one === access) ?? "register"}.hint`)} options={trunkAccessSchema.options.map((value) => ({ value, label: t(`trunk.access.${value}`) }))} />
          <TextField at="/host" label={t("trunk.host")} hint={t("trunk.host.hint")} />
          {authenticates && <TextField at="/username" label={t("trunk.username")} hint={t("trunk.username.hint")} empty={null} />}
          {authenticates && <PasswordField writtenAt={record?.passwordAt ?? null} />}
        </div>
        <SwitchField at="/enabled" label={t("trunk.enabled")} hint={t("trunk.enabled.hint")} />
      </section>
      <details className="card sect ln-details" open={[...form.errors.keys()].some((pointer) => advanced.some((one) => pointer.startsWith(one)))}>
        <summary>{t("trunk.network")}</summary>
        <div className="fields">
          <NumberField at="/port" label={t("trunk.port")} min={1} max={65535} step={1} />
          <SelectField at="/transport" label={t("trunk.transport")} options={trunkTransportSchema.options.map((value) => ({ value, label: value.toUpperCase() }))} />
          <TextField at="/outboundProxy/host" label={t("trunk.proxy")} hint={t("trunk.proxy.hint")} />
          <NumberField at="/outboundProxy/port" label={t("trunk.proxyPort")} min={1} max={65535} step={1} />
          <PhrasesField at="/inboundNetworks" label={t("trunk.networks")} hint={t("trunk.networks.hint")} rows={3} />
          <Codecs />
          <SelectField at="/callerIdFormat" label={t("trunk.callerId")} options={callerIdFormatSchema.options.map((value) => ({ value, label: t(`trunk.callerId.${value}`) }))} />
          <TextField at="/pilot" label={t("trunk.pilot")} hint={t("trunk.pilot.hint")} empty={null} />
          <NullableSelect at="/nodeId" label={t("trunk.node")} hint={t("trunk.node.hint")} none={t("trunk.node.any")} options={nodes.map((node) => ({ value: node.id, label: node.name }))} />
        </div>
      </details>
      <section className="card sect" aria-labelledby="tr-limits">
        <h2 id="tr-limits">{t("trunk.limits")}</h2>
        <div className="fields">
          <NumberField at="/maxChannels" label={t("trunk.channels")} hint={t("trunk.channels.hint")} min={1} max={1000} step={1} />
          <NumberField at="/dailyCalls" label={t("trunk.daily")} hint={t("trunk.daily.hint")} min={1} max={1_000_000} step={1} empty={null} />
          <MoneyField at="/minutePrice" label={t("trunk.price")} hint={t("trunk.price.hint")} />
        </div>
      </section>
    </RecordEditor>
  );
}

/** What a carrier rarely changes is folded away; a fault opens it. */
const advanced = ["/port", "/transport", "/outboundProxy", "/inboundNetworks", "/codecs", "/callerIdFormat", "/pilot", "/nodeId"];
const kindAt = (draft: unknown): TrunkKind => trunkKinds.find((one) => one === textAt(draft, "/kind")) ?? "sip";

function StatePanel({ record, unsaved, onTested }: { record: TrunkRecord; unsaved: boolean; onTested: () => void }) {
  const { t, format } = useI18n();
  const test = useTrunkTest(record.id, onTested);
  const mayTest = useMayEdit("keys");
  return (
    <section className="card sect ln-state" aria-labelledby="tr-state">
      <div className="row between wrap">
        <h2 id="tr-state" className="row">
          {t("trunk.state")} <TrunkStateBadge state={stateOf(record)} />
        </h2>
        {mayTest && (
          <button type="button" className="btn" disabled={test.running || unsaved} title={unsaved ? t("trunk.test.unsaved") : undefined} onClick={test.run} data-testid="test-trunk">
            <PlugZap className="i" aria-hidden="true" />
            {t(test.running ? "trunk.testing" : "trunk.test")}
          </button>
        )}
      </div>
      {test.result !== null && <TestResult result={test.result} />}
      {test.error !== null && (
        <div className="note er" role="alert">
          <div>
            <p>{test.error.problem?.detail ?? t(`error.${test.error.fault}`)}</p>
            <ErrorCode error={test.error} />
          </div>
        </div>
      )}
      {record.states.length === 0 ? (
        <p className="t2 sm">{t("trunk.state.nobody")}</p>
      ) : (
        <ul className="stack-s">
          {record.states.map((one) => (
            <li key={one.nodeId} className="sm">
              <span className="b">{one.nodeName}</span>: {one.detail} <span className="t3 num">{format.when(one.atMs, Date.now(), t("common.today"))}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Written, never read back. */
function PasswordField({ writtenAt }: { writtenAt: number | null }) {
  const { t, format } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const [open, setOpen] = useState(writtenAt === null);
  // Another one is stored by now: it is not shown, nor is its field.
  useEffect(() => setOpen(writtenAt === null), [writtenAt]);
  const id = useId();
  const at = "/password";
  const error = errors.get(at);
  if (writtenAt !== null && !open && error === undefined) {
    return (
      <div className="field" data-at={at}>
        <span className="ln-label">{t("trunk.password")}</span>
        <span className="row sm">
          {t("trunk.password.changed", { when: format.when(writtenAt, Date.now(), t("common.today")) })}
          {!readOnly && (
            <button type="button" className="link" onClick={() => setOpen(true)}>
              {t("trunk.password.replace")}
            </button>
          )}
        </span>
      </div>
    );
  }
  return (
    <FieldFrame id={id} label={t("trunk.password")} hint={t("trunk.password.hint")} error={error} pointer={at}>
      <span className="inp">
        <input {...describedBy(id, t("trunk.password.hint"), error)} type="password" autoComplete="new-password" maxLength={120} value={textAt(draft, at)} readOnly={readOnly} onChange={(event) => set(at, event.target.value)} />
      </span>
    </FieldFrame>
  );
}

/** Chosen ones in the order they are offered: a click up goes first. */
function Codecs() {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const chosen = listAt(draft, "/codecs").map(String);
  const rest = trunkCodecSchema.options.filter((one) => !chosen.includes(one));
  const error = errors.get("/codecs");
  return (
    <fieldset className={error === undefined ? "field ln-codecs" : "field ln-codecs err"} data-at="/codecs">
      <legend>{t("trunk.codecs")}</legend>
      <ol className="row wrap">
        {[...chosen, ...rest].map((codec) => (
          <li key={codec} className="chip day">
            <label className="row g1">
              <input type="checkbox" checked={chosen.includes(codec)} disabled={readOnly} onChange={(event) => set("/codecs", event.target.checked ? [...chosen, codec] : chosen.filter((one) => one !== codec))} />
              {codecNames[codec] ?? codec}
            </label>
            {!readOnly && chosen.indexOf(codec) > 0 && (
              <button type="button" className="btn ic smx gh" onClick={() => set("/codecs", [codec, ...chosen.filter((one) => one !== codec)])} aria-label={t("trunk.codecs.first", { codec: codecNames[codec] ?? codec })} title={t("trunk.codecs.first", { codec: codecNames[codec] ?? codec })}>
                <ArrowUp className="i s" aria-hidden="true" />
              </button>
            )}
          </li>
        ))}
      </ol>
      {error !== undefined && <p className="errm">{error}</p>}
      <p className="hint">{t("trunk.codecs.hint")}</p>
    </fieldset>
  );
}
const codecNames: Record<string, string> = { pcma: "G.711 A", pcmu: "G.711 µ", g722: "G.722", opus: "Opus" };

/** @param fresh name of a new one until another is written. */
function draftOf(record: TrunkRecord | null, fresh: string): Record<string, unknown> {
  if (record === null) return { ...trunkPresets.novofon, kind: "novofon", name: fresh, username: null, password: "", outboundProxy: null, inboundNetworks: [], codecs: ["pcma", "pcmu"], callerIdFormat: "e164", maxChannels: 10, dailyCalls: 1000, minutePrice: null, pilot: null, nodeId: null, enabled: true };
  const { name, kind, access, host, port, transport, username, outboundProxy, inboundNetworks, codecs, callerIdFormat, maxChannels, dailyCalls, minutePrice, pilot, nodeId, enabled } = record;
  return { name, kind, access, host, port, transport, username, password: "", outboundProxy, inboundNetworks, codecs, callerIdFormat, maxChannels, dailyCalls, minutePrice, pilot, nodeId, enabled };
}

/** An empty proxy is none. */
const tidyProxy = (draft: unknown): unknown => (textAt(draft, "/outboundProxy/host") === "" ? withValue(draft, "/outboundProxy", null) : textAt(draft, "/outboundProxy/port") === "" ? withValue(draft, "/outboundProxy/port", 5060) : draft);
