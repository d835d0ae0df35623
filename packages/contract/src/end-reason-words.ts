/**
 * Why a call ended, as its owner is told it: one sentence a reason, what the network said beside it, and what can be done.
 * "Why did my call not come?" is answered here.
 */
import type { Sentence } from "./bot-fault.ts";
import type { Cause, EndReason } from "./end-reason.ts";
import { codeWords } from "./sip-words.ts";

const words: Record<EndReason, Sentence> = {
  completed: { ru: "Бот довёл разговор до конца и попрощался.", en: "The bot came to the end of the conversation and said goodbye." },
  caller_hangup: { ru: "Собеседник положил трубку.", en: "The other side hung up." },
  api_hangup: { ru: "Звонок завершён из кабинета или по API.", en: "The call was ended from the dashboard or by the API." },
  transferred: { ru: "Звонок передан другому человеку или на другой номер.", en: "The call was handed to another person or number." },
  voicemail: { ru: "Ответил автоответчик.", en: "An answering machine took the call." },
  no_answer: { ru: "Трубку не взяли за отведённое время.", en: "Nobody answered in the time that was given." },
  busy: { ru: "Линия собеседника была занята.", en: "The other side's line was busy." },
  rejected: { ru: "Собеседник сбросил звонок.", en: "The other side declined the call." },
  cancelled: { ru: "Звонящий положил трубку раньше, чем бот ответил.", en: "The caller gave up before the bot answered." },
  unreachable: { ru: "До абонента не дозвониться: телефон выключен, вне сети, или к нему нет пути.", en: "The telephone could not be reached: it is off, out of coverage, or there is no way to it." },
  invalid_number: { ru: "Такого номера нет. Проверьте, как он записан.", en: "There is no such number. Check how it is written." },
  congestion: { ru: "В сети или на транке не было места. Попробуйте позже.", en: "The network or the trunk had no room. Try later." },
  forbidden: { ru: "Оператор не пропустил звонок. Проверьте пароль транка, баланс у оператора и номер, с которого звоните.", en: "The carrier did not let the call through. Check the trunk's password, the balance at the carrier and the number you call from." },
  silent: { ru: "Собеседник молчал или это была запись, и бот закончил звонок.", en: "The other side was silent or a recording, and the bot ended the call." },
  media_timeout: { ru: "Звук от собеседника перестал приходить. Если так бывает часто, проверьте сеть и внешний адрес медиаузла.", en: "No sound arrived from the other side any more. If this happens often, check the network and the media node's external address." },
  max_duration: { ru: "Звонок дошёл до предельной длительности, заданной у бота, номера или аккаунта.", en: "The call reached the longest time that its bot, number or account allows." },
  limit: { ru: "Звонок завершён по лимиту аккаунта: одновременные звонки или расходы.", en: "A limit of the account ended the call: calls at once, or spending." },
  edge_lost: { ru: "Медиаузел потерял связь с сервером, и бот извинился.", en: "The media node lost the server, and the bot apologised." },
  node_lost: { ru: "Медиаузел перестал отвечать во время звонка.", en: "The media node stopped answering during the call." },
  failed: { ru: "Звонок не удался. Что об этом сказали узел и сеть, записано в подробностях.", en: "The call failed. What the node and the network said of it stands in the details." },
};

/** Reasons that speak of the network: there its answer belongs to the sentence. */
const ofNetwork: ReadonlySet<EndReason> = new Set(["busy", "rejected", "unreachable", "invalid_number", "congestion", "forbidden", "no_answer", "failed"]);

/** ITU-T Q.850 causes that say more than the reason does. */
const q850: Record<number, Sentence> = {
  1: { ru: "номер не назначен", en: "the number is not assigned" },
  2: { ru: "нет пути к сети", en: "no route to the network" },
  3: { ru: "нет пути к абоненту", en: "no route to the number" },
  18: { ru: "телефон не отвечает сети", en: "the telephone does not answer the network" },
  20: { ru: "абонент вне сети", en: "the person is out of coverage" },
  22: { ru: "номер изменён", en: "the number has changed" },
  27: { ru: "линия неисправна", en: "the line is out of order" },
  28: { ru: "номер неполный или неверный", en: "the number is incomplete or wrong" },
  34: { ru: "нет свободной линии", en: "no free line" },
  38: { ru: "сеть неисправна", en: "the network is out of order" },
  41: { ru: "временный сбой сети", en: "a temporary failure of the network" },
  42: { ru: "сеть перегружена", en: "the network is overloaded" },
  50: { ru: "услуга не подключена", en: "the service is not subscribed" },
  57: { ru: "не разрешено на этой линии", en: "not allowed on this line" },
};

/** What our own parts write into the detail of a call that did not come about, as owners are told it. */
const details: Record<string, Sentence> = {
  "The media node is not connected.": { ru: "Медиаузел не подключён к серверу: проверьте, что он запущен и видит сеть.", en: "The media node is not connected to the server: check that it runs and has a network." },
  "The media node's clock is wrong: it gets no calls.": { ru: "Часы медиаузла врут больше чем на полминуты, поэтому звонков ему не дают: включите на нём синхронизацию времени.", en: "The media node's clock is more than half a minute off, so it gets no calls: have its time synchronised." },
  "No telephone line is connected: give the media node an Asterisk (ZVON_ARI_URL, or npm run lab).": { ru: "У медиаузла нет телефонной станции: подключите к нему Asterisk.", en: "The media node has no telephone exchange: give it an Asterisk." },
  "The media node has no telephone exchange now.": { ru: "Медиаузел потерял свою телефонную станцию: проверьте, что Asterisk запущен.", en: "The media node has lost its telephone exchange: check that Asterisk runs." },
  "The media node takes no new calls: it is being drained.": { ru: "Медиаузел выводят из работы, новых звонков он не берёт.", en: "The media node is being drained and takes no new calls." },
  "The media node is full.": { ru: "Медиаузел занят полностью: подождите или добавьте ещё один.", en: "The media node is full: wait, or add another." },
  "The media node did not answer in time.": { ru: "Медиаузел не ответил вовремя. Звонок мог пройти: посмотрите на телефоне, прежде чем звонить ещё раз.", en: "The media node did not answer in time. The call may have gone out: look at the telephone before calling again." },
  "The media node's answer was lost.": { ru: "Ответ медиаузла потерялся. Звонок мог пройти: посмотрите на телефоне, прежде чем звонить ещё раз.", en: "The media node's answer was lost. The call may have gone out: look at the telephone before calling again." },
  "the node is full": { ru: "Медиаузел занят полностью: подождите или добавьте ещё один.", en: "The media node is full: wait, or add another." },
  "the node takes no new calls now": { ru: "Медиаузел выводят из работы, новых звонков он не берёт.", en: "The media node is being drained and takes no new calls." },
  "the node has too much to do": { ru: "Медиаузел перегружен и бережёт качество идущих звонков: подождите или добавьте ещё один.", en: "The media node is overloaded and keeps the quality of its calls: wait, or add another." },
  "the node stops": { ru: "Медиаузел остановили во время звонка.", en: "The media node was stopped during the call." },
  "The call has cost what one call may cost.": { ru: "Звонок дошёл до лимита расходов на один звонок.", en: "The call reached what one call may cost." },
  "The account has spent what it may spend in a day.": { ru: "Кончился лимит расходов аккаунта на день.", en: "The account has spent what it may spend in a day." },
  "The account has spent what it may spend in a month.": { ru: "Кончился лимит расходов аккаунта на месяц.", en: "The account has spent what it may spend in a month." },
  "forwarded by the number's rules": { ru: "Номер переадресовал звонок по своим правилам: бот в нём не участвовал.", en: "The number's rules forwarded the call: no bot took it." },
  "the media node never opened the call link": { ru: "Медиаузел взял звонок, но так и не связался с сервером: проверьте его журнал.", en: "The media node took the call and never reached the server: look at its log." },
  "nobody answered, and the media node did not tell": { ru: "Трубку не взяли, а медиаузел об этом не сообщил.", en: "Nobody answered, and the media node did not tell." },
  "the media node did not tell the end": { ru: "Звонок завершён, но медиаузел не сообщил, чем он кончился.", en: "The call was ended, and the media node did not tell how." },
};

/** @returns null for words that are not ours: a network's, or of another version. */
export const detailWords = (detail: string): Sentence | null => details[detail] ?? null;

/** Reasons that say less than our own words beside them. */
const vague: ReadonlySet<EndReason> = new Set(["failed", "congestion", "limit", "transferred"]);

/** @param cause as it was told with the end; null: nothing was. @param detail what was written beside it. */
export function endReasonWords(reason: EndReason, cause: Cause | null, detail: string | null = null): Sentence {
  const known = detail === null ? null : detailWords(detail);
  if (known !== null && vague.has(reason)) return known;
  const said = words[reason];
  if (cause === null || !ofNetwork.has(reason)) return said;
  if (cause.sip !== null && cause.sip >= 300) {
    const code = codeWords(cause.sip);
    return { ru: `${said.ru} Ответ сети: ${code.ru}.`, en: `${said.en} The network answered ${code.en}.` };
  }
  const more = cause.q850 === null ? undefined : q850[cause.q850];
  return more === undefined ? said : { ru: `${said.ru} Ответ сети: ${more.ru}.`, en: `${said.en} The network said: ${more.en}.` };
}
