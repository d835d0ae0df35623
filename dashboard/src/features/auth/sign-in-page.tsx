import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import type { SubmitEvent } from "react";
import { Mark } from "../../components/mark.tsx";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import type { MessageKey } from "../../locales/en.ts";
import { useSession } from "../../lib/session.tsx";
import { languages } from "../../lib/translate.ts";

const languageNames = { ru: "Русский", en: "English" } as const;

export function SignInPage({ ended }: { ended: boolean }) {
  const { t, language, setLanguage } = useI18n();
  const { api, reload } = useSession();
  const [form, setForm] = useState({ email: "", password: "" });
  const [tried, setTried] = useState(false);
  const [working, setWorking] = useState(false);
  const [fault, setFault] = useState<MessageKey | null>(null);
  useEffect(() => {
    document.title = `${t("signIn.title")} · Zvon`;
  }, [t]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (form.email.trim() === "" || form.password === "") return;
    setWorking(true);
    setFault(null);
    try {
      await api.signIn(form.email.trim(), form.password);
      reload();
    } catch (error) {
      setFault(faultMessage(error));
      setWorking(false);
    }
  };

  return (
    <main className="sign-in">
      <form className="card sign-in-card" onSubmit={(event) => void submit(event)} noValidate>
        <div className="row" style={{ gap: 10 }}>
          <Mark size={32} />
          <span className="sign-in-word">Zvon</span>
        </div>
        <div>
          <h1>{t("signIn.title")}</h1>
          <p className="t2">{t("signIn.lead")}</p>
        </div>
        {ended && fault === null && <p className="note in sm">{t("signIn.ended")}</p>}
        {fault !== null && (
          <p className="note er" role="alert" data-testid="sign-in-error">
            <CircleAlert className="i" aria-hidden="true" />
            {t(fault)}
          </p>
        )}
        <Field label={t("signIn.email")} name="email" type="email" autoComplete="username" value={form.email} fault={tried && form.email.trim() === "" ? t("signIn.emailMissing") : null} onChange={(email) => setForm({ ...form, email })} />
        <Field label={t("signIn.password")} name="password" type="password" autoComplete="current-password" value={form.password} fault={tried && form.password === "" ? t("signIn.passwordMissing") : null} onChange={(password) => setForm({ ...form, password })} />
        <button type="submit" className="btn pri lg" disabled={working} data-testid="sign-in">
          {t(working ? "signIn.working" : "signIn.submit")}
        </button>
        <p className="xs t3">{t("signIn.hint")}</p>
      </form>
      <div className="seg" role="group" aria-label={t("account.language")}>
        {languages.map((one) => (
          <button key={one} type="button" lang={one} aria-pressed={language === one} onClick={() => setLanguage(one)} data-testid={`language-${one}`}>
            {languageNames[one]}
          </button>
        ))}
      </div>
    </main>
  );
}

function faultMessage(error: unknown): MessageKey {
  if (!(error instanceof ApiError)) return "error.unexpected";
  if (error.status === 429) return "signIn.tooMany";
  if (error.status >= 400 && error.status < 500) return "signIn.wrong";
  return `error.${error.fault}`;
}

type FieldProps = { label: string; name: string; type: "email" | "password"; autoComplete: string; value: string; fault: string | null; onChange: (value: string) => void };

function Field({ label, name, type, autoComplete, value, fault, onChange }: FieldProps) {
  return (
    <div className={fault === null ? "field" : "field err"}>
      <label htmlFor={name}>{label}</label>
      <span className="inp">
        <input id={name} name={name} type={type} autoComplete={autoComplete} value={value} onChange={(event) => onChange(event.target.value)} aria-invalid={fault !== null} aria-describedby={fault === null ? undefined : `${name}-fault`} />
      </span>
      {fault !== null && (
        <span className="errm" id={`${name}-fault`}>
          <CircleAlert className="i s" aria-hidden="true" />
          {fault}
        </span>
      )}
    </div>
  );
}
