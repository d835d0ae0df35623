/** What a template tells of a business that is nobody's: its owner puts their own in its place. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { pointerOf } from "@zvon/contract/bot-fault.ts";
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { BotTemplateSource } from "./template.ts";

/** `texts`: what stands there, in each language. */
export type Sample = { pointer: string; what: Sentence; texts: string[] };

const name: Sentence = { ru: "Название из шаблона: впишите своё.", en: "The template's name: write your own." };
const fact: Sentence = { ru: "Факт из шаблона: проверьте, что у вас так, или впишите своё.", en: "A fact of the template: see whether it is so with you, or write your own." };
const answer: Sentence = { ru: "Ответ из шаблона (цены, адрес, часы, условия): впишите свой.", en: "An answer of the template (prices, address, hours, terms): write your own." };
const number: Sentence = { ru: "Номер из шаблона: впишите, куда соединять.", en: "The template's number: write where to put callers through." };
const row: Sentence = { ru: "Строка таблицы из шаблона: впишите свои данные.", en: "A row of the template's table: write your own data." };

/** Their answers tell of a business; those to others («вы робот?») suit any. */
const ofBusiness = new Set(["price", "services", "address", "opening_hours", "working_hours", "which_doctors", "documents", "guarantee", "what_machines", "delivery_time", "number_source", "objection_trust", "courier_call", "parking", "payment", "certificates", "visit_length", "licence"]);
/** What is said of one business alone, wherever it stands: papers to bring, prices. */
const telling = /паспорт|полис|рубл/;
const told: Sentence = { ru: "Текст из шаблона говорит о чужих правилах или ценах: проверьте, что у вас так, или впишите своё.", en: "A text of the template tells of somebody else's rules or prices: see whether it is so with you, or write your own." };
const properName = /«[А-ЯЁ][^»]*»/;

export function samplesOf(config: BotConfigInput): Sample[] {
  const found: Sample[] = [];
  const add = (path: (string | number)[], what: Sentence, texts: (string | undefined)[]) => {
    const pointer = pointerOf(...path);
    if (!found.some((one) => one.pointer === pointer)) found.push({ pointer, what, texts: texts.filter((text) => text !== undefined) });
  };
  const named = (path: (string | number)[], text: Text | null | undefined) => {
    if (text !== null && text !== undefined && properName.test(text.ru ?? "")) add(path, name, [text.ru, text.en]);
  };
  named(["prompts", "greeting"], config.prompts.greeting);
  named(["context", "role"], config.context.role);
  for (const [state, one] of Object.entries(config.flow.states)) {
    if (!("say" in one) || one.say === undefined || one.say === null) continue;
    named(["flow", "states", state, "say"], one.say);
    if (telling.test(one.say.ru ?? "")) add(["flow", "states", state, "say"], told, [one.say.ru, one.say.en]);
  }
  config.context.facts?.forEach((text, index) => add(["context", "facts", index], fact, [text.ru, text.en]));
  config.objections?.kinds?.forEach(({ intent, answers }, kind) => answers.forEach((text, index) => {
    const path = ["objections", "kinds", kind, "answers", index];
    named(path, text);
    if (ofBusiness.has(intent) || telling.test(text.ru ?? "")) add(path, answer, [text.ru, text.en]);
  }));
  config.agent?.destinations?.forEach(({ to }, index) => add(["agent", "destinations", index, "to"], number, [to]));
  config.tools?.forEach((tool, index) => {
    if (tool.type === "table") for (const key of Object.keys(tool.config.rows)) add(["tools", index, "config", "rows", key], row, Object.values(tool.config.rows[key] ?? {}).flatMap((text) => [text.ru, text.en]));
  });
  return found;
}

/** A short text («200», «Здравствуйте!») may well be the owner's own: it counts at its place and nowhere else. */
const tellingChars = 16;

export type KnownSamples = { texts: ReadonlyMap<string, Sentence>; places: ReadonlyMap<string, Sentence> };

/** Of all templates. A key of `places` is the pointer and the text. */
export function knownSamples(templates: readonly BotTemplateSource[]): KnownSamples {
  const texts = new Map<string, Sentence>();
  const places = new Map<string, Sentence>();
  for (const { pointer, what, texts: told } of templates.flatMap(({ config }) => samplesOf(config))) {
    for (const text of told) {
      if (text.length >= tellingChars) texts.set(text, what);
      else places.set(`${pointer} ${text}`, what);
    }
  }
  return { texts, places };
}
