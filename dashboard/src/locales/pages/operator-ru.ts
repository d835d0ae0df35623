/** Русский телефона оператора. */
import type { Message } from "../../lib/translate.ts";
import type { operatorEn } from "./operator-en.ts";

export const operatorRu: Record<keyof typeof operatorEn, Message> = {
  "operator.title": "Телефон оператора",
  "operator.on": "Принимать звонки",
  "operator.off": "Выключить",
  "operator.starting": "Подключаем телефон…",
  "operator.available": "Готов к звонкам",
  "operator.away": "Перерыв",
  "operator.lost": "Связь потеряна, переподключаемся",
  "operator.break": "Перерыв",
  "operator.back": "Снова принимать",
  "operator.waiting": { one: "{count} ждёт", few: "{count} ждут", many: "{count} ждут", other: "{count} ждут" },
  "operator.ringing": "Входящий звонок",
  "operator.noSummary": "Бот пока ничего не знает о звонящем.",
  "operator.waited": "Ждёт {time}",
  "operator.answer": "Ответить",
  "operator.decline": "Отклонить",
  "operator.mute": "Без звука",
  "operator.unmute": "Включить микрофон",
  "operator.hold": "Удержать",
  "operator.unhold": "Вернуться",
  "operator.held": "На удержании: собеседник вас не слышит.",
  "operator.keys": "Клавиши",
  "operator.hangUp": "Завершить",
  "operator.transcript": "Разговор с ботом",
  "operator.openCall": "Открыть звонок",
  "operator.fault.no-microphone": "Микрофона нет, или браузер не даёт к нему доступ. Разрешите его для этого сайта и включите телефон снова.",
  "operator.fault.no-server": "Телефон в браузере сейчас недоступен: ни один телефонный сервер не принимает браузеры.",
  "operator.fault.no-registration": "Телефон выключен: он работает в другой вкладке, или сервер его не принимает. Включите снова.",
  "operator.fault.offline": "Сервер недоступен. Звонки к вам не приходят, попробуйте ещё раз.",
};
