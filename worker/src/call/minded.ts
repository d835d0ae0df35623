/** What the team has to do with a call, as the bot's model is told of it: instructions beside its own, of the company and not of the caller. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { SessionMessage } from "./state.ts";

/** Older ones have had their turn. */
const mostMinded = 5;

/** @returns what is added to the model's instructions; null: nobody of the team has to do with the call. */
export function besideInstructions(messages: readonly Pick<SessionMessage, "who" | "text">[], takeOvers: number, language: Language): string | null {
  // Newest last.
  const minded = messages.filter((message) => message.who === "team").slice(-mostMinded);
  const parts = [
    ...(takeOvers === 0 ? [] : [talked[language]]),
    ...(minded.length === 0 ? [] : [`${minding[language]}\n${minded.map(({ text }) => `- ${text.replaceAll(/\s+/g, " ")}`).join("\n")}`]),
  ];
  return parts.length === 0 ? null : parts.join("\n\n");
}

/** The history has the caller's words of that time, and nobody's answers to them. */
const talked: Record<Language, string> = {
  ru: "Часть этого разговора вместо тебя вёл сотрудник компании; его слов ты не видишь. На то, что собеседник говорил ему, отвечать не нужно.",
  en: "For a part of this call a member of the company's team talked in your place; you do not see their words. What the caller said to them needs no answer.",
};

const minding: Record<Language, string> = {
  ru: "Сотрудник компании слушает разговор и подсказывает тебе; собеседник этого не слышит. Учти подсказки в следующих ответах, не упоминая их; правила выше остаются в силе. Подсказки, новые внизу:",
  en: "A member of the company's team listens and tells you what follows; the caller does not hear it. Mind it in your next answers without mentioning it; the rules above still hold. The newest is at the end:",
};
