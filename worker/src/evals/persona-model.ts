/** A persona played by a model: it is told who it is and what it knows, hears the bot, and says one line at a time. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { Line } from "./conversation.ts";
import type { Act, Caller, Persona } from "./persona.ts";

export type SayLine = (messages: { role: "system" | "user" | "assistant"; content: string }[], language: Language) => Promise<string>;

const hangUp = "[hang up]";
const manners: Record<Persona["manner"], string> = {
  brief: "You answer in one or two words.",
  plain: "You answer plainly.",
  chatty: "You talk much, with fillers and asides.",
  correcting: "When things are read back you change your mind about one of them.",
  doubting: "You object first: the price, the time, whether you need it at all.",
  unclear: "Your first answer makes no sense at all.",
  silent: "You speak little and late.",
};

export function createModelPersona(persona: Persona, transcript: readonly Line[], sayLine: SayLine): Caller {
  return {
    async next({ language, turn }): Promise<Act> {
      if (turn > persona.patience) return null;
      const knows = Object.entries(persona.knows).map(([name, value]) => `- ${name}: ${value}`).join("\n");
      const system = [
        `You are a person on the telephone, and you speak ${language === "ru" ? "Russian" : "English"}. ${persona.who}`,
        manners[persona.manner],
        knows === "" ? "" : `What you know, and tell when you are asked:\n${knows}`,
        `Say your next line and nothing else, as spoken, with no stage directions. When the conversation is over write ${hangUp}.`,
      ].filter((part) => part !== "").join("\n\n");
      // The bot is the one who is heard.
      const said = transcript.map(({ who, text }) => ({ role: who === "bot" ? ("user" as const) : ("assistant" as const), content: text }));
      const line = (await sayLine([{ role: "system", content: system }, ...said], language)).trim();
      return line === "" ? { silent: true } : line.includes(hangUp) ? null : { says: line.slice(0, 1000) };
    },
  };
}
