/** A medical clinic: books with a doctor of the speciality, never gives advice, and sends emergencies to the ambulance. */
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import type { EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { anywhere, fallbacks, hours, nameField, speech, t } from "./shared.ts";
import type { BotTemplateSource } from "./template.ts";

const doctor = (value: string, ru: [label: string, object: string, ...synonyms: string[]], en: [label: string, object: string, ...synonyms: string[]]) => ({
  value, label: t(ru[0], en[0]), object: t(ru[1], en[1]), synonyms: { ru: ru.slice(2), en: en.slice(2) },
});

const config: BotConfigInput = {
  schema_version: 1,
  languages: ["ru", "en"],
  language_switch: "follow",
  context: {
    role: t("Регистратура клиники «Доктор рядом».", "The front desk of the Nearby Doctor clinic."),
    style: t("Спокойно, внимательно, без спешки.", "Calm, attentive, unhurried."),
    safety_rules: [
      t("Никогда не ставить диагноз и не советовать лекарства.", "Never give a diagnosis or recommend medicine."),
      t("При угрозе жизни сразу назвать 103 и 112.", "When a life is in danger name 103 and 112 at once."),
    ],
    never_say: { ru: ["диагноз", "принимайте таблет"], en: ["diagnosis", "take these pills"] },
    facts: [t("Приём с восьми до восьми, кроме воскресенья.", "Doctors see patients from eight to eight, except on Sundays."), t("С собой нужен паспорт; полис, если есть.", "Bring your passport, and your insurance card if you have one.")],
  },
  fields: {
    doctor: {
      type: "choice",
      called: { ru: ["врач", "другой врач"], en: ["the doctor", "another doctor"] },
      options: [
        doctor("therapist", ["терапевт", "терапевту", "терапевта", "врачу общей практики"], ["general practitioner", "a general practitioner", "gp", "family doctor"]),
        doctor("dentist", ["стоматолог", "стоматологу", "зубному", "зуб болит", "дантист"], ["dentist", "a dentist", "toothache"]),
        doctor("ophthalmologist", ["офтальмолог", "офтальмологу", "окулист", "глазному"], ["eye doctor", "an eye doctor", "ophthalmologist"]),
        doctor("cardiologist", ["кардиолог", "кардиологу"], ["cardiologist", "a cardiologist", "heart doctor"]),
        doctor("paediatrician", ["педиатр", "педиатру", "детскому врачу"], ["paediatrician", "a paediatrician", "children's doctor"]),
      ],
      carriers: { ru: ["к {object}", "запишите к {object}"], en: ["to see {object}", "{object}, please"] },
    },
    when: {
      type: "day_time",
      called: { ru: ["время", "день"], en: ["the time", "the day"] },
      from: "08:00", to: "19:30", step_minutes: 30, weekdays: [1, 2, 3, 4, 5, 6],
      ask_day: t("На какой день?", "For which day?"),
      ask_time: t("В какое время вам удобно?", "What time suits you?"),
    },
    name: nameField,
    phone: { type: "phone", called: { ru: ["телефон", "номер"], en: ["the phone", "the number"] } },
  },
  intents: [
    { name: "emergency", examples: { ru: ["очень болит в груди", "не могу дышать", "человек без сознания", "сильное кровотечение", "вызовите скорую"], en: ["terrible chest pain", "I can't breathe", "he is unconscious", "heavy bleeding", "call an ambulance"] } },
    { name: "documents", examples: { ru: ["что взять с собой", "какие документы нужны", "нужен ли полис"], en: ["what should I bring", "which documents do I need", "do I need my insurance card"] } },
    { name: "test_results", examples: { ru: ["готовы ли анализы", "узнать результаты анализов"], en: ["are my test results ready", "I want my test results"] } },
  ],
  flow: {
    type: "graph",
    start: "doctor",
    states: {
      doctor: { type: "ask", field: "doctor", also: ["when", "name"], say: t("К какому врачу вас записать?", "Which doctor would you like to see?"), hint: t("Скажите, например: к терапевту или к стоматологу.", "You can say, for example: a general practitioner, or a dentist.") },
      when: { type: "ask", field: "when", also: ["doctor", "name"], say: t("На какой день и время?", "Which day and what time?"), hint: t("Приём {when.hours}, кроме воскресенья. Скажите, например: в среду в десять.", "Doctors see patients {when.hours}, except on Sundays. You can say, for example: on Wednesday at ten.") },
      check: { type: "tool", tool: "calendar", function: "check_availability", arguments: { when: "{when}", service: "{doctor}" }, say: t("Секунду, смотрю расписание.", "One moment, I'm looking at the schedule.") },
      taken: { type: "say", say: t("Это время занято. {tool.offer}", "That time is taken. {tool.offer}"), forget: ["when"] },
      name: { type: "ask", field: "name", say: t("Как зовут пациента?", "What is the patient's name?"), hint: t("Скажите имя и фамилию.", "Please say the first and the last name.") },
      phone: { type: "ask", field: "phone", say: t("На какой номер прислать напоминание?", "Which number should we send the reminder to?"), hint: t("Назовите номер по цифрам или наберите его на телефоне.", "Please say the number digit by digit, or key it in.") },
      confirm: {
        type: "confirm", fields: ["doctor", "when", "name", "phone"],
        say: t("Проверим. {doctor}, {when}, пациент {name}, телефон {phone}. Верно?", "Let me check. {doctor}, {when}, the patient is {name}, the number is {phone}. Is that right?"),
        hint: t("Скажите да или нет.", "Please say yes or no."),
        what: t("Что поправить: врача, время, имя или телефон?", "What should I change: the doctor, the time, the name, or the number?"),
        corrected: t("Поправила.", "I've changed that."),
      },
      book: { type: "tool", tool: "calendar", function: "book_appointment", arguments: { when: "{when}", service: "{doctor}", name: "{name}", phone: "{phone}" }, say: t("Секунду, записываю.", "One moment, I'm booking that.") },
      booked: { type: "end", outcome: "booked", say: t("Вы записаны: {doctor}, {when}. Возьмите с собой паспорт. Будьте здоровы, до свидания!", "You're booked: {doctor}, {when}. Please bring your passport. Take care, goodbye!") },
      not_booked: { type: "end", outcome: "callback", say: t("Расписание сейчас недоступно, извините. Регистратор перезвонит и запишет вас. До свидания!", "I'm sorry, the schedule isn't available just now. Our front desk will call you back to book. Goodbye!") },
      not_certain: { type: "end", outcome: "callback", say: t("Заявка отправлена, подтверждения пока нет. Регистратор перезвонит вам. До свидания!", "The request was sent, but it isn't confirmed yet. Our front desk will call you back. Goodbye!") },
      emergency: { type: "say", say: t("Если есть угроза жизни, положите трубку и звоните сто три или сто двенадцать. Соединяю вас с дежурным.", "If a life is in danger, hang up and call one oh three or one one two. I'm putting you through to the doctor on duty.") },
      duty: { type: "transfer", destination: "duty" },
      operator: { type: "transfer", destination: "desk", say: t("Соединяю с регистратурой.", "I'm putting you through to the front desk.") },
      call_ambulance: { type: "end", outcome: "callback", say: t("Дежурный не отвечает. Звоните сто три или сто двенадцать прямо сейчас.", "The doctor on duty doesn't answer. Please call one oh three or one one two right now.") },
      nobody: { type: "end", outcome: "callback", say: t("Регистратура сейчас занята, вам перезвонят. До свидания!", "The front desk is busy, they will call you back. Goodbye!") },
      declined: { type: "end", outcome: "refused", say: t("Хорошо. Будьте здоровы, до свидания!", "All right. Take care, goodbye!") },
      lost: { type: "end", outcome: "not_understood", say: t("Извините, вас плохо слышно. Регистратор перезвонит вам. До свидания!", "I'm sorry, I can't hear you well. Our front desk will call you back. Goodbye!") },
    },
    transitions: [
      { from: "doctor", to: "when", when: { done: true } },
      { from: "doctor", to: "declined", when: { intent: "no" } },
      { from: "when", to: "check", when: { done: true } },
      { from: "check", to: "name", when: { tool: "ok" }, if: [{ tool_value: "free", is: "yes" }] },
      { from: "check", to: "taken", when: { tool: "ok" } },
      { from: "check", to: "not_booked", when: { tool: "failed" } },
      { from: "taken", to: "when", when: { done: true } },
      { from: "taken", to: "not_booked", when: { visits: 5 } },
      { from: "name", to: "phone", when: { done: true } },
      { from: "phone", to: "confirm", when: { done: true } },
      { from: "confirm", to: "book", when: { done: true } },
      { from: "book", to: "booked", when: { tool: "ok" } },
      { from: "book", to: "taken", when: { tool: "failed" }, if: [{ tool_value: "free", is: "no" }] },
      { from: "book", to: "not_booked", when: { tool: "failed" } },
      { from: "book", to: "not_certain", when: { tool: "unknown" } },
      { from: "emergency", to: "duty", when: { done: true } },
      { from: "duty", to: "call_ambulance", when: { transfer: "busy" } },
      { from: "duty", to: "call_ambulance", when: { transfer: "refused" } },
      { from: "duty", to: "call_ambulance", when: { transfer: "no_answer" } },
      { from: "duty", to: "call_ambulance", when: { transfer: "failed" } },
      { from: "operator", to: "nobody", when: { transfer: "busy" } },
      { from: "operator", to: "nobody", when: { transfer: "refused" } },
      { from: "operator", to: "nobody", when: { transfer: "no_answer" } },
      { from: "operator", to: "nobody", when: { transfer: "failed" } },
      { from: "*", to: "emergency", when: { intent: "emergency" } },
      { from: "*", to: "operator", when: { intent: "test_results" } },
      { from: "*", to: "declined", when: { intent: "cancel" } },
      ...anywhere({ operator: "operator", goodbye: "declined", lost: "lost" }),
    ],
  },
  objections: {
    kinds: [
      { intent: "price", limit: 5, answers: [t("Первичный приём стоит от двух тысяч рублей, точную цену назовут в регистратуре.", "A first visit is from two thousand roubles, the front desk will tell you the exact price.")] },
      { intent: "documents", limit: 5, answers: [t("С собой нужен паспорт. Полис, если он есть.", "Please bring your passport, and your insurance card if you have one.")] },
      { intent: "are_you_a_bot", limit: 5, answers: [t("Да, я голосовой помощник клиники. Запись оформлю сама, врача или регистратора могу позвать.", "Yes, I'm the clinic's voice assistant. I can book you in, or call the front desk.")] },
    ],
    limit: 12,
  },
  agent: {
    handoff_criteria: [{ intent: "operator" }, { intent: "test_results" }, { misunderstood: 5 }, { sentiment_below: -0.7 }],
    handoff_state: "operator",
    destinations: [
      { name: "desk", description: t("Регистратура: анализы, справки, оплата.", "The front desk: test results, papers, payment."), to: "201", kind: "warm" },
      { name: "duty", description: t("Дежурный врач, только срочное.", "The doctor on duty, urgent matters only."), to: "203", kind: "cold" },
    ],
    crm_field_mapping: { doctor: "speciality", when: "appointment_at", name: "patient_name", phone: "phone" },
  },
  tools: [{ type: "calendar", name: "calendar", description: t("Расписание врачей.", "The doctors' schedule."), config: { resource: "clinic", slot_minutes: 30, capacity: 5, hours: hours("08:00", "20:00", [1, 2, 3, 4, 5, 6]), notice_minutes: 60 } }],
  voice: { speech: speech("vera", "kate") },
  prompts: { greeting: t("Клиника «Доктор рядом», здравствуйте.", "Nearby Doctor clinic, good day.") },
  fallbacks: fallbacks(t("Извините, вас плохо слышно. До свидания!", "I'm sorry, I can't hear you well. Goodbye!")),
};

const free = { status: "ok" as const, value: { free: "yes" } };
const knows = {
  ru: { doctor: "к стоматологу", when: "в среду в десять", name: "Иванова Мария", phone: "восемь девятьсот двенадцать ноль ноль ноль четырнадцать двадцать семь" },
  en: { doctor: "a dentist", when: "on wednesday at ten", name: "my name is Mary Jones", phone: "plus seven nine one two zero zero zero one four two seven" },
};

const evals: EvalSuiteInput[] = [{
  name: "front desk",
  cases: [
    {
      name: "записывает к врачу", language: "ru", tools: { check_availability: [free] },
      turns: [
        { says: "зуб болит, запишите к стоматологу", expect: { state: "when", fields: { doctor: "dentist" } } },
        { says: "в среду часов в десять утра", expect: { state: "name", fields: { when: "2026-11-25T10:00" }, tool: { name: "check_availability" } } },
        { says: "Мария Иванова", expect: { state: "phone" } },
        { says: "восемь девятьсот двенадцать ноль ноль ноль четырнадцать двадцать семь", expect: { state: "confirm", fields: { phone: "+79120001427" } } },
        { says: "да верно", expect: { tool: { name: "book_appointment", arguments: { when: "2026-11-25T10:00", phone: "+79120001427" } }, says: "вы записаны" } },
      ],
      end: { outcome: "booked" },
    },
    { name: "закрыто в воскресенье", language: "ru", turns: [{ says: "к терапевту в воскресенье в десять", expect: { state: "when", fields: { doctor: "therapist", when: null } } }] },
    { name: "срочное — дежурному и 103", language: "ru", turns: [{ says: "у мужа очень болит в груди", expect: { says: "сто три", transfer: "duty" } }] },
    { name: "an emergency nobody answers", language: "en", transfers: { duty: "no_answer" }, turns: [{ says: "I can't breathe", expect: { says: ["one one two", "right now"] } }], end: { ended: true } },
    { name: "результаты анализов — человеку", language: "ru", turns: [{ says: "хочу узнать готовы ли мои анализы", expect: { transfer: "desk" } }] },
    { name: "tells what to bring, then asks on", language: "en", turns: [{ says: "which documents do I need", expect: { says: ["passport", "which doctor"], state: "doctor" } }] },
    { name: "не лечит по телефону", language: "ru", turns: [{ says: "а что мне принимать от головы", expect: { state: "doctor", not_says: "таблет*|принимайте" } }] },
    ...(["plain", "chatty", "correcting", "unclear"] as const).flatMap((manner) => [
      { name: `${manner}, по-русски`, language: "ru" as const, tools: { check_availability: [free] }, persona: { who: "Хочет к стоматологу.", manner, knows: knows.ru }, end: { outcome: "booked" as const } },
      { name: `${manner}, in English`, language: "en" as const, tools: { check_availability: [free] }, persona: { who: "Wants to see a dentist.", manner, knows: knows.en }, end: { outcome: "booked" as const } },
    ]),
  ],
}];

export const medicalClinic: BotTemplateSource = {
  id: "medical-clinic",
  name: t("Медицинская клиника", "Medical clinic"),
  description: t("Записывает к врачу, срочное передаёт дежурному, советов не даёт.", "Books with a doctor, hands emergencies to the doctor on duty, gives no advice."),
  config, evals,
};
