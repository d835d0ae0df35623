/** A model that calls tools, through the real product: what the caller hears, and what the services' own books say. */
import { school } from "@zvon/worker/src/bots/demo/school.ts";
import { readBody, answerJson, serve, type Server } from "@zvon/stand-ins/src/core/serve.ts";
import type { ScriptedAnswer } from "@zvon/stand-ins/src/llm/answers.ts";
import { startLlm, type LlmStandIn } from "@zvon/stand-ins/src/llm/llm.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { botsOf, type BotsApi } from "./bots-api.ts";
import { botSaid, openFrameChat, turnOf } from "./chat-client.ts";
import { startProduct, type Product } from "./testing.ts";
import { startTypedCall } from "./typed-call.ts";

/** `lost`: it is done, and the answer never comes. `refuses`: 409 with a reason, nothing done. */
type ServiceFault = "server_error" | "lost" | "lost_once" | "other_form" | "no_json" | "refuses" | "drop";
type OrdersService = Server & { fault(kind: ServiceFault | null): void; /** Taken out of the book. */ asked(): { what: string; key: string | null }[]; /** Keys of what was done. */ done(): string[] };

/** Orders and tickets of a shop; it knows a key that it has had. */
async function startOrders(): Promise<OrdersService> {
  let fault: ServiceFault | null = null;
  const asked: { what: string; key: string | null }[] = [];
  const tickets = new Set<string>();
  const server = await serve({
    async request(request, response, url) {
      await readBody(request);
      const key = request.headers["idempotency-key"];
      asked.push({ what: `${request.method} ${url.pathname}`, key: typeof key === "string" ? key : null });
      const now = fault;
      if (fault === "lost_once") fault = null;
      if (now === "server_error") return answerJson(response, 500, { error: "broken" });
      if (now === "refuses") return answerJson(response, 409, { reason: "the shop is closed" });
      if (request.method === "POST") tickets.add(typeof key === "string" ? key : `without a key ${tickets.size}`);
      if (now === "lost" || now === "lost_once") return;
      if (now === "drop") return void response.destroy();
      if (now === "no_json") return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Done!</h1>");
      answerJson(response, 200, now === "other_form" ? { success: true } : { order: { state: "едет к вам" }, ticket: { id: "T-7" } });
    },
  });
  return { ...server, fault: (kind) => void (fault = kind), asked: () => asked.splice(0), done: () => [...tickets] };
}

let model: LlmStandIn;
let orders: OrdersService;
let product: Product;
let bots: BotsApi;
const closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  model = await startLlm({ vendor: "compatible" });
  closers.push(() => model.close());
  orders = await startOrders();
  closers.push(() => orders.close());
  // The model and the shop are on this machine; every other private address stays closed.
  product = await startProduct({ vendors: { compatible: { key: model.key, baseUrl: model.baseUrl } }, egressAllow: ["127.0.0.1/32"] });
  closers.push(() => product.close());
  bots = botsOf(product);
  await bots.published("diary", botWith([{ type: "calendar", name: "diary", description: { ru: "Пробные занятия." }, config: { slot_minutes: 60, hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, { from: "09:00", to: "21:00" }])) } }]));
  await bots.published("shop", botWith([look("find_order", `${orders.url}/orders/{number}`), ticket, look("find_secret", `http://127.0.0.2:${new URL(orders.url).port}/orders/{number}`)]));
}, 120_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});
afterEach(() => {
  model.fault(null);
  orders.fault(null);
  orders.asked();
});

/** A school whose consultant has these tools. A loaded machine is no reason to give the model up. */
const botWith = (tools: unknown[]) => ({ ...school, languages: ["ru"], tools, llm: { provider: "compatible", model: "qwen3-8b-instruct", first_token_timeout_ms: 20_000, speculate: false } });
const look = (name: string, url: string) => ({ type: "http", name, effect: "read", description: { ru: "Где заказ." }, filler: { ru: "Минуту, ищу." }, config: { method: "GET", url, parameters: { number: { type: "string" } }, result: { state: "/order/state" }, timeout_ms: 1_000 } });
const ticket = { type: "http", name: "open_ticket", effect: "write", description: { ru: "Оформляет заявку на возврат." }, config: { method: "POST", get url() { return `${orders.url}/tickets`; }, parameters: { number: { type: "string" } }, result: { id: "/ticket/id" }, timeout_ms: 1_000 } };

/** What the flow offers when there is nothing else to say. */
const wayOn = /Могу рассказать, когда мы работаем, где находимся и сколько стоят занятия\. Или скажите: оператор\.$/;
/** Of a talk; what is asked about a call that is over has a form for its answer. */
const asks = () => model.asked().filter((line) => line.what.includes("completions") && (line.detail["format"] ?? null) === null).length;

/** Of a chat's first turn: what the bot says, what the tools came to, how often the model was asked. */
async function answerTo(bot: string, text: string, answers: readonly ScriptedAnswer[]): Promise<{ said: string; tools: [string, string][]; questions: number }> {
  model.answers(answers);
  const before = asks();
  const chat = await openFrameChat(product, bot, "language=ru&callerId=79160001122");
  const frames = await chat.ask(text);
  chat.close();
  return { said: botSaid(frames), tools: turnOf(frames).tools.map((tool) => [tool.name, tool.status]), questions: asks() - before };
}

/** A day by its date, so that calls before and after midnight mean the same one. */
const day = new Date(Date.now() + 9 * 86_400_000);
const spoken = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", timeZone: "UTC" }).format(day);
const when = `${day.toISOString().slice(0, 10)}T15:00`;
const check = { name: "check_availability", arguments: { when } };
const book = { name: "book_appointment", arguments: { when, name: "Анна" } };
const claim = "Готово,| я записала вас на занятие.";
const claimed = "Готово, я записала вас на занятие.";

describe("a calendar in a model's hands", () => {
  it("is looked into and booked: the caller hears that it takes a moment, then what is true", async () => {
    model.answers([
      { match: "свободно", tools: [check] }, { match: "свободно", after: '"free":"yes"', say: "Да, это время свободно.| Записать вас?" }, { match: "свободно", after: '"free":"no"', say: "Это время уже занято." },
      { match: "запишите", tools: [book] }, { match: "запишите", after: '"ok"', say: claim }, { match: "запишите", after: '"failed"', say: claim },
    ]);
    const call = await startTypedCall({ api: product.api, bot: "diary", language: "ru" });
    await call.greeting;
    expect((await call.type(`у вас свободно ${spoken} в три часа дня`)).heardText).toMatch(/^Секунду.* Да, это время свободно\. Записать вас\?$/);
    expect((await call.type("да, запишите меня")).heardText).toMatch(new RegExp(`^Секунду.* ${claimed}$`));
    expect(asks()).toBe(4);
    await product.api.hangup(call.id);
    await call.ended();

    const next = await startTypedCall({ api: product.api, bot: "diary", language: "ru" });
    await next.greeting;
    expect((await next.type(`у вас свободно ${spoken} в три часа дня`)).heardText).toMatch(/Это время уже занято\.$/);
    // The model claims what its tool has just refused.
    const refused = (await next.type("всё равно запишите")).heardText;
    expect(refused).not.toMatch(/записала/);
    expect(refused).toMatch(/не оформлено|не получилось/i);
    await product.api.hangup(next.id);
    await next.ended();
  }, 120_000);

  it("is not needed for a lie, which nobody hears", async () => {
    model.answers([{ match: "запишите", say: claim }]);
    const call = await startTypedCall({ api: product.api, bot: "diary", language: "ru" });
    await call.greeting;
    const { text, heardText } = await call.type("запишите меня на понедельник");
    expect(heardText).toMatch(/^Пока это ещё не оформлено\. /);
    expect(`${text} ${heardText}`).not.toMatch(/записала/);
    await product.api.hangup(call.id);
    await call.ended();
  }, 60_000);

  it("is asked again where the arguments broke off, and not at all where they always do", async () => {
    const later = { ...book, arguments: { ...book.arguments, when: when.replace("15:00", "18:00") } };
    const wish = `запишите меня на ${spoken} в шесть вечера`;
    const answers = [{ match: "запишите", tools: [later] }, { match: "запишите", after: '"ok"', say: claim }, { match: "запишите", after: "", tools: [later] }];
    model.fault({ kind: "bad_tool_arguments" });
    expect(await answerTo("diary", wish, answers)).toMatchObject({ said: expect.stringMatching(wayOn), tools: [] });
    model.fault({ kind: "bad_tool_arguments", times: 1 });
    expect(await answerTo("diary", wish, answers)).toEqual({ said: expect.stringMatching(new RegExp(`^Секунду.* ${claimed}$`)), tools: [["book_appointment", "ok"]], questions: 3 });
  }, 30_000);

  it("is not booked for a time that the caller never said", async () => {
    const answers = [{ match: "запишите", tools: [{ ...book, arguments: { when: when.replace("15:00", "19:00") } }] }, { match: "запишите", after: "not_run", say: "На какой день?" }];
    expect(await answerTo("diary", "запишите меня", answers)).toEqual({ said: "На какой день?", tools: [], questions: 2 });
  });
});

describe("a service in a model's hands", () => {
  const question = "где мой заказ номер сорок два";
  const find = { name: "find_order", arguments: { number: "42" } };
  const script = (call: typeof find): ScriptedAnswer[] => [{ match: "заказ", tools: [call] }, { match: "заказ", after: '"ok"', say: "Он едет к вам." }, { match: "заказ", after: '"failed"', say: "Посмотреть не получилось." }];

  it("is asked once when it answers", async () => {
    expect(await answerTo("shop", question, script(find))).toEqual({ said: "Минуту, ищу. Он едет к вам.", tools: [["find_order", "ok"]], questions: 2 });
    expect(orders.asked()).toEqual([{ what: "GET /orders/42", key: null }]);
  });

  it.each([["server_error", 2], ["drop", 2], ["lost", 1], ["other_form", 1], ["no_json", 1], ["refuses", 1]] as const)("brings nothing when it fails (%s), and the caller hears that", async (kind, times) => {
    orders.fault(kind);
    expect(await answerTo("shop", question, script(find))).toMatchObject({ said: "Минуту, ищу. Посмотреть не получилось.", tools: [["find_order", "failed"]] });
    expect(orders.asked()).toHaveLength(times);
  }, 30_000);

  it("is not reached in a private network that the operator did not open", async () => {
    expect(await answerTo("shop", question, script({ ...find, name: "find_secret" }))).toMatchObject({ said: "Минуту, ищу. Посмотреть не получилось.", tools: [["find_secret", "failed"]] });
    expect(orders.asked()).toEqual([]);
  });
});

describe("a write in a model's hands", () => {
  const wish = "оформите возврат заказа сорок два";
  const done = "Готово,| заявка оформлена.";
  const script = [{ match: "возврат", tools: [{ name: "open_ticket", arguments: { number: "42" } }] }, { match: "возврат", after: "", say: done }];

  it("is done once, and told", async () => {
    const before = orders.done().length;
    expect(await answerTo("shop", wish, script)).toMatchObject({ said: expect.stringMatching(/^Секунду.* Готово, заявка оформлена\.$/), tools: [["open_ticket", "ok"]] });
    expect(orders.asked()).toEqual([{ what: "POST /tickets", key: expect.stringMatching(/^call_/) }]);
    expect(orders.done().length - before).toBe(1);
  });

  it("is asked for by its key when the answer was lost: done once, and told", async () => {
    const before = orders.done().length;
    orders.fault("lost_once");
    expect(await answerTo("shop", wish, script)).toMatchObject({ said: expect.stringMatching(/Готово, заявка оформлена\.$/), tools: [["open_ticket", "ok"]] });
    const asked = orders.asked();
    expect([asked.length, new Set(asked.map((one) => one.key)).size]).toEqual([2, 1]);
    expect(orders.done().length - before).toBe(1);
  }, 30_000);

  it.each([["server_error", 0], ["lost", 1], ["drop", 1], ["no_json", 1], ["other_form", 1]] as const)("is never claimed when nobody knows (%s): a confirmation will come", async (kind, effects) => {
    const before = orders.done().length;
    orders.fault(kind);
    const { said, tools } = await answerTo("shop", wish, script);
    expect(said).not.toMatch(/заявка оформлена/);
    expect(said).toMatch(/Подтверждение придёт отдельно\./);
    expect(tools).toEqual([["open_ticket", "unknown"]]);
    const asked = orders.asked();
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(new Set(asked.map((one) => one.key)).size).toBe(1);
    expect(orders.done().length - before).toBe(effects);
  }, 30_000);

  it("is told as refused when the service refuses it", async () => {
    orders.fault("refuses");
    const { said, tools } = await answerTo("shop", wish, script);
    expect(said).not.toMatch(/заявка оформлена/);
    expect(tools).toEqual([["open_ticket", "failed"]]);
    expect(orders.asked()).toHaveLength(1);
  });
});
