/** Ready bots that a new one may begin as (PRODUCT B4), each with its evals. */
import type { BotTemplate } from "@zvon/contract/bots-api.ts";
import { orderStatusEvals, salonEvals, schoolEvals } from "../demo/demo-evals.ts";
import { orderStatus } from "../demo/order-status.ts";
import { salon } from "../demo/salon.ts";
import { school } from "../demo/school.ts";
import type { BotTemplateSource } from "./template.ts";
import { appointmentReminder } from "./appointment-reminder.ts";
import { beautySalon } from "./beauty-salon.ts";
import { deliveryConfirmation } from "./delivery-confirmation.ts";
import { equipmentSupport } from "./equipment-support.ts";
import { medicalClinic } from "./medical-clinic.ts";
import { messageTaking } from "./message-taking.ts";
import { outboundSales } from "./outbound-sales.ts";
import { samplesOf } from "./samples.ts";

export const templates: BotTemplateSource[] = [
  beautySalon,
  medicalClinic,
  equipmentSupport,
  outboundSales,
  appointmentReminder,
  deliveryConfirmation,
  messageTaking,
  { id: "salon", name: { ru: "Салон: простая запись", en: "Salon, simple booking" }, description: { ru: "Четыре вопроса и запись без календаря: услуга, день, время, имя.", en: "Four questions and a booking without a calendar: service, day, time, name." }, config: salon, evals: salonEvals },
  { id: "order-status", name: { ru: "Статус заказа", en: "Order status" }, description: { ru: "Говорит, где заказ, по четырём цифрам номера.", en: "Tells where an order is by the four digits of its number." }, config: orderStatus, evals: orderStatusEvals },
  { id: "school", name: { ru: "Консультант школы", en: "School consultant" }, description: { ru: "Отвечает на вопросы о школе; свободно, когда подключена языковая модель.", en: "Answers questions about a school; freely once a language model is connected." }, config: school, evals: schoolEvals },
];

export const listTemplates = (): BotTemplate[] =>
  templates.map(({ id, name, description, config, evals }) => ({ id, name, description, states: Object.keys(config.flow.states).length, replace: samplesOf(config).map(({ pointer, what }) => ({ pointer, what })), evals: evals.reduce((sum, suite) => sum + suite.cases.length, 0) }));
