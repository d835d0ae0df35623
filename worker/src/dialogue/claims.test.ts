import { describe, expect, it } from "vitest";
import { borneOut, claimsIn, evidenceOf } from "./claims.ts";
import type { Claim } from "./claims.ts";

const russianClaimed: [string, Claim][] = [
  ["Я записала вас на завтра в пять.", "book"], ["Записал вас к Марии на пятницу.", "book"], ["Вы записаны на завтра.", "book"], ["Отлично, вы записаны к мастеру Анне.", "book"], ["Ваша запись подтверждена.", "book"],
  ["Запись подтверждена, ждём вас.", "book"], ["Столик забронирован на имя Иван.", "book"], ["Забронировала столик на двоих.", "book"], ["Я перенесла вашу запись на вторник.", "book"], ["Мы записали вас на шесть.", "book"],
  ["Записала вас на пять, верно?", "book"], ["Вы записаны на пять, что-нибудь ещё?", "book"], ["Не волнуйтесь, я уже записала вас.", "book"], ["Ждём вас завтра в пять!", "book"], ["Записываю вас на завтра.", "book"], ["Бронирую столик на семь.", "book"],
  ["Всё, записал вас на среду.", "book"], ["Зарезервировала для вас место.", "book"], ["Мария записала вас на среду.", "book"], ["Ваша бронь подтверждена.", "book"],
  ["Я отменила вашу запись.", "cancel"], ["Запись отменена.", "cancel"], ["Ваш визит отменён.", "cancel"], ["Отменил, больше не беспокойтесь.", "cancel"], ["Отменяю вашу запись.", "cancel"], ["Мы отменили бронь.", "cancel"],
  ["Я отправила вам сообщение.", "send"], ["Смс отправлено.", "send"], ["Ссылка уже отправлена вам на почту.", "send"], ["Письмо ушло.", "send"], ["Выслал адрес в сообщении.", "send"], ["Отправляю вам ссылку.", "send"], ["Код уже у вас.", "send"],
  ["Соединяю вас с оператором.", "transfer"], ["Перевожу вас на сотрудника.", "transfer"], ["Я перевела ваш звонок.", "transfer"], ["Соединяю.", "transfer"], ["Звонок переведён на менеджера.", "transfer"], ["Хорошо, переключаю вас.", "transfer"],
  ["Я передала вашу заявку мастеру.", "write"], ["Заявка принята.", "write"], ["Ваша заявка оформлена.", "write"], ["Я оформила заказ.", "write"], ["Добавила вас в лист ожидания.", "write"], ["Передал вашу просьбу коллегам.", "write"], ["Я внесла изменения в договор.", "write"], ["Заявка уже у менеджера.", "write"], ["Оформляю вашу заявку.", "write"], ["Подключила вам тариф.", "write"],
  ["Записала ваш номер.", "note"], ["Я записала адрес.", "note"], ["Записала!", "note"], ["Имя записала, спасибо.", "note"],
  ["Оплата прошла.", "pay"], ["Деньги возвращены на карту.", "pay"], ["Я списала тысячу рублей.", "pay"], ["Вернул вам деньги.", "pay"], ["Платёж проведён.", "pay"],
  ["Сообщила мастеру о вас.", "write"], ["Менеджер уже получил вашу заявку.", "write"], ["Запись сделана.", "write"], ["Поставила вас в очередь.", "write"], ["Мы вас ждём завтра в 17:00.", "book"], ["Скидка на заказ применена.", "write"], ["Оператор уже на линии.", "transfer"],
  ["Готово!", "done"], ["Всё готово.", "done"], ["Всё сделано, хорошего дня.", "done"], ["Готово, ждём вас.", "done"], ["Да, всё уже сделано.", "done"],
];
const russianFree = [
  "Записать вас на завтра?", "Давайте запишу вас на пять.", "Могу записать вас на среду.", "Хотите, я запишу вас?", "Я запишу вас, когда назовёте время.", "Сейчас запишу.", "Вас записать на пять или на шесть?",
  "Я ещё не записала вас.", "Пока вы не записаны.", "Запись ещё не подтверждена.", "Вы уже записаны к нам?", "Вам уже отправили код?", "Правильно я записала ваш номер?", "Если бы я записала вас, вы бы пришли?", "Чтобы я записала вас, назовите имя.",
  "Когда заявка принята, мы перезваниваем.", "Как только запись подтверждена, придёт сообщение.", "Заявка будет передана мастеру.", "Заказ будет готов завтра.", "Всё будет сделано вовремя.", "Сотрудник перезвонит вам.", "Вам придёт сообщение.", "Запись отменить можно за день.",
  "Отменить вашу запись?", "Я не могу отменить запись сама.", "Я не отправляла вам сообщений.", "Хорошо, могу отправить вам ссылку.", "Куда отправить ссылку?", "Соединить вас с оператором?", "Могу соединить вас с сотрудником.", "Я соединю вас с оператором, когда он освободится.",
  "Оплатить можно картой.", "Оплата наличными или картой.", "Деньги возвращаются в течение недели.", "Запись на приём открыта каждый день.", "Мы работаем с девяти до девяти.", "Месяц занятий стоит шесть тысяч рублей.", "Ждём вас каждый день с девяти до девяти.", "Школа создана двадцать лет назад.",
  "На пять свободно.", "Свободно в три и в пять, что удобнее?", "Вы отменили прошлую запись?", "Вы записали адрес?", "Готовы записаться?", "Скажите, пожалуйста, ваше имя.", "Записываю.", "Как вас записать?", "На какое имя записать?", "Первое занятие бесплатное.",
  "К сожалению, записать вас не получилось.", "Не получилось отправить сообщение.", "Это время занято.", "Мастер свободен завтра в три.", "Понимаю вас.", "Слушаю вас.", "Что ещё рассказать?", "Я проверю и скажу.", "Передать вашу просьбу мастеру?", "Нужно, чтобы заявку приняли.",
  "Курс записан на видео.", "Мы обновили цены в январе.", "Мастер принял решение уйти в отпуск.", "Мы провели ремонт.", "Перевожу с английского на русский.", "Я проверила: на пять свободно.", "Нашла ваш заказ.", "Группа уже набрана.",
  "Администратор перезвонит вам и всё подтвердит.", "Сотрудник оформит заявку завтра.", "Мастер отменит запись, если нужно.", "Оператор отправит вам ссылку.", "Врач примет вас в пять.", "Он соединит вас с отделом.",
  "Вы сказали, завтра в пять, верно?", "Я робот, записи веду по телефону.", "Хотите перенести запись на вторник?", "Напомнить вам накануне?", "Можно ли перенести запись?",
];
const englishClaimed: [string, Claim][] = [
  ["I've booked you for tomorrow at five.", "book"], ["I booked you in.", "book"], ["You're booked for Friday.", "book"], ["You are all booked for Friday.", "book"], ["Your appointment is confirmed.", "book"], ["Your appointment has been scheduled.", "book"], ["The table is reserved for two.", "book"],
  ["I have just rescheduled your visit.", "book"], ["I've put you down for five.", "book"], ["We've reserved a spot.", "book"], ["Booked!", "book"], ["Great, booked for five.", "book"], ["You're booked for five, anything else?", "book"], ["I booked you for five, right?", "book"], ["I've moved your appointment to Tuesday.", "book"],
  ["See you tomorrow at five.", "book"], ["I'm booking you in now.", "book"], ["I've made your reservation.", "book"], ["You have an appointment for Monday.", "done"], ["Don't worry, I've booked it.", "book"],
  ["I've cancelled your appointment.", "cancel"], ["Your booking is canceled.", "cancel"], ["Cancelled.", "cancel"], ["It has been cancelled.", "cancel"], ["I'm cancelling your booking.", "cancel"],
  ["I've sent you a message.", "send"], ["I just texted you the address.", "send"], ["The link has been sent.", "send"], ["Your confirmation was emailed.", "send"], ["I'm sending you a text now.", "send"], ["Sent!", "send"], ["We emailed you the details.", "send"],
  ["I'm transferring you now.", "transfer"], ["Connecting you to an agent.", "transfer"], ["Putting you through.", "transfer"], ["I've transferred your call.", "transfer"], ["You're being connected.", "transfer"], ["Transferring you to a colleague.", "transfer"],
  ["I've passed your request on.", "write"], ["I have placed your order.", "write"], ["Your request has been submitted.", "write"], ["I've updated your address.", "write"], ["Your order is placed.", "write"], ["I've added you to the list.", "write"], ["I let the manager know.", "write"], ["We've registered your complaint.", "write"], ["I told our manager.", "write"],
  ["I've noted that down.", "note"], ["All right, I've changed that.", "note"], ["I've changed your address.", "write"], ["I wrote it down.", "note"], ["I have recorded your number.", "note"], ["I've made a note.", "note"],
  ["I've refunded you.", "pay"], ["Your payment has been processed.", "pay"], ["We charged your card.", "pay"], ["Your card was charged.", "pay"],
  ["I went ahead and cancelled it.", "cancel"], ["I've got you down for Friday.", "book"], ["Appointment confirmed.", "done"], ["Your booking went through.", "done"], ["The manager has been notified.", "write"], ["I put your name down.", "book"],
  ["You're all set.", "done"], ["All done!", "done"], ["Done.", "done"], ["It's done.", "done"], ["That's taken care of.", "done"], ["Consider it done.", "done"], ["You're good to go.", "done"], ["All set, have a nice day.", "done"],
];
const englishFree = [
  "Shall I book you for five?", "I can book you for tomorrow.", "I'll book that for you.", "Would you like me to book it?", "Do you want it booked for five?", "Let me book you in.", "I could have you booked by noon.", "It can be booked online.",
  "I haven't booked you yet.", "You're not booked yet.", "It hasn't been confirmed yet.", "Nothing has been booked so far.", "Are you booked with us already?", "Have you booked before?", "Is your appointment confirmed?", "Was it booked under your name?", "When it's booked, you'll get a text.", "Once your appointment is confirmed, we send a message.",
  "If your payment has been processed, you get a receipt.", "Your request will be passed on.", "A colleague will call you back.", "You will get a text.", "It should be sent by tomorrow.", "I can't cancel it myself.", "Do you want to cancel your appointment?", "You can cancel up to a day before.", "I was unable to book that time.",
  "I couldn't send the message.", "Shall I send you the link?", "Where should I send it?", "I can connect you with a colleague.", "Would you like to be transferred?", "Shall I put you through?", "I could transfer you if you like.", "You can pay by card.", "Payments are processed by our bank.", "Lessons are booked online.", "Appointments are cancelled free of charge a day before.",
  "We are open from nine to nine.", "A month costs sixty euros.", "Five is free.", "Three and five are free, which do you prefer?", "What name should I put down?", "May I have your number?", "I'm afraid that time is taken.", "I'm sorry, that didn't work.", "What else would you like to know?", "Let me check.", "One moment, please.",
  "I checked and five is free.", "I found your order.", "That time is already taken.", "Monday is fully booked.", "Our prices were updated in January.", "We moved to Garden Street.", "Got it, tomorrow at five.",
  "I understand.", "You said tomorrow at five, right?", "The first lesson is free.", "Would you like to move your appointment?", "What time works for you?", "Did you get the text we sent?", "Please tell me your name.", "Sure, happy to help.", "It must be confirmed by a colleague.", "Our teachers are certified.", "I need your name before it can be booked.", "How many people is the table for?", "I'd like to check that first.", "You may be charged for a late cancellation.",
];

describe("claims that something was done", () => {
  it.each(russianClaimed)("ru: %s", (text, claim) => expect(claimsIn(text, "ru")).toContain(claim));
  it.each(englishClaimed)("en: %s", (text, claim) => expect(claimsIn(text, "en")).toContain(claim));
});

describe("what claims nothing", () => {
  it.each(russianFree)("ru: %s", (text) => expect(claimsIn(text, "ru")).toEqual([]));
  it.each(englishFree)("en: %s", (text) => expect(claimsIn(text, "en")).toEqual([]));
});

describe("what bears a claim out", () => {
  it("is an ok of a tool of that kind", () => {
    const booked = evidenceOf({ kind: "book", name: "book_appointment", description: "" });
    expect([borneOut("book", booked), borneOut("write", booked), borneOut("done", booked), borneOut("note", booked)]).toEqual([true, true, true, true]);
    expect([borneOut("cancel", booked), borneOut("send", booked), borneOut("transfer", booked), borneOut("pay", booked)]).toEqual([false, false, false, false]);
  });
  it("is never a tool that only reads", () => {
    for (const kind of ["read", "search", "check", "table"]) expect(evidenceOf({ kind, name: "book", description: "books" })).toEqual([]);
  });
  it("of a general write is what its owner says that it does", () => {
    expect(evidenceOf({ kind: "write", name: "refund_order", description: "Возврат денег" })).toEqual(["write", "pay"]);
    expect(evidenceOf({ kind: "write", name: "new_lead", description: "" })).toEqual(["write"]);
    expect(evidenceOf({ kind: "write", name: "crm_visit", description: "Записывает на приём" })).toEqual(["write", "book"]);
  });
});
