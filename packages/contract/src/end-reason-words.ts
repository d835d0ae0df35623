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
  failed: { ru: "Звонок не удался; подробности записаны рядом.", en: "The call failed; the detail stands beside it." },
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

/** @param cause as it was told with the end; null: nothing was. */
export function endReasonWords(reason: EndReason, cause: Cause | null): Sentence {
  const said = words[reason];
  if (cause === null || !ofNetwork.has(reason)) return said;
  if (cause.sip !== null && cause.sip >= 300) {
    const code = codeWords(cause.sip);
    return { ru: `${said.ru} Ответ сети: ${code.ru}.`, en: `${said.en} The network answered ${code.en}.` };
  }
  const more = cause.q850 === null ? undefined : q850[cause.q850];
  return more === undefined ? said : { ru: `${said.ru} Ответ сети: ${more.ru}.`, en: `${said.en} The network said: ${more.en}.` };
}
