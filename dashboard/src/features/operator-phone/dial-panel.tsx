/** Whom to dial: somebody new, or for the caller a number or a colleague; how it goes; and what came of it. */
import type { DialMode } from "@zvon/contract/operator-dials.ts";
import type { OperatorList, ShownDial } from "@zvon/contract/operators-api.ts";
import { CircleAlert, CircleCheck, Phone, Undo2, Users, X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { SubmitEvent } from "react";
import { ApiError } from "../../lib/api.ts";
import { phone as phoneWords } from "../../lib/format.ts";
import { useI18n } from "../../lib/i18n.tsx";
import type { OperatorsClient } from "../../lib/operators-client.ts";
import { useSession } from "../../lib/session.tsx";
import type { OperatorPhone } from "./use-operator-phone.ts";

/** Colleagues come and go. */
const lookMs = 5_000;
const plus = (number: string) => phoneWords(number.replace(/^(?=\d{11,15}$)/, "+"));

/** Who can be named in words: a number as it is written, a colleague by name. */
const nameOf = (to: string): string => (/^\+?\d+$/.test(to) ? plus(to) : to);

type Fault = { message: string } | null;

/** @returns what was asked of the server, its refusal in words, and whether it is being asked. */
function useAsking(): { ask: (run: () => Promise<void>) => void; fault: Fault; busy: boolean } {
  const { t } = useI18n();
  const [fault, setFault] = useState<Fault>(null);
  const [busy, setBusy] = useState(false);
  const ask = (run: () => Promise<void>) => {
    setFault(null);
    setBusy(true);
    run()
      .catch((thrown: unknown) => setFault({ message: thrown instanceof ApiError ? (thrown.problem?.errors?.[0]?.detail ?? thrown.problem?.detail ?? t(`error.${thrown.fault}`)) : t("error.unexpected") }))
      .finally(() => setBusy(false));
  };
  return { ask, fault, busy };
}

function Refused({ fault }: { fault: Fault }) {
  if (fault === null) return null;
  return (
    <p className="note er" role="alert">
      <CircleAlert className="i" aria-hidden="true" />
      {fault.message}
    </p>
  );
}

type NumberFormProps = { label: string; action: string; icon: "phone" | null; /** It is what the person has opened. */ focused: boolean; busy: boolean; onNumber: (to: string) => void };

function NumberForm({ label, action, icon, focused, busy, onNumber }: NumberFormProps) {
  const id = useId();
  const [to, setTo] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (to.trim() !== "" && !busy) onNumber(to.trim());
  };
  return (
    <form className="field" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <span className="row g2">
        <span className="inp grow">
          <input ref={input} id={id} type="tel" inputMode="tel" autoComplete="off" value={to} maxLength={40} onChange={(event) => setTo(event.target.value)} data-testid="dial-number" />
        </span>
        <button type="submit" className="btn" aria-busy={busy} data-testid="dial-go">
          {icon === "phone" && <Phone className="i" aria-hidden="true" />}
          {action}
        </button>
      </span>
    </form>
  );
}

/** Calls somebody new. */
export function CallForm({ phone, onClose }: { phone: OperatorPhone; onClose: () => void }) {
  const { t } = useI18n();
  const { ask, fault, busy } = useAsking();
  return (
    <section className="op-card" aria-label={t("operator.call")} data-testid="call-form">
      <div className="row between">
        <h2>{t("operator.call")}</h2>
        <button type="button" className="btn ic gh" aria-label={t("common.close")} onClick={onClose}>
          <X className="i" aria-hidden="true" />
        </button>
      </div>
      <NumberForm label={t("operator.number")} action={t("operator.dial")} icon="phone" focused busy={busy} onNumber={(to) => ask(() => phone.dial({ mode: "call", to }, to).then(onClose))} />
      <Refused fault={fault} />
    </section>
  );
}

/** Hands the caller on. */
export function TransferForm({ phone, client, onDone }: { phone: OperatorPhone; client: OperatorsClient; onDone: () => void }) {
  const { t } = useI18n();
  const { session } = useSession();
  const [mode, setMode] = useState<Exclude<DialMode, "call">>("attended");
  const { ask, fault, busy } = useAsking();
  const colleagues = useColleagues(client, session.state === "signed-in" ? (session.me.user?.id ?? "") : "");
  const go = (whom: { to: string } | { operator: string }, name: string) => ask(() => phone.dial({ mode, ...whom }, name).then(onDone));
  return (
    <div className="op-transfer" role="group" aria-label={t("operator.transfer")} data-testid="transfer-form">
      <div className="seg" role="group" aria-label={t("operator.how")}>
        {(["attended", "blind"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={mode === one} onClick={() => setMode(one)} data-testid={`mode-${one}`}>
            {t(`operator.mode.${one}`)}
          </button>
        ))}
      </div>
      <p className="xs t3">{t(`operator.mode.${mode}.hint`)}</p>
      <h3 className="sm">{t("operator.colleagues")}</h3>
      {colleagues.length === 0 ? (
        <p className="sm t3">{t("operator.noColleagues")}</p>
      ) : (
        <ul className="op-people">
          {colleagues.map(({ id, name, state }) => (
            <li key={id} className="row between g2">
              <span className="ell">
                {name} <span className="xs t3">{t(`operator.state.${state}`)}</span>
              </span>
              {state === "available" && (
                <button type="button" className="btn sm" aria-busy={busy} aria-label={t("operator.transferTo", { name })} onClick={() => go({ operator: id }, name)} data-testid="to-colleague">
                  {t("operator.transferDo")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <NumberForm label={t("operator.toNumber")} action={t("operator.transferDo")} icon={null} focused busy={busy} onNumber={(to) => go({ to }, to)} />
      <Refused fault={fault} />
    </div>
  );
}

/** Those who are there but oneself: the free ones first. */
function useColleagues(client: OperatorsClient, me: string): OperatorList["operators"] {
  const [operators, setOperators] = useState<OperatorList["operators"]>([]);
  useEffect(() => {
    const controller = new AbortController();
    // Old names stay while the server is away: a transfer to one who left is refused in words.
    const look = () => void client.list(controller.signal).then((list) => setOperators(list.operators), () => undefined);
    look();
    const timer = setInterval(look, lookMs);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [client]);
  const rank = { available: 0, busy: 1, away: 2 } as const;
  return operators.filter(({ id }) => id !== me).toSorted((a, b) => rank[a.state] - rank[b.state] || a.name.localeCompare(b.name));
}

/** While somebody is dialled: how it goes, and what can be done. */
export function DialUnderWay({ dial, phone }: { dial: ShownDial; phone: OperatorPhone }) {
  const { t } = useI18n();
  const { ask, fault, busy } = useAsking();
  const name = nameOf(dial.to);
  const consulting = dial.stage === "consulting";
  return (
    <div className="op-dial" data-testid="dialling" data-stage={dial.stage}>
      <p className="note in" role="status">
        <Phone className="i" aria-hidden="true" />
        {t(consulting ? "operator.dialling.consulting" : dial.stage === "ringing" ? "operator.dialling.ringing" : "operator.dialling.dialling", { name })}
      </p>
      <div className="row wrap g2">
        {consulting && (
          <button type="button" className="btn pri" aria-busy={busy} onClick={() => ask(() => phone.act("join"))} data-testid="dial-join">
            <Users className="i" aria-hidden="true" />
            {t("operator.join")}
          </button>
        )}
        {/* A call of one's own is hung up as any. */}
        {dial.mode !== "call" && (
          <button type="button" className="btn" aria-busy={busy} onClick={() => ask(() => phone.act("back"))} data-testid="dial-back">
            <Undo2 className="i" aria-hidden="true" />
            {t(consulting ? "operator.dialBack" : "operator.dialStop")}
          </button>
        )}
      </div>
      <Refused fault={fault} />
    </div>
  );
}

/** What came of the last one; who was called and answered needs no words. */
export function DialResult({ dial, onRead }: { dial: ShownDial; onRead: () => void }) {
  const { t } = useI18n();
  const { result } = dial;
  if (result === null || (dial.mode === "call" && result === "answered")) return null;
  const well = result === "answered";
  const Icon = well ? CircleCheck : CircleAlert;
  return (
    <p className={`note ${well ? "ok" : "wr"} op-result`} role="status" data-testid="dial-result" data-result={result}>
      <Icon className="i" aria-hidden="true" />
      <span className="grow">
        {t(`operator.result.${result}`, { name: nameOf(dial.to) })}
        {dial.mode !== "call" && !well && result !== "left" && ` ${t("operator.result.callerIsBack")}`}
      </span>
      <button type="button" className="btn ic gh" aria-label={t("common.close")} onClick={onRead}>
        <X className="i" aria-hidden="true" />
      </button>
    </p>
  );
}
