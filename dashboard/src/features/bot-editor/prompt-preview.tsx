import type { Language } from "@zvon/contract/call-link.ts";
import { Eye } from "lucide-react";
import { useId, useState } from "react";
import { ErrorCode, Skeleton } from "../../components/panel-states.tsx";
import { useBotLanguages } from "../../components/text-pair.tsx";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { membersAt, textAt, valueAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";

/** The messages and tools that the model gets in a state and a language, from the draft as it is kept. */
export function PromptPreview() {
  const { t } = useI18n();
  const { config, faults } = useDraft();
  const languages = useBotLanguages();
  const states = membersAt(config, "/flow/states").filter(([, state]) => valueAt(state, "/type") !== "return").map(([name]) => name);
  const [state, setState] = useState("");
  const [language, setLanguage] = useState<Language>(languages[0] ?? "ru");
  const [shown, setShown] = useState(false);
  const id = useId();
  const asked = state === "" ? textAt(config, "/flow/start") : state;
  return (
    <section className="card sect" aria-labelledby="preview">
      <h2 id="preview">{t("preview.title")}</h2>
      <p className="t2 sm">{t("preview.lead")}</p>
      <div className="row wrap mt3">
        <label htmlFor={`${id}-state`} className="sm b">
          {t("preview.state")}
        </label>
        <span className="inp">
          <select id={`${id}-state`} value={asked} onChange={(event) => setState(event.target.value)}>
            {states.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </span>
        {languages.length > 1 && (
          <div className="seg" role="group" aria-label={t("preview.language")}>
            {languages.map((one) => (
              <button key={one} type="button" aria-pressed={language === one} onClick={() => setLanguage(one)}>
                {t(`language.${one}`)}
              </button>
            ))}
          </div>
        )}
        {!shown && (
          <button type="button" className="btn" onClick={() => setShown(true)} data-testid="show-prompt">
            <Eye className="i" aria-hidden="true" />
            {t("preview.show")}
          </button>
        )}
      </div>
      {shown && (faults.length > 0 ? <p className="note wr mt3">{t("preview.faulty")}</p> : <Messages state={asked} language={language} />)}
    </section>
  );
}

function Messages({ state, language }: { state: string; language: Language }) {
  const { t } = useI18n();
  const client = useBotsClient();
  const { draft } = useDraft();
  const kept = draft.stored;
  const loaded = useLoaded(`prompt ${state} ${language} ${kept.revision}`, () => client.preview(draft.bot.slug, { state, language, config: kept.config }));
  if (loaded.data === null) {
    if (loaded.error === null) return <Skeleton rows={3} height={48} />;
    return (
      <div className="note er mt3" role="alert">
        <div>
          <p>{loaded.error.problem?.detail ?? t(`error.${loaded.error.fault}`)}</p>
          <ErrorCode error={loaded.error} />
        </div>
      </div>
    );
  }
  const { messages, tools, promptVersion } = loaded.data;
  return (
    <div className="prompt" data-testid="prompt">
      {messages.map(({ role, content }, index) => (
        <div key={index}>
          <p className="mono xs t3">{role}</p>
          <pre lang={language} tabIndex={0}>
            {content}
          </pre>
        </div>
      ))}
      <div>
        <p className="b sm">{tools.length === 0 ? t("preview.noTools") : t("preview.tools", { count: tools.length })}</p>
        <ul className="prompt-tools">
          {tools.map((tool) => (
            <li key={tool.name}>
              <details>
                <summary>
                  <span className="mono sm">{tool.name}</span> <span className="t2 sm">{tool.description}</span>
                </summary>
                <pre tabIndex={0}>{JSON.stringify(tool.parameters, null, 2)}</pre>
              </details>
            </li>
          ))}
        </ul>
      </div>
      <p className="xs t3">{t("preview.version", { version: String(promptVersion) })}</p>
    </div>
  );
}
