/** Writing to a bot of a real product: over a WebSocket, by HTTP, from a site's page, and while the edge restarts. */
import { problemSchema } from "@zvon/contract/api.ts";
import { chatTokenSchema } from "@zvon/contract/chat.ts";
import type { ToChat } from "@zvon/contract/chat.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { botsOf, type BotsApi } from "./bots-api.ts";
import { ChatRefused, botSaid, openChat, openFrameChat, postChat, turnOf } from "./chat-client.ts";
import { startProduct, type Product } from "./testing.ts";

let product: Product;
let bots: BotsApi;
beforeAll(async () => {
  product = await startProduct();
  bots = botsOf(product);
}, 120_000);
afterAll(() => product?.close());

const recordOf = (callId: string) => product.api.ended(callId, { withinMs: 30_000, withRecording: false });
const callIdIn = (frames: readonly ToChat[]): string => frames.flatMap((frame) => (frame.type === "started" ? [frame.callId] : []))[0] ?? expect.fail("no chat began");
/** @returns status and code of what `open` was refused with. */
async function refusal(open: Promise<unknown>): Promise<[number, string]> {
  const error = await open.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof ChatRefused)) throw new Error("nothing was refused", { cause: error });
  return [error.status, problemSchema.parse(JSON.parse(error.body)).code];
}

describe("a chat in plain text", () => {
  it("greets, answers each message, books, and closes with 4000 when all is said", async () => {
    const chat = await openChat(product, "/v1/bots/salon/chat?callerId=79160001122&language=ru");
    expect(await chat.hear()).toMatch(/^Салон красоты «Аврора», здравствуйте!/);
    const answers = [["на стрижку", /день и время/], ["завтра в пять вечера", /зовут/], ["меня зовут Анна", /стрижк.*17:00.*Анна/s]] as const;
    for (const [said, answer] of answers) {
      chat.say(said);
      expect(await chat.hear()).toMatch(answer);
    }
    chat.say("да");
    const rest: string[] = [];
    for (let text = await chat.hear(); text !== null; text = await chat.hear()) rest.push(text);
    expect(rest.join(" ")).toMatch(/Анна, вы записаны/);
    expect(await chat.closed).toBe(4000);
    const [newest] = await product.api.calls();
    expect(await recordOf(newest?.id ?? "")).toMatchObject({ via: "text", from: "79160001122", outcome: "booked", endReason: "completed", fields: { name: "Анна", service: "стрижка" }, recording: null, analysis: { by: "rules", success: true } });
  }, 30_000);
});

describe("a chat in frames", () => {
  it("says of each answer what was understood and which way it led", async () => {
    const chat = await openFrameChat(product, "salon", "language=en");
    expect(chat.opening.map((frame) => frame.type)).toEqual(["started", "message", "turn"]);
    expect(turnOf(chat.opening)).toMatchObject({ turn: 0, state: "service" });
    const answer = turnOf(await chat.ask("a haircut, please"));
    expect(answer).toMatchObject({ turn: 1, state: "when", language: "en", fields: { service: expect.stringMatching(/haircut/) }, trace: { stateBefore: "service", stateAfter: "when", fields: { service: "haircut" } } });
    expect(answer.trace?.steps.map((step) => step.code)).toEqual(["took_field", "transition", "enter"]);
    expect(turnOf(await chat.ask({ silence: true })).trace?.steps.map((step) => step.code)).toContain("silence");
    expect(turnOf(await chat.ask("goodbye"))).toMatchObject({ intent: "goodbye", outcome: "refused" });
    expect(await chat.answer()).toEqual([{ type: "ended", callId: chat.callId, outcome: "refused", endReason: "completed" }]);
    expect(await chat.closed).toBe(4000);
  }, 30_000);

  it("goes over to the caller's language where the bot follows it", async () => {
    const { slug } = await bots.create({ name: "Both languages", template: "beauty-salon" });
    await bots.publish(slug);
    const chat = await openFrameChat(product, slug, "language=ru");
    expect(botSaid(chat.opening)).toMatch(/здравствуйте/);
    const over = await chat.ask("sorry, do you speak English?");
    expect([turnOf(over).language, botSaid(over)]).toEqual(["en", expect.stringMatching(/^[^а-яё]*book[^а-яё]*$/i)]);
    expect(botSaid(await chat.ask("a haircut please"))).toMatch(/Which day and what time\?/);
    const back = await chat.ask("давайте лучше по-русски");
    expect([turnOf(back).language, turnOf(back).state, botSaid(back)]).toEqual(["ru", "when", expect.stringMatching(/день и время/)]);
    chat.close();
  }, 30_000);

  it("goes on for whoever comes back with its id, from another socket or by HTTP, and tells what was said", async () => {
    const first = await openFrameChat(product, "salon", "language=ru");
    await first.ask("на маникюр");
    first.close();
    await first.closed;
    const second = await openFrameChat(product, "salon", `call=${first.callId}`);
    expect(second.opening[0]).toMatchObject({ type: "started", callId: first.callId, resumed: true });
    expect(second.opening.flatMap((frame) => (frame.type === "message" ? [frame.who] : []))).toEqual(["bot", "caller", "bot"]);
    expect(turnOf(await second.ask("завтра в два часа дня")).state).toBe("name");
    expect(turnOf(await postChat(product, "salon", { callId: first.callId, text: "Ольга" })).state).toBe("confirm");
    expect((await postChat(product, "salon", { callId: first.callId, hangup: true })).at(-1)).toMatchObject({ type: "ended", endReason: "caller_hangup" });
    expect(await second.closed).toBe(4000);
    expect(await refusal(openFrameChat(product, "salon", `call=${first.callId}`))).toEqual([409, "call_ended"]);
  }, 30_000);
});

describe("a chat by HTTP", () => {
  it("answers each message with events that end with its turn", async () => {
    const greeting = await postChat(product, "order-status", { language: "en", callerId: "Olga" });
    expect(greeting.map((frame) => frame.type)).toEqual(["started", "message", "turn"]);
    const callId = callIdIn(greeting);
    const answer = await postChat(product, "order-status", { callId, text: "one two three four" });
    expect(answer.map((frame) => frame.type)).toEqual(["started", "message", "message", "turn"]);
    expect(botSaid(answer)).toMatch(/1\D?2\D?3\D?4|one.*two.*three.*four/i);
    const end = await postChat(product, "order-status", { callId, hangup: true });
    expect(end.at(-1)).toMatchObject({ type: "ended" });
    expect(await recordOf(callId)).toMatchObject({ from: "Olga", via: "text", language: "en" });
    expect(await refusal(postChat(product, "order-status", { callId, text: "hello" }))).toEqual([409, "call_ended"]);
  }, 30_000);

  it("may begin with what the caller wants", async () => {
    const begun = await postChat(product, "salon", { language: "ru", text: "на стрижку" });
    expect(begun.map((frame) => frame.type)).toEqual(["started", "message", "turn", "message", "message", "turn"]);
    expect(turnOf(begun)).toMatchObject({ turn: 1, state: "when" });
  });
});

describe("a chat on a site's page", () => {
  it("opens by a token, from its own site alone, for its bot alone", async () => {
    const response = await bots.send("POST", "/v1/bots/salon/chat-token", { callerId: "visitor-7", origin: "https://shop.example" });
    expect(response.status).toBe(201);
    const { url, token } = chatTokenSchema.parse(await response.json());
    const page = { origin: "https://shop.example" };
    const chat = await openChat(product, `${url}&callerId=somebody-else`, page);
    expect(await chat.hear()).toMatch(/здравствуйте/);
    const [newest] = await product.api.calls();
    expect(newest).toMatchObject({ from: "visitor-7", via: "text" });
    chat.close();

    expect(await refusal(openChat(product, url, { origin: "https://elsewhere.example" }))).toEqual([403, "foreign_origin"]);
    expect((await refusal(openChat(product, url, {})))[0]).toBe(403);
    expect((await refusal(openChat(product, `/v1/bots/school/chat?token=${token}`, page)))[0]).toBe(404);
    expect(await refusal(openChat(product, `${url}&version=draft`, page))).toEqual([403, "scope_missing"]);
    expect((await refusal(openChat(product, `${url.slice(0, -5)}AAAAA`, page)))[0]).toBe(401);
    expect((await refusal(openChat(product, "/v1/bots/salon/chat", page)))[0]).toBe(401);
    expect((await fetch(new URL("/v1/calls", product.resident.url), { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  }, 30_000);
});

describe("a draft", () => {
  it("is talked to before it is published, and refused with pointers where it is faulty", async () => {
    const { slug } = await bots.create({ name: "Draft", slug: "draft-chat", template: "equipment-support" });
    expect(await refusal(openChat(product, `/v1/bots/${slug}/chat`))).toEqual([409, "bot_not_published"]);
    const chat = await openFrameChat(product, slug, "version=draft&language=en");
    expect(botSaid(chat.opening)).not.toBe("");
    expect(await product.api.call(chat.callId)).toMatchObject({ direction: "test", via: "text" });
    chat.close();

    await bots.edit(slug, (config) => ({ ...Object(config), languages: [], prompts: {} }));
    const refused = await bots.send("POST", `/v1/bots/${slug}/chat`, { version: "draft" }, "ru");
    const problem = problemSchema.parse(await refused.json());
    expect([refused.status, problem.code]).toEqual([422, "bot_faulty"]);
    expect(problem.errors?.map((error) => error.pointer)).toEqual(expect.arrayContaining(["/languages", "/prompts/greeting"]));
    for (const { detail } of problem.errors ?? []) expect(detail).toMatch(/[а-яё]/i);
  }, 30_000);
});

describe("many at once", () => {
  it("are thirty chats that each book for their own caller", async () => {
    const names = ["Анна", "Мария", "Елена", "Ольга", "Ирина"];
    const services = ["стрижка", "маникюр", "педикюр"];
    const callers = Array.from({ length: 30 }, (_, n) => ({ from: `7916000${1000 + n}`, name: names[n % 5] ?? "", service: services[n % 3] ?? "" }));
    const held = await Promise.all(callers.map(async ({ from, name, service }) => {
      const chat = await openFrameChat(product, "salon", `language=ru&callerId=${from}`);
      for (const text of [service, "завтра в пять вечера", name]) turnOf(await chat.ask(text));
      const last = await chat.ask("да");
      return { callId: chat.callId, last: botSaid(last), code: await chat.closed };
    }));
    expect(new Set(held.map((one) => one.callId)).size).toBe(30);
    const records = await Promise.all(held.map((one) => recordOf(one.callId)));
    callers.forEach(({ from, name, service }, n) => {
      expect(held[n]).toMatchObject({ code: 4000, last: expect.stringContaining(`${name}, вы записаны`) });
      expect(records[n]).toMatchObject({ from, outcome: "booked", fields: { name, service } });
    });
  }, 60_000);
});

// Last: it takes the product down for a moment.
describe("a restart of the edge in the middle of a chat", () => {
  it("closes the socket, and the chat goes on where it was for whoever comes back", async () => {
    const chat = await openFrameChat(product, "salon", "language=ru&callerId=79160002233");
    await chat.ask("на стрижку");
    await product.resident.edge.stop();
    expect(await chat.closed).not.toBe(4000);
    await product.resident.edge.start();
    const again = await openFrameChat(product, "salon", `call=${chat.callId}`);
    expect(again.opening.flatMap((frame) => (frame.type === "message" ? [frame.who] : []))).toEqual(["bot", "caller", "bot"]);
    expect(turnOf(again.opening)).toMatchObject({ turn: 1, state: "when", fields: { service: "стрижка" } });
    for (const text of ["завтра в пять вечера", "Анна"]) await again.ask(text);
    expect(botSaid(await again.ask("да"))).toContain("Анна, вы записаны");
    expect(await again.closed).toBe(4000);
    expect(await recordOf(chat.callId)).toMatchObject({ outcome: "booked", endReason: "completed" });
    const said = (await product.api.messages(chat.callId)).filter((message) => message.who === "caller").map((message) => [message.turn, message.text]);
    expect(said).toEqual([[1, "на стрижку"], [2, "завтра в пять вечера"], [3, "Анна"], [4, "да"]]);
  }, 90_000);

  it("leaves a message that was on its way either answered or not there, and nothing twice", async () => {
    const callers = Array.from({ length: 5 }, (_, n) => `7916000330${n}`);
    const chats = await Promise.all(callers.map((from) => openFrameChat(product, "salon", `language=ru&callerId=${from}`)));
    for (const chat of chats) chat.send("на стрижку завтра в пять вечера");
    await product.resident.edge.stop();
    await product.resident.edge.start();
    for (const chat of chats) {
      const again = await openFrameChat(product, "salon", `call=${chat.callId}`);
      const took = again.opening.some((frame) => frame.type === "message" && frame.who === "caller");
      if (!took) await again.ask("на стрижку завтра в пять вечера");
      expect(turnOf(await again.ask("Анна"))).toMatchObject({ turn: 2, state: "confirm" });
      await again.ask("да");
      expect(await recordOf(chat.callId)).toMatchObject({ outcome: "booked" });
      const said = await product.api.messages(chat.callId);
      expect(said.flatMap((message) => (message.who === "caller" ? [message.turn] : []))).toEqual([1, 2, 3]);
      // An answer that was cut off goes on in a message of its own.
      expect(new Set(said.map((message) => `${message.who} ${message.text}`)).size).toBe(said.length);
    }
  }, 120_000);
});
