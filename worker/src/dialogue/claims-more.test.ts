/** Sentences as models say them, written in three batches after the rules; each batch was measured before the rules grew by it. */
import { describe, expect, it } from "vitest";
import { claimsIn } from "./claims.ts";

const claimed = {
  ru: [
    "Отлично, Анна! Записала вас к терапевту на понедельник, двадцать третьего ноября, в пятнадцать ноль-ноль.", "Всё оформлено, ждём вас.", "Ваша запись успешно создана.", "Запись на понедельник зафиксирована.", "Я внёс ваши данные в систему.",
    "Бронирование подтверждено.", "Поставил вас на три часа.", "Время за вами закреплено.", "Вы в записи на понедельник.", "Зарезервировано на ваше имя.",
    "Я уже передал информацию врачу.", "Менеджер свяжется с вами, заявка создана.", "Сообщение с адресом ушло на ваш номер.", "Смс с подтверждением отправлена.", "Выслала вам адрес.",
    "Звонок переадресован.", "Я вас уже переключила.", "Прежняя запись снята.", "Визит аннулирован.", "Заказ справки принят в работу.",
    "Окей, отменено.", "Всё отправлено.", "Договорились, записала.", "Хорошо, отметила вас на пять.", "Внесла вас в список.", "Занесла в журнал.", "Я оставила заявку.",
    "Оставил для врача комментарий.", "Скинула вам ссылку.", "Деньги уже отправлены обратно.", "Возврат оформлен.", "Место забронировано.",
    "Перенос подтверждён.", "Перенесено на вторник.", "Есть, перенёс на вторник.", "Ваш номер сохранила.", "Ваш визит подтверждён на понедельник.",
    "Я зафиксировал ваше обращение.", "Назначила вам приём на среду.", "Вас переключили на врача.", "Запись оформлена на имя Анны.", "Супер, бронь на ваше имя сделана.",
    "Вы теперь записаны на вторник.", "Я поменяла время вашей записи.", "Запись перенесли на пятницу.", "Ваша просьба передана администратору.", "Я попросила мастера вам перезвонить.",
    "Включила вас в список ожидания.", "Заявку приняли, номер сто двадцать.", "Отправила код в смс.", "Я убрала вашу запись.", "Удалила вашу запись.",
    "Запись удалена.", "Ваш заказ изменён.", "Доставку перенесли на завтра.", "Оформила доставку на завтра.", "Ваш звонок передан инженеру.",
    "Сотрудник подключается, соединяю вас.", "Счёт выставлен и отправлен.", "Скидку применила.", "Бонусы начислены.", "Карту заблокировала.",
    "Пароль сброшен.", "Всё, готово, до встречи!", "Я всё сделала.", "Договорились, вы записаны.", "Хорошо, переписала вас на среду.",
    "Я добавила к записи массаж.", "Ваш столик подтверждён на восемь.", "Я продлила вашу аренду.", "Бронь продлена до субботы.", "Я передвинула вас на час позже.",
    "Записали вас на девять утра.", "Ваши данные обновлены.", "Отправила счёт на почту.", "Письмо с договором отправлено.", "Заявка на ремонт зарегистрирована.",
    "Инженеру передала, он едет.", "Перевожу звонок на инженера.", "Подписку отключила.", "Договор расторгнут.", "Всё улажено.",
    "Я подтвердила ваш визит.", "Вашу отмену приняла.", "Ваш заказ отменён.", "Возврат сделан.",
  ],
  en: [
    "Got you penciled in for five.", "I've got you pencilled in for Monday.",
    "Wonderful, Anna, you're scheduled for Monday at three.", "I've got you scheduled with Dr Smith.", "Your visit is set for Monday at three.", "Your appointment is now on the calendar.", "I have reserved that slot for you.",
    "That slot is yours.", "You're confirmed.", "I've created your appointment.", "The booking has been made.", "Your reservation is in.",
    "I just sent the text.", "A confirmation text has been sent to your phone.", "I've messaged the doctor.", "Your call is being transferred.", "I have cancelled that for you.",
    "That appointment has been removed.", "I've put in a request.", "I've submitted the order.", "Your request is on its way to the manager.", "I've left a note for the doctor.",
    "I've saved your number.", "We've updated your details.", "Your refund is on its way.", "I've processed that payment.", "Okay, it's in the system.",
    "I have it down for three o'clock.", "You're down for three o'clock.", "Everything is arranged.", "It's all arranged.", "That's all sorted for you.",
    "Consider it booked.", "You are registered.", "I went ahead and booked you for three.", "Perfect, I've locked that in.", "Great news, your appointment is booked!",
    "I've now rescheduled you to Tuesday.", "The text is on its way.", "Your order has gone through.", "Super, the table is booked under your name.", "You're now booked for Tuesday.",
    "I've changed the time of your appointment.", "Your appointment was moved to Friday.", "I let the doctor know.", "Your request has been passed to the office.", "I put you on the waiting list.",
    "We've received your request, number one twenty.", "I've texted you the code.", "I removed your appointment.", "I deleted your booking.", "Your booking has been deleted.",
    "Your order was changed.", "Your call has been handed over to an engineer.", "A colleague is joining, transferring you now.", "I've dispatched a technician.", "An engineer has been assigned.",
    "The invoice has been sent.", "I applied the discount.", "Your points were credited.", "I've blocked your card.", "Your password has been reset.",
    "That's it, all done, see you!", "I did it.", "Agreed, you're booked.", "Okay, I moved you to Wednesday.", "I added a massage to your visit.",
    "The table is yours.", "Your table is confirmed for eight.", "I extended your rental.", "Your booking is extended until Saturday.", "I pushed you back by an hour.",
    "We have you booked at nine.", "Your details are updated.", "I emailed the invoice.", "The contract was emailed to you.", "The repair request is registered.",
    "I passed it to the engineer.", "I'm forwarding your call to the engineer.", "I turned off your subscription.", "Your contract has been terminated.", "It's all taken care of.",
    "I confirmed your visit.", "I've accepted your cancellation.", "Your order is cancelled.", "The refund is done.", "You've been added to the list.",
  ],
};
const free = {
  ru: [
    "Записаться можно на любое время с девяти до девяти.", "На понедельник есть окно в три.", "Подскажите, вас уже записывали?", "Отправить адрес сообщением?", "К врачу запись на неделю вперёд.",
    "Адрес отправлю, если продиктуете номер.", "Запись переносится за сутки.", "Хорошо, отменять не будем.", "Понял, переносим на вторник?", "Врач принимает с девяти.",
    "Анализы готовы через два дня.", "Справка готовится три дня.", "Ваши анализы ещё не готовы.", "Я уточню у врача.", "Проверяю свободное время.",
    "Ищу вашу запись.", "Вы были у нас в мае.", "Вам назначен повторный приём?", "Напомните, на какое имя записывали?", "Если заявка уже оформлена, назовите её номер.",
    "Повторите, пожалуйста, я не расслышала имя.", "Когда вам отправили код?", "Приём у врача длится полчаса.", "Оплата принимается картой или наличными.", "Документы примут в регистратуре.",
    "Вы правы, так удобнее.", "Спасибо, что позвонили.", "Какой адрес вам отправить?", "Мне нужно ваше имя, чтобы оформить запись.", "Сейчас проверю, одну минуту.",
    "Если удобно, перенесём на пятницу.", "Могу предупредить врача.", "Мастер перезвонит, как освободится.", "Номер заявки можно узнать в смс.", "Хотите, включу вас в список ожидания?",
    "Запись можно удалить в приложении.", "Доставка бесплатная от двух тысяч.", "Инженер приедет завтра с девяти до двенадцати.", "Курьер звонит за час.", "Счёт придёт на почту.",
    "Бонусы сгорают через год.", "Карту можно заблокировать в банке.", "Для сброса пароля нужен номер.", "До встречи в понедельник!", "Я всё поняла.",
    "Вы уже оплатили заказ?", "Заказ доставят в среду.", "Вы оставили заявку на сайте?", "Когда вы делали заказ?", "На какой адрес оформляли доставку?",
    "Нет, пока ничего не отменено.", "Мы закрыты по воскресеньям.", "Салон открыт с девяти.", "Цена указана за одну стрижку.", "Мастер сейчас занят.",
    "Я посмотрела расписание, среда свободна.", "Мастер Ольга работает в среду.", "Договор можно расторгнуть в офисе.", "Подписка отключается в кабинете.", "Инженер приезжает в течение дня.",
    "Ваш заказ едет, будет завтра.", "Хотите передвинуть на час позже?", "Столик на восемь свободен.", "Я вас понимаю.", "Назвала бы цену, но её нет в фактах.",
    "Скажите, что вы решили?", "Заказать можно по телефону.", "Стоянка у нас платная.", "Записей на среду нет.", "Можем подтвердить визит накануне.",
    "Подскажу, как доехать.", "Школа ваша рядом?", "Дела ваши можно решить по телефону.", "Я говорила, что мы открыты с девяти.", "Вы просили среду, верно?",
  ],
  en: [
    "We have openings at three and five.", "Could you confirm your name?", "Please confirm the time.", "Is three o'clock confirmed with you?", "Cancellations are free up to a day before.",
    "Bookings are made by phone.", "Your results are ready in two days.", "The doctor sees patients until five.", "I see an opening at three.", "Should I go ahead and book it?",
    "I'd be happy to book that.", "Before I book it, what's your name?", "Nothing is scheduled for you yet.", "No appointment was found.", "I didn't find your booking.",
    "Your name isn't on the list.", "Let me send that to you, what's your number?", "Have you been charged already?", "The system is down, so I can't book.", "The charge appears within a day.",
    "Your call is important to us.", "You're welcome.", "You're right, that's easier.", "That's a good question.", "The clinic was opened in May.",
    "Our doctors are registered and certified.", "Would you prefer it sent by email?", "I'm looking at the calendar now.", "It's a half hour visit.", "You are calling the Health clinic.",
    "If it suits you, we can move it to Friday.", "I could let the doctor know.", "The technician will call once they are free.", "You can find the number in the text.", "Shall I put you on the waiting list?",
    "You can delete it in the app.", "Delivery is free from twenty euros.", "The engineer comes tomorrow between nine and twelve.", "The courier calls an hour before.", "The invoice comes by email.",
    "Points expire after a year.", "You can block the card at your bank.", "To reset the password I need your number.", "See you on Monday!", "I got it.",
    "Have you paid already?", "It will be delivered on Wednesday.", "Did you leave a request on the site?", "When did you place the order?", "Which address was it ordered to?",
    "No, nothing has been cancelled.", "We are closed on Sundays.", "The salon is open from nine.", "The price is for one haircut.", "The stylist is busy now.",
    "I looked at the schedule and Wednesday is free.", "Olga works on Wednesdays.", "You can end the contract at the office.", "Subscriptions are managed in your account.", "Engineers come within a day.",
    "Your order is coming tomorrow.", "Would you like to push it back an hour?", "A table at eight is free.", "I see what you mean.", "I would tell you the price if I had it.",
    "What have you decided?", "You can order by phone.", "Parking is paid.", "There are no bookings on Wednesday.", "We can confirm the visit the day before.",
    "I can tell you how to get here.", "I said we open at nine.", "You asked for Wednesday, right?", "I checked the calendar.", "I called you about your visit.",
  ],
};

describe.each(["ru", "en"] as const)("further sentences of models (%s)", (language) => {
  it.each(claimed[language])("claims something: %s", (text) => expect(claimsIn(text, language)).not.toEqual([]));
  it.each(free[language])("claims nothing: %s", (text) => expect(claimsIn(text, language)).toEqual([]));
});
