import type { SecretInfo } from "@zvon/contract/secrets-api.ts";
import { KeyRound, Plus, TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { Failed, Skeleton } from "../../components/panel-states.tsx";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useMayEdit } from "../../lib/session.tsx";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { hostsWithout, hostsWritten, secretsNamedIn } from "./secrets-named.ts";

type Open = { kind: "write"; name: string; /** To begin with. */ hosts: readonly string[]; known: boolean } | { kind: "delete"; name: string } | null;

/** Secrets of the organisation that headers name as `{secret.name}`: written, never read back. */
export function SecretsSection() {
  const { t, format } = useI18n();
  const client = useBotsClient();
  const { config } = useDraft();
  const mayEdit = useMayEdit("keys");
  const loaded = useLoaded("secrets", (signal) => client.secrets(signal));
  const [open, setOpen] = useState<Open>(null);
  const named = secretsNamedIn(config);
  const known = loaded.data ?? [];
  const missing = named.filter(({ name }) => !known.some((secret) => secret.name === name));
  const done = () => {
    setOpen(null);
    loaded.reload();
  };
  return (
    <section className="card sect" aria-labelledby="secrets">
      <h2 id="secrets">{t("secrets.title")}</h2>
      <p className="t2 sm">{t("secrets.lead")}</p>
      {loaded.data === null ? (
        loaded.error === null ? <Skeleton rows={2} height={40} /> : <Failed error={loaded.error} onRetry={loaded.reload} />
      ) : (
        <ul className="secrets">
          {missing.map(({ name, hosts }) => (
            <li key={name}>
              <TriangleAlert className="i warn-t" aria-hidden="true" />
              <span className="mono grow ell">{name}</span>
              <span className="warn-t sm">{t("secrets.missing")}</span>
              {mayEdit && (
                <button type="button" className="btn smx" onClick={() => setOpen({ kind: "write", name, hosts, known: true })}>
                  {t("secrets.write")}
                </button>
              )}
            </li>
          ))}
          {known.map((secret: SecretInfo) => (
            <li key={secret.name}>
              <KeyRound className="i t3" aria-hidden="true" />
              <div className="grow">
                <p className="mono ell">{secret.name}</p>
                <p className="t3 sm">{secret.hosts.length === 0 ? t("secrets.hosts.none") : secret.hosts.join(", ")}</p>
                {hostsWithout(secret, named).map((host) => (
                  <p key={host} className="warn-t sm">
                    {t("secrets.hosts.other", { host })}
                  </p>
                ))}
              </div>
              <span className="t3 sm">{t("bots.changed", { when: format.when(secret.updatedAt, Date.now(), t("common.today")) })}</span>
              {mayEdit && (
                <>
                  <button type="button" className="btn smx" onClick={() => setOpen({ kind: "write", name: secret.name, hosts: secret.hosts, known: true })} aria-label={`${t("secrets.replace")}: ${secret.name}`}>
                    {t("secrets.replace")}
                  </button>
                  <button type="button" className="btn smx gh" onClick={() => setOpen({ kind: "delete", name: secret.name })} aria-label={`${t("secrets.delete")}: ${secret.name}`}>
                    {t("secrets.delete")}
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit ? (
        <button type="button" className="btn mt3" onClick={() => setOpen({ kind: "write", name: "", hosts: [], known: false })} data-testid="add-secret">
          <Plus className="i" aria-hidden="true" />
          {t("secrets.add")}
        </button>
      ) : (
        <p className="t3 sm mt3">{t("secrets.who")}</p>
      )}
      {open?.kind === "write" && <WriteDialog name={open.name} hosts={open.hosts} known={open.known} onClose={() => setOpen(null)} onDone={done} />}
      {open?.kind === "delete" && <DeleteSecretDialog name={open.name} used={named.some(({ name }) => name === open.name)} onClose={() => setOpen(null)} onDone={done} />}
    </section>
  );
}

function WriteDialog({ name: given, hosts: first, known, onClose, onDone }: { name: string; hosts: readonly string[]; known: boolean; onClose: () => void; onDone: () => void }) {
  const { t } = useI18n();
  const client = useBotsClient();
  const [name, setName] = useState(given);
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState(first.join("\n"));
  const [wrong, setWrong] = useState<{ name?: string; value?: string; hosts?: string }>({});
  const id = useId();
  const save = (): Promise<void> | null => {
    const to = hostsWritten(hosts);
    const faults = { ...(/^[a-z][a-z0-9_]{0,39}$/.test(name) ? {} : { name: t("form.name") }), ...(/^[\x20-\x7e]+$/.test(value.trim()) ? {} : { value: t("secrets.value.wrong") }), ...(to.wrong !== null ? { hosts: t("secrets.hosts.wrong", { host: to.wrong }) } : to.hosts.length === 0 || to.hosts.length > 10 ? { hosts: t("secrets.hosts.count") } : {}) };
    setWrong(faults);
    return Object.keys(faults).length > 0 ? null : client.putSecret(name, { value: value.trim(), hosts: to.hosts }).then(onDone);
  };
  return (
    <ActionDialog title={t(known ? "secrets.writeTitle" : "secrets.add", { name })} action={{ label: t("basics.saveName"), testId: "save-secret" }} run={save} onClose={onClose}>
      {!known && (
        <div className={wrong.name === undefined ? "field" : "field err"}>
          <label htmlFor={`${id}-name`}>{t("tools.name")}</label>
          <span className="inp">
            <input id={`${id}-name`} className="mono" value={name} maxLength={40} autoComplete="off" spellCheck={false} onChange={(event) => setName(event.target.value)} data-testid="secret-name" />
          </span>
          {wrong.name !== undefined && <p className="errm">{wrong.name}</p>}
          <p className="hint">{t("secrets.name.hint")}</p>
        </div>
      )}
      <div className={wrong.value === undefined ? "field" : "field err"}>
        <label htmlFor={`${id}-value`}>{t("config.value")}</label>
        <span className="inp">
          <input id={`${id}-value`} type="password" value={value} maxLength={4000} autoComplete="new-password" onChange={(event) => setValue(event.target.value)} data-testid="secret-value" />
        </span>
        {wrong.value !== undefined && <p className="errm">{wrong.value}</p>}
        <p className="hint">{t("secrets.value.hint")}</p>
      </div>
      <div className={wrong.hosts === undefined ? "field" : "field err"}>
        <label htmlFor={`${id}-hosts`}>{t("secrets.hosts")}</label>
        <span className="inp">
          <textarea id={`${id}-hosts`} className="mono" rows={2} value={hosts} maxLength={3000} spellCheck={false} placeholder="api.example.com" aria-describedby={`${id}-hosts-hint`} onChange={(event) => setHosts(event.target.value)} data-testid="secret-hosts" />
        </span>
        {wrong.hosts !== undefined && <p className="errm">{wrong.hosts}</p>}
        <p id={`${id}-hosts-hint`} className="hint">
          {t("secrets.hosts.hint")}
        </p>
      </div>
    </ActionDialog>
  );
}

function DeleteSecretDialog({ name, used, onClose, onDone }: { name: string; used: boolean; onClose: () => void; onDone: () => void }) {
  const { t } = useI18n();
  const client = useBotsClient();
  return (
    <ActionDialog title={t("secrets.deleteTitle", { name })} action={{ label: t("secrets.delete"), danger: true }} run={() => client.deleteSecret(name).then(onDone)} onClose={onClose}>
      <p>{t(used ? "secrets.delete.used" : "secrets.delete.text")}</p>
    </ActionDialog>
  );
}
