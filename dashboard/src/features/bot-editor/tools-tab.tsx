import { toolSchema } from "@zvon/contract/bot-tools.ts";
import { Plus } from "lucide-react";
import { useId, useState } from "react";
import { ItemCard, MemberName, freeName } from "../../components/item-card.tsx";
import { SelectField } from "../../components/form.tsx";
import { TextPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, textAt, withValue, withoutValue } from "../../lib/pointer.ts";
import { renameTool } from "../../lib/rename-in-config.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { SecretsSection } from "./secrets-section.tsx";
import { ToolForm } from "./tool-forms.tsx";

const types = ["calendar", "http", "message", "crm", "knowledge", "table", "platform"] as const;
export type ToolType = (typeof types)[number];

/** What the bot can do besides talking. */
export function ToolsTab() {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  const [adding, setAdding] = useState<ToolType>("calendar");
  const [fresh, setFresh] = useState<string | null>(null);
  const id = useId();
  const tools = listAt(config, "/tools");
  const names = tools.map((_, index) => textAt(config, `/tools/${index}/name`));
  const add = () => {
    const name = freeName(adding, names);
    setFresh(name);
    replace(withValue(config, "/tools", [...tools, newTool(adding, name)]));
  };
  return (
    <>
      <section aria-labelledby="tools">
        <h2 id="tools" className="sr">
          {t("editor.tab.tools")}
        </h2>
        <p className="t2">{t("tools.lead")}</p>
        {tools.length === 0 && <p className="t3 mt3">{t("tools.none")}</p>}
        <ul className="items">
          {names.map((name, index) => {
            const at = `/tools/${index}`;
            const type = types.find((one) => one === textAt(config, `${at}/type`));
            return (
              <ItemCard key={index} at={at} name={name} kind={type === undefined ? "" : t(`tools.type.${type}`)} note={t(textAt(config, `${at}/description/ru`) + textAt(config, `${at}/description/en`) === "" ? "tools.flowOnly" : "tools.forModel")} fresh={name === fresh} onRemove={() => replace(withoutValue(config, at))}>
                {type !== undefined && <p className="t2 sm">{t(`tools.about.${type}`)}</p>}
                <div className="fields">
                  <MemberName at={`${at}/name`} label={t("tools.name")} hint={t("tools.name.hint")} name={name} taken={names.filter((_, other) => other !== index)} onRename={(to) => replace(renameTool(config, name, to))} />
                  {(type === "http" || type === "platform") && <SelectField at={`${at}/effect`} label={t("tools.effect")} hint={t("tools.effect.hint")} options={(["read", "write"] as const).map((value) => ({ value, label: t(`tools.effect.${value}`) }))} />}
                </div>
                <TextPair at={`${at}/description`} label={t("tools.description")} hint={t("tools.description.hint")} rows={2} />
                {type !== "table" && <TextPair at={`${at}/filler`} label={t("tools.filler")} hint={t("tools.filler.hint")} rows={1} />}
                {type !== undefined && <ToolForm at={`${at}/config`} type={type} />}
              </ItemCard>
            );
          })}
        </ul>
        {!readOnly && (
          <div className="row wrap mt3">
            <label htmlFor={id} className="sr">
              {t("tools.kind")}
            </label>
            <span className="inp">
              <select id={id} value={adding} onChange={(event) => setAdding(types.find((one) => one === event.target.value) ?? "http")} data-testid="new-tool-type">
                {types.map((type) => (
                  <option key={type} value={type}>
                    {t(`tools.type.${type}`)}
                  </option>
                ))}
              </select>
            </span>
            <button type="button" className="btn" onClick={add} data-testid="add-tool">
              <Plus className="i" aria-hidden="true" />
              {t("tools.add")}
            </button>
          </div>
        )}
        <p className="note mt4">{t("tools.try")}</p>
      </section>
      <SecretsSection />
    </>
  );
}

/** With the defaults of its kind. Addresses are placeholders that the check of the draft points at until they are written. */
function newTool(type: ToolType, name: string): unknown {
  const weekday = { from: "09:00", to: "18:00" };
  const config: Record<ToolType, object> = {
    calendar: { hours: { 1: weekday, 2: weekday, 3: weekday, 4: weekday, 5: weekday } },
    http: { url: "https://" },
    message: { channel: "sms", url: "https://", text: {} },
    crm: { url: "https://" },
    knowledge: {},
    table: { key: "", rows: {} },
    platform: {},
  };
  const raw = { type, name, config: config[type], ...(type === "http" && { effect: "read" }), ...(type === "platform" && { effect: "write" }), ...(type === "table" && { effect: "read" }) };
  // Defaults come from the schema, once what is still to be written is out of its way.
  const filled = toolSchema.safeParse(withValue(withValue(raw, "/config", { ...config[type], ...("url" in config[type] && { url: "https://example.com" }) }), "/config/key", type === "table" ? "key" : undefined));
  return filled.success ? withValue(filled.data, "/config", { ...filled.data.config, ...config[type] }) : raw;
}
