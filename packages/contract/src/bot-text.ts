/** Texts and names of a bot: the smallest parts that its fields, flow and tools are made of. */
import { z } from "zod";
import type { Language } from "./call-link.ts";

/** `constructor` is what every object has: looked up among states or fields it would be there, and is none of them. */
export const nameSchema = z.string().regex(/^(?!constructor$)[a-z][a-z0-9_]{0,39}$/, "a name is a–z, 0–9 and _, at most 40 signs, and begins with a letter");
export const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day is written 09:30");

/** A text in each language of the bot. `{field}` stands for a field as it is said, see `render` of the dialogue. */
export const textSchema = z.object({ ru: z.string().min(1).max(2000).optional(), en: z.string().min(1).max(2000).optional() });
export type Text = z.infer<typeof textSchema>;
export const phrasesSchema = z.object({ ru: z.array(z.string().min(1).max(200)).max(100).optional(), en: z.array(z.string().min(1).max(200)).max(100).optional() });
export type Phrases = z.infer<typeof phrasesSchema>;

/** The text in the call's language, else in the bot's first one. */
export function textIn(text: Text, language: Language): string {
  return text[language] ?? text.ru ?? text.en ?? "";
}
