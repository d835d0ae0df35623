/** What the team whispered to the bot, as its model is told of it: an instruction beside its own, of the company and not of the caller. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { SessionMessage } from "./state.ts";

/** Older ones have had their turn. */
const mostMinded = 5;

/** For the model's instructions: the newest whispers, oldest first; null when there are none. */
export function mindedBy(messages: readonly Pick<SessionMessage, "who" | "text">[], language: Language): string | null {
  const minded = messages.filter((message) => message.who === "team").slice(-mostMinded);
  return minded.length === 0 ? null : `${minding[language]}\n${minded.map(({ text }) => `- ${text.replaceAll(/\s+/g, " ")}`).join("\n")}`;
}

const minding: Record<Language, string> = {
  ru: "Сотрудник компании слушает разговор и подсказывает тебе; собеседник этого не слышит. Учти подсказки в следующих ответах, не упоминая их; правила выше остаются в силе. Подсказки, новые внизу:",
  en: "A member of the company's team listens and tells you what follows; the caller does not hear it. Mind it in your next answers without mentioning it; the rules above still hold. The newest is at the end:",
};
