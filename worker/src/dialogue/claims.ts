/**
 * Does a sentence claim that something was done? A model's word for it is worth nothing: such a sentence is spoken only
 * once a tool of that kind has answered ok in this call. Questions, offers, wishes, refusals and the future pass.
 * Rather one true sentence withheld than one false one spoken: an honest sentence takes its place.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";

/** `note`: something was written down, which a field that was taken bears out. `done`: "you're all set", of whatever kind. */
export type Claim = "book" | "cancel" | "send" | "transfer" | "pay" | "write" | "note" | "done";

/** What bears a claim out. */
const proofs: Record<Claim, readonly Claim[]> = {
  book: ["book"], cancel: ["cancel"], send: ["send"], transfer: ["transfer"], pay: ["pay"],
  write: ["write", "book", "cancel", "send"], note: ["note", "write", "book"], done: ["write", "book", "cancel", "send", "transfer", "pay"],
};

export const borneOut = (claim: Claim, evidence: readonly Claim[]): boolean => proofs[claim].some((kind) => evidence.includes(kind));

/** What an ok of a function bears out. A general write is read from its name and description, as its owner wrote them. */
export function evidenceOf({ kind, name, description }: { kind: string; name: string; description: string }): Claim[] {
  if (kind === "book" || kind === "cancel" || kind === "send") return [kind, "write"];
  if (kind !== "write") return [];
  const about = `${name} ${description}`.toLowerCase();
  const named: [Claim, RegExp][] = [["cancel", /cancel|отмен|аннулир/], ["book", /book|appoint|reserv|schedul|запис|бронир|\bброн/], ["pay", /pay|charge|refund|оплат|плат[её]ж|возврат/], ["send", /send|sms|mail|отправ|сообщени/]];
  return ["write", ...named.flatMap(([claim, pattern]) => (pattern.test(about) ? [claim] : []))];
}

/** @param text one sentence, or as much of it as is known; its punctuation counts. */
export function claimsIn(text: string, language: Language): Claim[] {
  const sentences = text.toLowerCase().replaceAll("ё", "е").replaceAll("’", "'").match(/[^.!?…]+[.!?…]*/g) ?? [];
  const found = sentences.flatMap((sentence) => (language === "ru" ? russianClaims(sentence) : englishClaims(sentence)));
  return [...new Set(found)];
}

/** Clauses of a sentence, and whether the last of them asks. */
function clausesOf(sentence: string): { clauses: string[][]; asks: boolean } {
  return { clauses: sentence.split(/[,;:—–|]| - /).map(words).filter((clause) => clause.length > 0), asks: /\?/.test(sentence) };
}

const before = (clause: readonly string[], at: number, count: number): string[] => clause.slice(Math.max(0, at - count), at);

// ---------------------------------------------------------------- Russian

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

function russianClaims(sentence: string): Claim[] {
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
          const known = (claim === "book" && !/ (?:видео|аудио|пленку|диск) /.test(` ${clause.join(" ")} `)) || all.some((one) => russianThing.test(one));
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

// ---------------------------------------------------------------- English

const englishDone: readonly [Claim, string][] = [
  ["book", "booked|scheduled|reserved|rescheduled|rebooked|put you (?:down|in)|signed you up|penciled you in|pencilled you in|moved (?:you|your|the|it)|made (?:you |your |the |an |a |that )+(?:booking|appointment|reservation)|set up (?:your|the|an|a) (?:appointment|visit|meeting|call)|secured (?:your|the|a)|(?:got|have) you (?:booked|scheduled|down|in |at |for )|put (?:your|the) name down|locked (?:it|that|this|you) in|(?:got|have) (?:it|that) down|arranged (?:it|that|your|the|an)"],
  ["cancel", "cancelled|canceled|called off|removed your (?:appointment|booking|reservation)|deleted your (?:appointment|booking|reservation)"],
  ["send", "sent|texted|emailed|e-mailed|mailed|messaged|forwarded|resent"],
  ["transfer", "transferred|connected you|put you through|handed you over"],
  ["pay", "paid|charged|refunded|processed (?:your|the|that|this) (?:payment|refund|card)|credited|taken (?:the |your )?payment|took (?:the |your )?payment"],
  ["write", "(?:placed|put in|made) (?:your|the|an|a) (?:order|request)|ordered|submitted|registered|enrolled|confirmed|passed (?:it|that|this|your|the) ?(?:\\w+ ){0,3}(?:on|along)|filed|saved|added|(?:updated|changed)(?! (?:it|that)(?:\\s|$))|logged|created|activated|opened (?:a|your|the) ticket|applied (?:a|your|the)|let (?:the|our) \\w+ know|told (?:the|our) \\w+|informed|notified"],
  ["note", "noted|written (?:it|that|this|your|down)|wrote (?:it|that|this|your|down)|recorded|(?:updated|changed) (?:it|that)|made a note|left (?:a|the|your|him|her|them) (?:\\w+ )?(?:note|message|comment)|taken (?:it |that )?down"],
];
const participles: readonly [Claim, string][] = [
  ["book", "booked|scheduled|reserved|rescheduled|rebooked|confirmed|locked in|arranged|yours|set for|moved to|moved from"], ["cancel", "cancelled|canceled|removed|deleted|called off"], ["send", "sent|emailed|texted|forwarded|on its way"], ["transfer", "transferred|connected|being transferred|being connected"],
  ["pay", "paid|charged|refunded|credited|processed"], ["write", "made|passed|handed|assigned|reset|placed|submitted|registered|enrolled|saved|added|updated|recorded|filed|done|passed on|passed along|created|changed|activated|opened|notified|informed|applied"],
];
const filler = "(?:just |already |now |successfully |gone ahead and |went ahead and |also |all |officially |fully )*";
const ourselves = "(?:i|we|i've|we've|i have|we have|i had|he has|she has|they have|they've|our (?:team|system|manager) (?:has )?)";
const subject = "(?:you|(?:the|our) (?:manager|master|doctor|team|operator|agent|colleague|administrator)|your(?: [\\w-]+){1,4}|it|that|this|everything|(?:the|an|a|that|this) (?:[\\w-]+ ){0,2}?(?:appointment|booking|reservation|order|request|message|sms|text|email|link|code|call|payment|refund|slot|table|ticket|visit|meeting|details|spot|time|confirmation|invoice|receipt|reminder|delivery|discount|contract|document|form|file|changes?)(?: (?:for|to|with|at|on)(?: [\\w':]+){1,4}?)?)";
const be = "(?:'re|'s|'ve been|'s been| are| is| has been| have been| was| were| got| is now| are now)";
const general = "(?! (?:online|through|via|by (?:phone|calling|card|the)|in advance|on the (?:site|website)|only|every|daily|at the (?:desk|reception)))";
const active = englishDone.map(([claim, verbs]) => [claim, new RegExp(`(?:^|[\\s,])${ourselves} ${filler}(?:${verbs})(?![\\w'])`)] as const);
const passive = participles.map(([claim, verbs]) => [claim, new RegExp(`(?:^|\\s)${subject}${be} ${filler}(?:${verbs})(?![\\w'])${general}`)] as const);
const bare = [...participles, ["note", "written down"] as const].map(([claim, verbs]) => [claim, new RegExp(`^(?:great|ok|okay|perfect|all right|alright|right|good|sure|yes|done|wonderful|excellent|there|and|so|all|successfully)?\\s*(?:${verbs})(?![\\w'])`)] as const);
const progressive: readonly [Claim, RegExp][] = [
  ["transfer", /(?:^|\s)(?:i'm|i am|we're|we are|am|let me)? ?(?:now |just )?(?:transferring|connecting|putting|forwarding|handing) (?:you|your call)(?: through| over)?(?:\s|$)/],
  ["book", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?(?:booking|scheduling|reserving|rescheduling|putting(?! you through)) (?:you|your|it|that|this|the)(?:\s|$)/],
  ["cancel", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?cancell?ing (?:you|your|it|that|this|the)(?:\s|$)/],
  ["send", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?(?:sending|texting|emailing) (?:you|your|it|that|this|the|a)(?:\s|$)/],
  ["pay", /(?:^|\s)(?:i'm|i am|we're|we are) (?:now |just )?(?:charging|refunding|processing) (?:you|your|it|that|this|the)(?:\s|$)/],
];
const allSet = /(?:^|\s)(?:all set|all done|good to go|taken care of|sorted|consider (?:it|that) (?:done|booked|sent|cancelled|arranged|sorted)|it's done|that's done|i did (?:it|that)|i've done (?:it|that)|i have done (?:it|that)|it is done|that is done|you're in|you are in|you're on the list|(?:on|in) the (?:calendar|diary|books|schedule)|in the system|(?:you're|you are) down for|your (?:reservation|booking|order|request) is in|(?:has|have) gone through|you are on the list|that went through|it went through|(?:payment|booking|order|reservation|request|appointment) went through|payment received|(?:appointment|booking|reservation|order|payment) confirmed|you've got (?:the|your|an) (?:appointment|slot|spot|booking)|you have (?:the|an|your) (?:appointment|booking|reservation|slot|spot) (?:for|at|on|now|tomorrow))(?:\s|$)/;
const unrealEnglish = /(?:^|\s)(?:if|unless|until|once|when|whenever|after|before|as soon as|would|could|should|might|may|can|can't|cannot|will|won't|shall|i'll|we'll|it'll|you'll|they'll|want|like|need|needs|must|not|never|isn't|aren't|wasn't|weren't|hasn't|haven't|hadn't|didn't|don't|doesn't|couldn't|nothing|no|to be|let me|wish|unable)(?:\s|$)/;
const beginsQuestion = /^(?:and |so |or |well |ok |okay |sorry )?(?:is|are|was|were|have|has|had|did|do|does|am|shall|should|can|could|would|will|may|what|when|where|who|which|how|why|isn't|aren't|haven't|hasn't|didn't)(?:\s|$)/;

/** Any other deed of the bot's own: "I've blocked your card", "your password has been reset". */
const deed = "(\\w{2,}ed|put|sent|set|given|reset|sold|held|cut|left)";
const ownDeeds = [
  new RegExp(`(?:^|\\s)(?:i|i've|i have) ${filler}${deed}(?: off| on| up| down| out| over| back| in)? (?:you|your|it|that|this|the|a|an|another)(?=\\s|$)`),
  new RegExp(`(?:^|\\s)(?:we|we've|we have) ${filler}${deed} (?:you|your)(?=\\s|$)`),
  new RegExp(`(?:^|\\s)your(?: [\\w-]+){1,3} (?:has|have) been ${filler}${deed}(?=\\s|$)`),
  new RegExp(`(?:^|\\s)your(?: [\\w-]+){1,2} is ${filler}${deed}(?=\\s|$)`),
  new RegExp(`(?:^|\\s)(?:a|an|the) (?:engineer|technician|courier|driver|doctor|colleague|manager|invoice|receipt|reminder|delivery|ticket|refund|discount) (?:has|have) been ${filler}${deed}(?=\\s|$)`),
];
const harmlessDeed = /^(?:need|want|lik|lov|call|hop|ask|miss|notic|check|look|listen|tri|believ|wonder|mention|nam|recommend|suggest|explain|offer|promis|answer|expect|assum|mistak|repeat|describ|search|review|consider|compar|read|heard|mean|locat|bas|requir|limit|clos|includ|interest|cover|allow|suppos|us(?:ed)?$|said|indeed)/;

function englishClaims(sentence: string): Claim[] {
  const { clauses, asks } = clausesOf(sentence.replace(/\bye[ps]\b|\bsure thing\b/g, "yes"));
  const claims: Claim[] = [];
  clauses.forEach((list, index) => {
    const clause = list.join(" ");
    if (asks && index === clauses.length - 1 && (beginsQuestion.test(clause) || index === 0 && beginsQuestion.test(list.join(" ")))) return;
    const earlier = index > 0 ? (clauses[index - 1] ?? []).join(" ") : "";
    const conditionBefore = /^(?:if|once|when|as soon as|after|unless|until)(?:\s|$)/.test(earlier);
    const take = (claim: Claim, match: RegExpExecArray | null): void => {
      if (match === null) return;
      const upTo = clause.slice(0, match.index + match[0].length);
      if (unrealEnglish.test(upTo) || conditionBefore) return;
      claims.push(claim);
    };
    for (const [claim, pattern] of active) take(claim, pattern.exec(clause));
    for (const [claim, pattern] of passive) take(claim, pattern.exec(clause));
    for (const [claim, pattern] of bare) take(claim, pattern.exec(clause));
    for (const [claim, pattern] of progressive) if (!(asks && index === clauses.length - 1)) take(claim, pattern.exec(clause));
    for (const pattern of ownDeeds) {
      const match = pattern.exec(clause);
      if (match !== null && !harmlessDeed.test(match[1] ?? "") && claims.length === 0) take("write", match);
    }
    take("done", allSet.exec(clause));
    if (/^(?:all |ok |okay |and )?done$/.test(clause)) claims.push("done");
    if (/(?:^|\s)(?:we'll )?see you (?:at|tomorrow at|on \w+ at) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)/.test(clause)) claims.push("book");
  });
  return claims;
}
