import type { BotRecord } from "@zvon/contract/bots-api.ts";
import { useId, useState } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";

/** A bot goes with its versions and evals, and nothing brings them back: its name is typed first. Its calls stay. */
export function DeleteDialog({ bot, onClose, onDeleted }: { bot: BotRecord; onClose: () => void; onDeleted: () => void }) {
  const { t, language } = useI18n();
  const client = useBotsClient();
  const [typed, setTyped] = useState("");
  const id = useId();
  const name = botName(bot.name, language);
  return (
    <ActionDialog
      title={t("bots.delete.title", { name })}
      action={{ label: t("bots.delete"), danger: true, testId: "delete-now" }}
      blocked={saysSame(typed, name) || typed.trim() === bot.slug ? null : t("bots.delete.type", { name })}
      run={() => client.remove(bot.slug).then(onDeleted)}
      onClose={onClose}
    >
      <p>{bot.version === null ? t("bots.delete.draft") : t("bots.delete.text", { count: bot.version })}</p>
      <p className="t2 mono sm">{bot.slug}</p>
      <div className="field">
        <label htmlFor={id}>{t("bots.delete.type", { name })}</label>
        <span className="inp">
          <input id={id} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" data-testid="delete-name" />
        </span>
      </div>
    </ActionDialog>
  );
}

/** A keyboard has straight quotes and plain spaces where a name has others. */
export function saysSame(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize("NFC").replaceAll(/[«»“”„‟"]/g, '"').replaceAll(/[‘’‚']/g, "'").replaceAll(/[–—‑-]/g, "-").replaceAll(/\s+/g, " ").trim();
  return plain(typed) === plain(name) && plain(name) !== "";
}
