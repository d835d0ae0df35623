/** The team beside a live call: listening in, whispering, taking it over. Each refusal is a sentence for whoever asked. */
import type { Call } from "@zvon/contract/api.ts";
import type { ListenTicket, MayListen, Member } from "@zvon/contract/listening-api.ts";
import type { HandedBack, Invited, TakenOver, Whispered } from "../call/team.ts";
import type { NodeListens } from "../nodes/node-status.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Services } from "../services.ts";
import { within } from "../services.ts";
import { findCall } from "./find-call.ts";
import type { Since } from "./find-call.ts";

const rpcTimeoutMs = 5_000;
/** The node knows the ticket for so long. */
const ticketMs = 30_000;

type Why = Extract<Invited | Whispered | TakenOver | HandedBack, { ok: false }>["why"] | Exclude<MayListen, "yes">;

/** @throws Refusal with the reason in both languages. */
const refused: Record<Why, () => Refusal> = {
  not_live: () => new Refusal(409, "call_not_live", { ru: "Разговор ещё не начался или уже закончен.", en: "The talk has not begun yet, or is over." }),
  in_writing: () => new Refusal(409, "call_in_writing", { ru: "Это переписка: слушать и брать здесь нечего.", en: "This is a chat: there is nothing to hear or to take over." }),
  no_node: () => new Refusal(503, "node_lost", { ru: "Связи с медиаузлом этого звонка нет. Попробуйте ещё раз через минуту.", en: "The media node of this call cannot be reached. Try again in a minute." }),
  no_address: () => new Refusal(409, "no_listening", { ru: "У медиаузла этого звонка нет адреса для прослушивания. Задайте его в настройках узла.", en: "The media node of this call has no address for listening in. Set one in the node's settings." }),
  full: () => new Refusal(429, "too_many_listeners", { ru: "Этот звонок слушают уже восемь человек.", en: "Eight people hear this call already." }),
  ending: () => new Refusal(409, "call_ending", { ru: "Бот уже прощается.", en: "The bot is saying goodbye." }),
  handed_on: () => new Refusal(409, "call_handed_on", { ru: "Клиента соединяют с другим человеком. Дождитесь, чем это кончится.", en: "The caller is being put through to somebody. Wait for how that ends." }),
  taken: () => new Refusal(409, "call_taken", { ru: "С клиентом говорит сотрудник: бот молчит, пока звонок ему не вернут.", en: "One of the team is talking to the caller: the bot is silent until it gets the call back." }),
  not_listening: () => new Refusal(409, "not_listening", { ru: "Чтобы взять звонок, сначала подключитесь к нему: слушайте его.", en: "To take the call over, hear it first: listen in." }),
  too_often: () => new Refusal(429, "taken_too_often", { ru: "Этот звонок брали уже слишком много раз.", en: "This call has been taken over too many times." }),
  no_agent: () => new Refusal(422, "no_whisper", { ru: "Разговор ведёт агент поставщика: подсказать ему нельзя.", en: "A vendor's agent leads this talk: it takes no whispers." }),
  no_model: () => new Refusal(422, "no_model", { ru: "У этого бота нет языковой модели, и учесть подсказку ему нечем. Передайте готовые слова: say: true.", en: "This bot has no language model that could mind it. Give it words to say: say: true." }),
  too_many: () => new Refusal(429, "too_many_whispers", { ru: "Подсказок слишком много: дождитесь, пока бот скажет прежние.", en: "Too many whispers: wait until the bot has said the former." }),
  not_taken: () => new Refusal(409, "call_not_taken", { ru: "Звонок и так ведёт бот.", en: "The bot has the call already." }),
};

/** @throws Refusal */
async function living(services: Services, tenant: Since, callId: string): Promise<Call> {
  const found = await findCall(services, tenant, callId);
  if (found === null) throw notFound("call");
  if (found.call.status === "ended") throw refused.not_live();
  if (found.call.operator !== undefined) throw new Refusal(409, "call_of_operator", { ru: "Этот разговор ведёт оператор: слушать и подсказывать здесь нельзя.", en: "An operator leads this talk: it can't be heard or whispered to." });
  return found.call;
}

/** @throws Refusal */
export async function listenIn(services: Services, tenant: Since, callId: string, by: Member): Promise<ListenTicket> {
  await living(services, tenant, callId);
  const invited = await within<Invited>(services.session(tenant.id, callId).invite(by), rpcTimeoutMs);
  if (!invited.ok) throw refused[invited.why]();
  const { listener } = invited;
  const ticket = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const told = await within<NodeListens>(services.node(invited.nodeId).listen({ callId, listener, ticket }), rpcTimeoutMs);
  if (!told.ok) throw refused[told.why]();
  return { listener, url: told.url, ticket, expiresAt: services.now() + ticketMs };
}

/** @throws Refusal */
export async function whisperTo(services: Services, tenant: Since, callId: string, by: Member, whisper: { text: string; say: boolean }): Promise<void> {
  await living(services, tenant, callId);
  const done = await within<Whispered>(services.session(tenant.id, callId).whisper({ by, ...whisper }), rpcTimeoutMs);
  if (!done.ok) throw refused[done.why]();
}

/** @throws Refusal */
export async function takeOverCall(services: Services, tenant: Since, callId: string, by: Member, listener: string): Promise<void> {
  await living(services, tenant, callId);
  const done = await within<TakenOver>(services.session(tenant.id, callId).takeOver({ by, listener }), rpcTimeoutMs);
  if (!done.ok) throw refused[done.why]();
}

/** @throws Refusal */
export async function handBackCall(services: Services, tenant: Since, callId: string): Promise<void> {
  await living(services, tenant, callId);
  const done = await within<HandedBack>(services.session(tenant.id, callId).handBack(), rpcTimeoutMs);
  if (!done.ok) throw refused[done.why]();
}
