/** How the caller feels, by words: enough to hand an angry caller over and to note a call's mood; irony is not understood. */
import type { Language } from "@zvon/contract/call-link.ts";
import { negators } from "./plain-words.ts";
import { readUtterance } from "./utterance.ts";

type Mood = { good: RegExp; bad: RegExp; angry: RegExp; more: RegExp; /** Bad as they stand, though a "not" is in them. */ phrases: RegExp };

/** By beginnings of words. */
const moods: Record<Language, Mood> = {
  ru: {
    good: /^(?:спасибо|благодар|отличн|прекрасн|замечательн|чудесн|супер|класс|здорово|молод(?:ец|цы)|умни|приятн|рад(?:а|ы)?$|хорош|довол|нрав|понравил|вежлив|помог|выручил|удобн|быстр|люб|восхити|идеальн|круто|добр(?:ый|ая|ое|ые|о)$|счаст|повезло|обожаю)/,
    bad: /^(?:плох|ужас|кошмар|отвратительн|безобраз|недовол|разочаров|жалоб|жаловат|жалу|обман|проблем|сломал|опозда|долго|надоел|устал|груб|хам|нахам|дорог|неудобн|возмут|возмущ|испорт|брак|обид|неприятн|бардак|позор|бесполезн|зря|врет|врут|хуже|хамств|мошен|расстро|беспокой|страш|больно|боль$)/,
    angry: /^(?:идиот|дурак|дура$|дебил|тварь|твари|сволоч|урод|скотин|мраз|козел|козлы|придур|достал|задолб|заколеб|заткни|ненави|бесит|бесите|бесишь|суд$|суда?$|прокурат|полици|хрен|нахер|нахуй|сука|бля|пизд|хуй|еба|охрен|обнагл|офигел|издева|чертов|проклят|тупой|тупая|тупые|вон$)/,
    more: /^(?:очень|ужасно|совсем|крайне|просто|так|слишком|совершенно|самый|самая|невероятно)$/,
    phrases: /не (?:работа|помог|приех|перезвон|понима|довол|устраива|нрав|могу дозвон|слуша|дожда|довер|вер)|никто не|сколько можно|каждый раз|опять не|до сих пор|так и не|ни разу|в последний раз/g,
  },
  en: {
    good: /^(?:thank|thanks|great|good|excellent|wonderful|awesome|perfect|amazing|lovely|nice|happy|glad|pleas(?:ed|ure|ant)|helpful|love|loved|appreciat|fantastic|brilliant|kind|best|cool|enjoy|satisf|grateful|delight|friendly|easy)/,
    bad: /^(?:bad|terrible|awful|horrible|worst|poor|disappoint|unhappy|upset|problem|broken|broke|late|slow|rude|annoy|frustrat|complain|wrong|useless|waste|unacceptable|ridiculous|disgust|sad|sorry$|worse|fail|failed|mess|nightmare|scam|lied|lying|overcharg|confus|pain|worried|disgrace|ruin|unprofessional)/,
    angry: /^(?:idiot|stupid|moron|hate|hell$|damn|fuck|shit|bullshit|crap|asshole|bitch|bastard|lawyer|lawsuit|suing|furious|angry|outrage|sick$|dumb|shut|screw|pissed)/,
    more: /^(?:very|really|so|extremely|totally|absolutely|too|incredibly|completely)$/,
    phrases: /(?:will|to|gonna) sue|sue you|(?:not|never) (?:work|help|call|happy|satisf|accept|arriv|show|good|like)|no one|nobody|fed up|how many times|every time|still not|last time|had enough|over and over/g,
  },
};

/** One strong word is enough to tell; several make it certain. */
const weight = { good: 0.5, bad: 0.5, angry: 0.8, phrase: 0.5, more: 1.4 };

/** @returns -1 (angry) to 1 (delighted); 0 when nothing tells. */
export function sentimentOf(text: string, language: Language): number {
  const mood = moods[language];
  const { words } = readUtterance(text, language, (word) => [word]);
  const phrases = words.join(" ").match(mood.phrases)?.length ?? 0;
  let sum = -phrases * weight.phrase;
  words.forEach((word, at) => {
    const strength = mood.more.test(words[at - 1] ?? "") ? weight.more : 1;
    if (mood.angry.test(word)) sum -= weight.angry * strength;
    else if (mood.bad.test(word) || mood.good.test(word)) {
      // «не очень хорошо», "not a problem": a "not" up to two words before turns it, and takes half of its strength.
      const turned = [1, 2].some((back) => negators[language].has(words[at - back] ?? ""));
      const worth = mood.bad.test(word) ? -weight.bad : weight.good;
      // What a phrase has counted is not counted again as its opposite.
      sum += turned ? (phrases > 0 ? 0 : -worth / 2) : worth * strength;
    }
  });
  return Math.tanh(sum) || 0;
}
