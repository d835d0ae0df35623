import { describe, expect, it } from "vitest";
import { botConfigSchema } from "./bot-config.ts";
import type { BotConfig } from "./bot-config.ts";
import { checkBotConfig } from "./check-bot.ts";
import { personalIn, suiteReferences, suiteWarnings } from "./check-evals.ts";
import { botWarnings } from "./check-warnings.ts";
import { evalSuiteSchema } from "./eval-suite.ts";

const both = { ru: "Да.", en: "Yes." };
const day = { from: "10:00", to: "20:00" };

/** A day and a time are asked for and booked: the calendar is open from ten to eight, Monday to Friday. */
const bookable = (change: (bot: BotConfig) => void = () => undefined): BotConfig => {
  const bot = botConfigSchema.parse({
    schema_version: 1,
    languages: ["ru", "en"],
    context: { role: both, style: both },
    fields: { when: { type: "day_time", from: "10:00", to: "19:00", weekdays: [1, 2, 3, 4, 5], ask_day: both, ask_time: both } },
    flow: {
      type: "graph", start: "when",
      states: { when: { type: "ask", field: "when", say: both, hint: both }, book: { type: "tool", tool: "calendar", function: "book_appointment", arguments: { when: "{when}" } }, bye: { type: "end", outcome: null, say: both } },
      transitions: [{ from: "when", to: "book", when: { done: true } }, ...(["ok", "failed", "unknown"] as const).map((tool) => ({ from: "book", to: "bye", when: { tool } }))],
    },
    agent: {},
    tools: [{ type: "calendar", name: "calendar", config: { slot_minutes: 60, hours: { 1: day, 2: day, 3: day, 4: day, 5: day } } }],
    voice: { speech: { ru: { tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "embedded" }, en: { tts_provider: "embedded", tts_voice_id: "kate", stt_provider: "embedded" } } },
    prompts: { greeting: both },
    fallbacks: { not_understood: [both, both, both], silence: [both, both, both], unsure: both, busy: both, lost_filler: both, lost_apology: both },
  });
  change(bot);
  expect(checkBotConfig(bot)).toEqual([]);
  return bot;
};
const told = (bot: BotConfig) => botWarnings(bot).map(({ pointer }) => pointer);
const when = (bot: BotConfig) => {
  const { when: field } = bot.fields;
  if (field?.type !== "day_time") throw new Error("the field is gone");
  return field;
};
const fact = (ru: string, en = "Yes.") => (bot: BotConfig) => {
  bot.context.facts = [{ ru, en }];
  // Of the hours alone: that facts need a model is told apart.
  bot.llm = botConfigSchema.shape.llm.parse({ provider: "openai", model: "x" });
};

describe("opening hours that disagree", () => {
  it("are none where calendar, field and sentences say the same", () => {
    expect(told(bookable())).toEqual([]);
    for (const ru of ["Мы работаем с десяти до восьми по будням.", "Открыто 10:00–20:00.", "Салон открыт с 10 до 20.", "Доставка занимает с трёх до пяти дней."]) expect([ru, told(bookable(fact(ru)))]).toEqual([ru, []]);
    expect(told(bookable(fact("Да.", "We are open from ten to eight, Monday to Friday.")))).toEqual([]);
  });
  it("are told at the field, by the names of the days", () => {
    const saturday = bookable((bot) => void (when(bot).weekdays = [1, 2, 3, 4, 6]));
    expect(botWarnings(saturday).map(({ pointer, message }) => [pointer, message.ru])).toEqual([
      ["/fields/when/weekdays", "Поле принимает день, когда календарь закрыт: суббота."],
      ["/fields/when/weekdays", "Календарь открыт, а поле этот день не примет: пятница."],
    ]);
    expect(told(bookable((bot) => void Object.assign(when(bot), { from: "09:00", to: "19:30" })))).toEqual(["/fields/when/from", "/fields/when/to"]);
  });
  it("are told where a fact, an answer or a hint names others", () => {
    expect(told(bookable(fact("Мы работаем с девяти до шести.")))).toEqual(["/context/facts/0/ru"]);
    expect(told(bookable(fact("Да.", "We are open every day.")))).toEqual(["/context/facts/0/en"]);
    expect(told(bookable((bot) => void bot.objections.kinds.push({ intent: "price", answers: [{ ru: "Мы открыты с 9 до 18.", en: "Yes." }], limit: 1, after: null })))).toEqual(["/objections/kinds/0/answers/0/ru"]);
  });
  it("are told in whatever is said: a hint, a question, a way on, a farewell", () => {
    const closed = { ru: "Ждём вас: мы открыты с девяти до шести.", en: "Yes." };
    const places: [string, (bot: BotConfig) => void][] = [
      ["/flow/states/when/hint/ru", ({ flow }) => { const { when } = flow.states; if (when?.type === "ask") when.hint = closed; }],
      ["/flow/states/when/say/ru", ({ flow }) => { const { when } = flow.states; if (when?.type === "ask") when.say = closed; }],
      ["/flow/states/bye/say/ru", ({ flow }) => { const { bye } = flow.states; if (bye?.type === "end") bye.say = closed; }],
      ["/flow/transitions/0/say/ru", ({ flow }) => { const [first] = flow.transitions; if (first !== undefined) first.say = closed; }],
      ["/prompts/greeting/ru", ({ prompts }) => { prompts.greeting = closed; }],
    ];
    for (const [pointer, change] of places) expect(told(bookable(change))).toEqual([pointer]);
  });
  it("are told where a text names a day that is closed, or calls one closed that is not", () => {
    const hint = (ru: string, en = "Yes.") => botWarnings(bookable(({ flow }) => { const { when } = flow.states; if (when?.type === "ask") when.hint = { ru, en }; })).map(({ message }) => message.en);
    expect(hint("Скажите, например: в субботу в десять.")).toEqual(["This names a day on which the calendar is closed: Saturday."]);
    expect(hint("Открыто с понедельника по субботу.")).toEqual(["This names a day on which the calendar is closed: Saturday."]);
    expect(hint("Да.", "We are closed on Fridays, Saturdays and Sundays.")).toEqual(["This says closed, and the calendar is open on that day: Friday."]);
    for (const ru of ["В субботу и воскресенье закрыто.", "Скажите, например: в среду в десять.", "Открыто с понедельника по пятницу, в воскресенье закрыто.", "Мы открыты {hours}."]) expect(hint(ru)).toEqual([]);
  });
  it("are not looked for where another service keeps the calendar", () => {
    const away = bookable((bot) => {
      when(bot).weekdays = [7];
      const [tool] = bot.tools;
      if (tool?.type === "calendar") tool.config.source = { kind: "http", url: "https://example.org/calendar", headers: {}, timeout_ms: 6000 };
    });
    expect(told(away)).toEqual([]);
  });
});

describe("facts and rules", () => {
  it("are of no use without a model, and the owner is told so once", () => {
    const silent = bookable((bot) => void Object.assign(bot.context, { facts: [both], safety_rules: [both] }));
    const [warning, ...more] = botWarnings(silent);
    expect([warning?.pointer, more]).toEqual(["/llm", []]);
    expect(warning?.message.ru).toContain("факты, правила безопасности");
    expect(told(bookable((bot) => void Object.assign(bot.context, { facts: [both] })))).toEqual(["/llm"]);
  });
});

describe("a line of an eval", () => {
  it.each([
    ["позвоните на 8 916 234-56-78", "phone"], ["call (415) 867-5309", "phone"], ["пишите на ivan.petrov@mail.ru", "email"],
    ["мой номер +7 912 000-14-27", null], ["+1 202 555 0143", null], ["020 7946 0991", null], ["anna@example.com", null], ["it@shop.example", null], ["2026-11-22T14:30", null], ["заказ 4455", null],
  ])("«%s» holds %s", (text, found) => expect(personalIn(text)).toBe(found));
  it("is none in a day with its hour", () => expect(personalIn("22.11.2026 14:30, 2026-11-22 14:30")).toBeNull());


  it.each(["a", "a.", "a@", "1", "1 "])("is looked for in a value as long as a suite, all of %j, while a second is long", (sign) => {
    expect(personalIn(sign.repeat(900_000 / sign.length))).toBe(sign.startsWith("1") ? "phone" : null);
  }, 10_000);

  it("is named by its place", () => {
    const suite = evalSuiteSchema.parse({ name: "s", cases: [{ name: "a", turns: [{ says: "привет" }, { says: "89162345678" }], fields: { phone: "+79120001427" } }] });
    expect(suiteWarnings([suite]).map(({ pointer }) => pointer)).toEqual(["/suites/0/cases/0/turns/1/says"]);
  });
});

describe("what a case names and the bot has not", () => {
  const suite = (one: Record<string, unknown>) => evalSuiteSchema.parse({ name: "s", cases: [{ name: "a", turns: [{ says: "привет" }], ...one }] });
  it.each([
    [{ turns: [{ says: "да", expect: { state: "gone" } }] }, "/suites/0/cases/0/turns/0/expect/state"], [{ opening: { fields: { gone: null } } }, "/suites/0/cases/0/opening/fields/gone"], [{ end: { tool: { name: "gone" } } }, "/suites/0/cases/0/end/tool/name"],
    [{ tools: { gone: [{}] } }, "/suites/0/cases/0/tools/gone"], [{ fields: { gone: "1" } }, "/suites/0/cases/0/fields/gone"], [{ end: { transfer: "gone" } }, "/suites/0/cases/0/end/transfer"], [{ persona: { who: "Кто-то.", knows: { gone: "да" } } }, "/suites/0/cases/0/persona/knows/gone"],
  ])("is told at its place: %j", (one, pointer) => expect(suiteReferences(bookable(), [suite(one)]).map((warning) => warning.pointer)).toEqual([pointer]));
  it("is nothing where all is there, functions of tools by their own names", () => {
    const named = { turns: [{ says: "завтра в пять", expect: { state: "book", fields: { when: null }, tool: { name: "book_appointment" } } }], tools: { calendar: [{}], check_availability: [{}] } };
    expect(suiteReferences(bookable(), [suite(named)])).toEqual([]);
  });
});
