/** Words by which another value is proposed for one that is known: «лучше в шесть», "make it six". */
import type { Language } from "@zvon/contract/call-link.ts";

export const proposes: Record<Language, RegExp> = {
  ru: /(?:^|[^а-яё])(?:лучше|удобнее|давай(?:те)?|запишите|перепишите|поставьте|перенесите|можно|хочу|хотела? бы)(?:[^а-яё]|$)/i,
  en: /\b(?:rather|better|instead|make (?:it|that)|let's|book|put me|can we|could we|scratch that|how about|i'd (?:like|prefer)|i want)\b/i,
};
