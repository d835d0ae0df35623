/**
 * Claims in Russian: the past and the short participle of what a bot may do, the present of what it does at once, and what
 * amounts to it («готово», «заявка уже у менеджера»).
 */
import { before, clausesOf } from "./clauses.ts";
import type { Claim } from "./clauses.ts";

/** Perfective verbs by the beginning of their past («записал…») and of the short participle («записан…»). */
const russianDone: readonly [Claim, RegExp][] = [
  ["book", /^(?:за(?:броні?ирова|резервирова|регистрирова)|(?:пере)?записа|перенес|перебронирова|назначи|назначе|закрепи|закрепле|отмети|отмече|занес)/],
  ["cancel", /^(?:отмени|отмене|аннулирова|сня[лт])/],
  ["send", /^(?:отправи|отправле|отосла|высла|выслан|присла|прислан|переслал|переслан|скину|сбросил)/],
  ["transfer", /^(?:перевел|переведен|соедини|соединен|переключи|переключен|переадресова)/],
  ["pay", /^(?:оплати|оплаче|списа|верну|возвраще|зачисли|зачисле|начисли|начисле|провел|проведен)/],
  ["write", /^(?:оформи|оформле|переда[лн]|внес|сохрани|сохране|добави|добавле|созда[лн]|приня[лт]|зафиксирова|подтверди|подтвержде|заказа|измени|измене|обнови|обновле|удали|удале|заблокирова|активирова|подключи|подключе|сдела|постави|поставле|примени|примене|уведоми|уведомле|остави|оставле|направи|направле|проинформирова|сообщи)/],
];
const firstPersonPast = /(?:л|ла|с|сла)$/;
/** «перенес», «внес»: the masculine past without -л. */
const bareMasculine = /^(?:перенес|внес|занес)$/;
/** Who did it when nobody is named: the bot. */
const ownWords = /^(?:я|мы|уже|все|да|и|вот|только|что|сейчас|хорошо|ок|ну|также|тоже|вас|вам|ваш\p{L}*|это|специально|как|раз|готово|успешно|есть|так)$/u;
const pluralPast = /(?:ли|сли)$/;
/** Not «подтвердит», «отменит»: they are to come. */
const shortParticiple = /(?:[аея]н|(?:прин|сн)ят)[аоы]?$/;
/** What a participle of a general kind must be said of: «заявка передана», not «школа создана в 1999 году». */
const russianThing = /^(?:запис[ьи]|записью|заявк|заказ|брон|столик|номер|мест|встреч|визит|прием|обращени|сообщени|смс|письм|код|ссылк|оплат|платеж|деньг|средств|перевод|звон|данн|имя|телефон|адрес|просьб|пожелани|информаци|вас|вам|вы|ваш|подписк|договор|время|услуг|тариф|карт|возврат|перенос|отмен[аы]$|комментари|место|очеред|бронирован|слот|журнал|расписани|скидк|бонус|балл|парол|напоминани|доставк|счет(?:а|у)?$|звонок|чек|квитанци|билет|пропуск)/;
/** «Когда готово», «как только оформлено»: words that make what follows a condition. */
const conditional = new Set(["если", "чтобы", "чтоб", "бы", "когда", "после", "прежде", "только", "ли", "разве"]);
const russianPresent: readonly [Claim, RegExp][] = [
  ["book", /^(?:записываю|бронирую|резервирую|переношу|перезаписываю)$/], ["cancel", /^(?:отменяю|аннулирую)$/], ["send", /^(?:отправляю|высылаю|пересылаю)$/],
  ["transfer", /^(?:соединяю|перевожу|переключаю)$/], ["pay", /^(?:списываю|возвращаю|оплачиваю|начисляю)$/], ["write", /^(?:оформляю|передаю)$/],
];
/** Whom or what it is done to: «записываю вас» is a booking, «записываю» by itself is listening. */
const towards = /^(?:вас|вам|ваш\p{L}*|запис[ьи]|заявку|заказ|бронь|столик|сообщение|смс|письмо|ссылку|звонок|деньги|оплату)$/u;
const ofWriting = /^(?:имя|фамили|номер|телефон|адрес|почт|пожелани|комментари|это|данн|вопрос|дат)/;
const tags = new Set(["верно", "правильно", "так", "да", "хорошо", "ладно", "подходит", "устроит"]);

export function russianClaims(sentence: string): Claim[] {
  const { clauses, asks } = clausesOf(sentence);
  const all = clauses.flat();
  const claims: Claim[] = [];
  clauses.forEach((clause, index) => {
    const asked = asks && index === clauses.length - 1;
    // «Если хотите, я записала бы»: the condition may stand in the clause before.
    const unreal = clause.some((word) => conditional.has(word)) || (index > 0 && (clauses[index - 1] ?? []).some((word) => word === "если" || word === "чтобы"));
    clause.forEach((word, at) => {
      if (denied(clause, at) || unreal) return;
      const future = before(clause, at, 3).some((one) => /^(?:буд(?:у|ет|ут|ем|ете)|быть|должн\p{L}*|можно|нужно|надо)$/u.test(one));
      const present = russianPresent.find(([, pattern]) => pattern.test(word));
      if (present !== undefined && !asked && clause.some((one) => towards.test(one))) claims.push(present[0]);
      // «Соединяю.» by itself says that it is happening now.
      else if (present?.[0] === "transfer" && !asked && (clause.length - at === 1 || /^(?:оператор|сотрудник|менеджер|специалист|коллег|администратор|мастер|человек|поддержк|отдел)/.test(clause.at(-1) ?? ""))) claims.push("transfer");
      const done = russianDone.find(([, pattern]) => pattern.test(word));
      if (done !== undefined && !future) {
        const [claim] = done;
        if ((firstPersonPast.test(word) || bareMasculine.test(word)) && !/[нт]$/.test(word)) {
          // «Правильно я записала?» asks; «Записала вас, верно?» tells.
          const asksItself = asked && (clause.includes("правильно") || clause.includes("верно")) && !clause.slice(0, 1).some((one) => tags.has(one) && clause.length === 1);
          const other = clause.some((one) => /^(?:он|она|мне|меня|кто)$/.test(one));
          const known = clause.slice(0, at).every((one) => ownWords.test(one) || russianThing.test(one) || ofWriting.test(one)) || all.some((one) => russianThing.test(one));
          if (!asksItself && !other && known && isPersonal(clause, at)) claims.push(kindOf(claim, clause, word));
        } else if (pluralPast.test(word)) {
          if (!asked && !before(clause, at, 3).includes("вы") && (claim === "book" || all.some((one) => russianThing.test(one)))) claims.push(kindOf(claim, clause, word));
        } else if (shortParticiple.test(word)) {
          // «Окей, отменено.»
          const alone = (claim === "cancel" || claim === "send" || claim === "pay") && clause.every((one) => one === word || ownWords.test(one));
          const known = alone || (claim === "book" && !/ (?:видео|аудио|пленку|диск) /.test(` ${clause.join(" ")} `)) || all.some((one) => russianThing.test(one));
          if (!asked && known && !(claim === "book" && word.startsWith("назначе") && !all.some((one) => russianThing.test(one)))) claims.push(claim === "book" ? kindOf("book", clause, word) : /^(?:подтвержде|заказа|оформле)/.test(word) && all.some((one) => /^(?:запис|брон|столик|визит|прием|вы$)/.test(one)) ? "book" : claim);
        }
      }
      if (/^(?:готово|сделано|выполнено|улажено|решено)$/.test(word) && !asked && !future && (at === 0 || /^(?:все|уже|вот|ну|да|отлично|хорошо|так|это)$/.test(clause[at - 1] ?? ""))) claims.push("done");
    });
    // Any other deed of the bot's own: «я поменяла», «включила вас».
    if (!asked && !unreal) clause.forEach((word, at) => {
      if (!/\p{L}{3}(?:л|ла)$/u.test(word) || harmless.test(word) || denied(clause, at) || clause.includes("вы")) return;
      const bot = /^(?:я|уже|все|вам|вас|только|что|вот|и|тоже|также|еще)$/;
      const byMe = at > 0 && clause.slice(0, at).includes("я") && clause.slice(0, at).every((one) => bot.test(one));
      const toYou = (at === 0 || clause.slice(0, at).every((one) => bot.test(one))) && /^(?:вас|вам|ваш\p{L}*)$/u.test(clause[at + 1] ?? "");
      // «Подписку отключила», «инженеру передала».
      const objectFirst = at > 0 && at === clause.length - 1 && at <= 3 && /[ую]$/.test(clause[at - 1] ?? "") && !/^(?:почему|потому|поэтому|никому|кому|чему)$/.test(clause[at - 1] ?? "");
      if ((byMe || toYou || objectFirst) && !claims.includes("note")) claims.push("write");
    });
    // «Бронь продлена», «договор уже расторгнут».
    if (!asked && !unreal) clause.forEach((word, at) => {
      const subject = /^(?:уже|теперь|сейчас|только)$/.test(clause[at - 1] ?? "") ? clause[at - 2] : clause[at - 1];
      if (/(?:[аяе]н|нут)[аоы]?$/.test(word) && !stateOnly.test(word) && russianThing.test(subject ?? "") && !denied(clause, at) && !before(clause, at, 3).some((one) => /^(?:буд|быть|долж|мож)/.test(one))) claims.push("write");
    });
    const text = ` ${clause.join(" ")} `;
    if (asked || unreal || / не /.test(text)) return;
    if (/ (?:оплата|платеж) (?:уже )?(?:прош(?:ла|ел)|получена?) /.test(text)) claims.push("pay");
    if (/ (?:смс|сообщение|письмо|ссылка|код|адрес) (?:\p{L}+ ){0,3}(?:ушл[оаи]|ушел|отправил[оаи]сь|у вас) /u.test(text)) claims.push("send");
    if (/ (?:заявка|запись|заказ|бронь) (?:уже |теперь )*(?:у|в|есть|стоит|за вами|принят[аоы]?) ?/.test(text) && / (?:уже|теперь|за вами|принят[аоы]?) /.test(text)) claims.push("write");
    if (/ (?:(?:ждем|жду|ждут) вас|вас (?:ждем|жду|ждут)) (?!.* (?:с|до|от) )(?=.* в (?:\d|час|два|три|четыре|пять|шесть|семь|восемь|девять|десять|одиннадцать|двенадцать|пол))/.test(text)) claims.push("book");
    if (/ (?:сообщил[аи]?|доложил[аи]?|рассказал[аи]?) (?:\p{L}+ )?(?:мастеру|менеджеру|сотруднику|коллег\p{L}*|врачу|администратору|руководителю|специалисту|оператору) /u.test(text)) claims.push("write");
    if (/ (?:менеджер|мастер|сотрудник|администратор|специалист|оператор|врач) (?:уже |все )+(?:знает|получил[аи]?|видит|в курсе|на линии) /.test(text)) claims.push(/ на линии /.test(text) ? "transfer" : "write");
    if (/ (?:вы|вас) (?:уже |теперь )*в (?:списке|расписании|базе|графике|записи|журнале) /.test(text)) claims.push("book");
  });
  return claims;
}

/** Participles that tell how things are, not what was done. */
const stateOnly = /^(?:нуж|долж|важ|слож|возмож|доступ|извест|бесплат|платен|указан|написан|располож|предназнач|рассчитан|свобод|действител|включ|огранич|привязан|связан|назван|известн|сроч|готов)/;

/** What a bot may well have done: listened, looked, spoken. */
const harmless = /^(?:поня|услыша|расслыша|прослуша|слыша|слуша|виде|увиде|посмотре|смотре|провери|проверя|нашл|наш[её]л|иска|поиска|узна|уточни|уточня|дума|подума|забы|ошиб|сказа|говори|поговори|рассказа|назва|спроси|спрашива|предложи|предлага|посоветова|рекомендова|объясни|име|бы|ста|мог|хоте|жда|подожда|потеря|пропусти|перепута|повтори|вспомни|помни|работа|учи|запомни|записа|зап[ие]сыва|обеща|рад|дела|получи|верну)/;

/** «не записала», «пока не оформлено», «нет, не отправила», «не успела», but not «не волнуйтесь, записала». */
const denied = (clause: readonly string[], at: number): boolean => before(clause, at, 3).some((word) => word === "не" || word === "нельзя" || word === "ни" || word === "без");

/** A masculine or feminine past that a noun before it does not own: «мастер перенес запись» is a claim as well, «дождь перенес» is not our worry. */
const isPersonal = (clause: readonly string[], at: number): boolean => !before(clause, at, 2).some((word) => word === "вы" || word === "ты" || word === "который" || word === "которая");

function kindOf(claim: Claim, clause: readonly string[], word: string): Claim {
  if (!word.startsWith("записа")) return claim;
  if (clause.some((one) => ofWriting.test(one))) return "note";
  // «Записала.» by itself may be both.
  return clause.some((one) => /^(?:вас|вы|на|к|клиент\p{L}*)$/u.test(one)) ? "book" : "note";
}
