/** Evals of the demo bots: what a newcomer may look at, and what stands before publishing a change of theirs. None expects a greeting, which owners change first. */
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { callerIs } from "../templates/shared.ts";

const wants = { ru: { service: "стрижка", when: "завтра в пять", name: "меня зовут Анна" }, en: { service: "a haircut", when: "tomorrow at five", name: "my name is Anna" } };
const refused = { save_booking: [{ status: "failed" as const, value: {} }] };
const unknown = { save_booking: [{ status: "unknown" as const, value: {} }] };

export const salonEvals: EvalSuiteInput[] = [{
  name: "booking",
  cases: [
    {
      name: "записывает шаг за шагом", language: "ru",
      opening: { state: "service" },
      turns: [
        { says: "здравствуйте, хочу записаться на стрижку", expect: { state: "when", fields: { service: "haircut" } } },
        { says: "послезавтра в полтретьего", expect: { state: "name", fields: { when: "2026-11-22T14:30" } } },
        { says: "меня зовут Анна", expect: { state: "confirm", says: ["стрижк*", "анна"] } },
        { says: "нет, не в полтретьего, а в три", expect: { state: "confirm", fields: { when: "2026-11-22T15:00" } } },
        { says: "да", expect: { tool: { name: "save_booking", arguments: { when: "2026-11-22T15:00", name: "Анна" } }, says: "вы записаны" } },
      ],
      end: { ended: true, outcome: "booked" },
    },
    {
      name: "takes service and time at once", language: "en",
      turns: [
        { says: "a manicure tomorrow at five in the evening, please", expect: { state: "name", fields: { service: "manicure", when: "2026-11-21T17:00" } } },
        { says: "my name is Kate", expect: { state: "confirm" } },
        { says: "yes", expect: { tool: { name: "save_booking", arguments: { name: "Kate" } } } },
      ],
      end: { outcome: "booked" },
    },
    { name: "не говорит «записаны», когда записать не вышло", language: "ru", tools: refused, persona: { who: "Хочет на стрижку.", knows: wants.ru }, end: { outcome: "callback", not_says: "вы записаны" } },
    { name: "promises nothing that nobody knows", language: "en", tools: unknown, persona: { who: "Wants a haircut.", knows: wants.en }, end: { outcome: "callback", not_says: "all set", says: "confirm" } },
    { name: "просит оператора", language: "ru", turns: [{ says: "соедините с администратором" }], end: { outcome: "callback" } },
    { name: "gives up politely", language: "en", turns: [{ says: "sorry, I don't need anything, goodbye", expect: { tool: null } }], end: { outcome: "refused" } },
    ...(["brief", "chatty", "correcting", "unclear", "silent"] as const).flatMap((manner) => [
      { name: callerIs.ru[manner], language: "ru" as const, persona: { who: "Хочет на стрижку.", manner, knows: wants.ru }, end: { outcome: "booked" as const } },
      { name: callerIs.en[manner], language: "en" as const, persona: { who: "Wants a haircut.", manner, knows: wants.en }, end: { outcome: "booked" as const } },
    ]),
  ],
}];

export const orderStatusEvals: EvalSuiteInput[] = [{
  name: "orders",
  cases: [
    {
      name: "говорит, где заказ, и проверяет ещё один", language: "ru",
      turns: [
        { says: "один два три четыре", expect: { state: "anything_else", says: "в пути" } },
        { says: "да", expect: { state: "number" } },
        { says: "пять шесть семь восемь", expect: { says: "ждёт вас" } },
        { says: "нет, спасибо" },
      ],
      end: { ended: true, outcome: "answered" },
    },
    { name: "takes digits by keys", language: "en", turns: [{ keys: "4071", expect: { says: "delivered", fields: { number: "4071" } } }, { says: "no" }], end: { outcome: "answered" } },
    { name: "нет такого заказа", language: "ru", turns: [{ says: "девять девять девять девять", expect: { state: "number", says: "у нас нет", fields: { number: null } } }] },
    { name: "asks again when it is silent", language: "en", turns: [{ silent: true, expect: { state: "number" } }, { says: "two five eight zero", expect: { says: "this evening" } }] },
    { name: "half a number is not enough", language: "en", turns: [{ says: "one two", expect: { state: "number" } }] },
  ],
}];

/** Without a model: what the flow answers itself. */
export const schoolEvals: EvalSuiteInput[] = [{
  name: "questions",
  cases: [
    { name: "часы, цены и прощание", language: "ru", turns: [{ says: "до скольки вы работаете", expect: { intent: "hours", says: "до девяти вечера" } }, { says: "а сколько стоят занятия", expect: { says: "шесть тысяч" } }, { says: "спасибо, до свидания" }], end: { outcome: "answered" } },
    { name: "address", language: "en", turns: [{ says: "how do I get there", expect: { intent: "address", says: "garden street" } }, { says: "no, that is all" }], end: { outcome: "answered" } },
    { name: "says what it can tell", language: "en", turns: [{ says: "do you play chess", expect: { says: "when we are open", not_says: "chess" } }] },
    { name: "зовёт сотрудника", language: "ru", turns: [{ says: "позовите оператора" }], end: { outcome: "callback" } },
  ],
}];
