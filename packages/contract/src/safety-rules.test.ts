import { describe, expect, it } from "vitest";
import { botConfigSchema } from "./bot-config.ts";
import { checkSafetyRules, forbiddenIn, neverSaid } from "./safety-rules.ts";

const llm = botConfigSchema.shape.llm.parse({ provider: "openai", model: "x" });
const warned = (rules: { ru: string; en: string }[], never_say = {}, model = llm) => {
  const pointers: string[] = [];
  checkSafetyRules({ llm: model, languages: ["ru", "en"], context: { role: {}, style: {}, facts: [], safety_rules: rules, never_say } }, (path) => void pointers.push(path.join("/")));
  return pointers;
};

describe("safety rules of an owner", () => {
  it.each([
    ["Никогда не говорить «гарантируем результат».", ["гарантируем результат"]], ["Не обещать «сегодня» и «бесплатно».", ["сегодня", "бесплатно"]],
    ['Never say "guaranteed" or "risk-free".', ["guaranteed", "risk-free"]], ["Называть компанию «Импульс».", []], ['Say "Mint" first.', []], ["Не давать советов.", []],
    ["Не называй цену, говори «уточню у мастера».", []],
    ["Не обещай скидок; если просят, отвечай «скидок нет».", []],
    ["Никогда не говорить «нет», вместо этого «уточню».", ["нет"]],
    ['Never say "no problem", say "of course" instead.', ["no problem"]],
    ['Say "hello". Never say "hi".', ["hi"]],
  ])("forbid the words that they quote: %s", (rule, phrases) => expect(forbiddenIn(rule)).toEqual(phrases));

  it("join the list of words that are never said, in their language", () => {
    const context = { never_say: { ru: ["дёшево"], en: ["cheap"] }, safety_rules: [{ ru: "Не говорить «дёшево» и «даром».", en: 'Do not say "for nothing".' }] };
    expect(neverSaid(context, "ru")).toEqual(["дёшево", "даром"]);
    expect(neverSaid(context, "en")).toEqual(["cheap", "for nothing"]);
  });

  it("are told to be the model's alone where nothing checks them", () => {
    const advice = { ru: "Не ставить диагнозов и не советовать лекарства.", en: "Make no diagnoses and recommend no medicines." };
    expect(warned([advice])).toEqual(["context/safety_rules/0"]);
    expect(warned([advice], { ru: ["лекарств", "диагноз"], en: ["medicine"] })).toEqual([]);
    expect(warned([advice], { ru: ["лекарств"] })).toEqual(["context/safety_rules/0"]);
    expect(warned([advice], {}, null)).toEqual([]);
  });

  it("are not told so where each reply is checked for it anyway", () => {
    expect(warned([{ ru: "Не называть скидок, которых нет в фактах.", en: "Name no discounts that are not among the facts." }])).toEqual([]);
    expect(warned([{ ru: "Не обещать запись, пока календарь её не подтвердил.", en: "Never promise a booking before the calendar has confirmed it." }])).toEqual([]);
    expect(warned([{ ru: "Никогда не говорить «точно поможет».", en: 'Never say "it will surely help".' }])).toEqual([]);
  });
});
