/** Русский страниц, которые загружаются, когда их открывают. */
import type { Message } from "../../lib/translate.ts";
import type { appointmentsEn, PagesKey } from "./en.ts";

export const appointmentsRu: Record<keyof typeof appointmentsEn, Message> = {
  "appointments.title": "Записи",
  "appointments.span": "Дни",
  "appointments.span.1": "День",
  "appointments.span.7": "Неделя",
  "appointments.span.30": "30 дней",
  "appointments.from": "Начиная со дня",
  "appointments.earlier": "Раньше",
  "appointments.later": "Позже",
  "appointments.today": "Сегодня",
  "appointments.resource": "Календарь",
  "appointments.allResources": "Все календари",
  "appointments.count": { one: "{count} запись", few: "{count} записи", many: "{count} записей", other: "{count} записи" },
  "appointments.time": "Время",
  "appointments.who": "Кто",
  "appointments.what": "Зачем",
  "appointments.call": "Звонок",
  "appointments.openCall": "Открыть звонок",
  "appointments.trial": "Тестовая",
  "appointments.trial.hint": "Сделана в тестовом звонке или чате: времени не занимает и через день исчезнет.",
  "appointments.cancelled": "Отменена",
  "appointments.noName": "Без имени",
  "appointments.truncated": "Записей больше 500: выберите меньше дней.",
  "appointments.zone": "Время указано в поясе {zone}.",
  "appointments.empty.title": "Записей пока нет",
  "appointments.empty.text": "Здесь появится то, что боты записали во встроенный календарь. Бот записывает, когда у него есть инструмент «Календарь»: в шаблоне салона красоты он уже есть.",
  "appointments.empty.bot": "Создать бота, который записывает",
  "appointments.empty.tools": "Готовому боту календарь добавляют так: Боты → бот → Инструменты.",
  "appointments.none.title": "На эти дни ничего не записано",
  "appointments.none.text": "Записи других дней на месте.",
  "appointments.none.wider": "Показать 30 дней",
};

export const pagesRu: Record<PagesKey, Message> = { ...appointmentsRu };
