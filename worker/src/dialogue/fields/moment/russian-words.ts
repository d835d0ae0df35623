/** Russian words around moments: months, weekdays, units, and the nouns that people count. */
import { isNear } from "../../../language/nearness.ts";
import { readNumber } from "../../../language/number-words.ts";
import { commonFirstNames } from "../../../language/first-names.ts";
import { wordSet } from "./mention.ts";

const months: RegExp[] = [/^январ/, /^феврал/, /^март(а|е|у|ом)?$/, /^апрел/, /^ма[йяею]$/, /^июн/, /^июл/, /^август(а|е|у|ом)?$/, /^сентябр/, /^октябр/, /^ноябр/, /^декабр/];
/** 1 to 12, 0 when it is no month. */
export const monthOf = (word: string | undefined): number => (word === undefined ? 0 : months.findIndex((one) => one.test(word)) + 1);

const weekdays: RegExp[] = [/^понедельник/, /^вторник/, /^сред[аеуы]$|^средой$/, /^четверг/, /^пятниц/, /^суб+от/, /^воскресен/];
const weekdayNames = ["понедельник", "вторник", "", "четверг", "пятница", "суббота", "воскресенье"];
/** 1 Monday … 7, 0 when it is none. Recognisers write «фторник» and «четверк». */
export function weekdayOf(word: string | undefined): number {
  if (word === undefined || word.length < 5 || /(ам|ям)$/.test(word)) return word === "среда" || word === "среду" || word === "среде" || word === "среды" ? 3 : 0;
  const exact = weekdays.findIndex((one) => one.test(word));
  return exact >= 0 ? exact + 1 : weekdayNames.findIndex((name) => name !== "" && (isNear(word, name) || isNear(word, `${name.slice(0, -1)}у`))) + 1;
}

const ordinalStems = ["", "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат"];
export type OrdinalCase = "genitive" | "nominative" | "dative" | "prepositional" | "feminine";
const ordinalEnding = /^(.+?)(ьего|ого|ье|ое|ьему|ому|ьем|ом|ьей|ой|ый|ий|ая|ую|ью|ья)$/;
const cases: Record<string, OrdinalCase> = { ьего: "genitive", ого: "genitive", ье: "nominative", ое: "nominative", ьему: "dative", ому: "dative", ьем: "prepositional", ом: "prepositional" };

/** «третьего», «двадцать пятое», «25-го». */
export function ordinalAt(list: readonly string[], at: number): { value: number; length: number; form: OrdinalCase } | null {
  const simple = (word: string | undefined): { value: number; form: OrdinalCase } | null => {
    const match = ordinalEnding.exec(word ?? "");
    const value = match === null ? -1 : match[1] === "тридцат" ? 30 : ordinalStems.indexOf(match[1] ?? "");
    // «пятью» is no «третью».
    return match === null || value < 1 || (match[2]?.startsWith("ь") === true && value !== 3) ? null : { value, form: cases[match[2] ?? ""] ?? "feminine" };
  };
  const word = list[at] ?? "";
  const tens = { двадцать: 20, тридцать: 30, "20": 20, "30": 30 }[word];
  const unit = simple(list[at + 1]);
  if (tens !== undefined && unit !== null && unit.value < 10 && tens + unit.value <= 31) return { value: tens + unit.value, length: 2, form: unit.form };
  const one = simple(word);
  if (one !== null) return { ...one, length: 1 };
  const mark = { го: "genitive", ого: "genitive", е: "nominative", ое: "nominative", му: "dative" } as const;
  const next = list[at + 1] ?? "";
  if (/^\d{1,2}$/.test(word) && Object.hasOwn(mark, next)) return { value: Number(word), length: 2, form: mark[next as keyof typeof mark] };
  return null;
}

const tenOrdinals = ["сороков", "пятидесят", "шестидесят", "семидесят", "восьмидесят", "девяност"];
/** A year's last two figures as it is said before «года»: «двадцать седьмого», «девяностого», «восемьдесят пятого». */
export function yearOrdinalAt(list: readonly string[], at: number): { value: number; length: number } | null {
  const tens = tenOrdinals.findIndex((base) => list[at] === `${base}ого`);
  if (tens >= 0) return { value: (tens + 4) * 10, length: 1 };
  const last = ordinalAt(list, at);
  if (last !== null && last.form === "genitive") return { value: last.value, length: last.length };
  const number = readNumber(list, at, "ru");
  const unit = number !== null && number.value % 10 === 0 && number.value >= 20 && number.value < 100 ? ordinalAt(list, at + number.length) : null;
  return number !== null && unit !== null && unit.form === "genitive" && unit.value < 10 ? { value: number.value + unit.value, length: number.length + unit.length } : null;
}

/** «два», «полтора», «пару», «два с половиной». */
export function quantityAt(list: readonly string[], at: number): { value: number; length: number } | null {
  const word = list[at] ?? "";
  if (/^пол(тора|торы|утора)$/.test(word)) return { value: 1.5, length: 1 };
  if (/^пар[уы]$|^парочк/.test(word)) return { value: 2, length: 1 };
  const number = readNumber(list, at, "ru");
  if (number === null) return null;
  return list[at + number.length] === "с" && list[at + number.length + 1] === "половиной" ? { value: number.value + 0.5, length: number.length + 2 } : number;
}

export const isHours = (word: string | undefined): boolean => /^ч$|^час(а|у|ов|ам|ами|ик|ика|иков|икам|ок)?$/.test(word ?? "");
export const isMinutes = (word: string | undefined): boolean => /^мин(ут(а|у|ы|ам|ок|ки|ку|очек)?)?$/.test(word ?? "");

/** Words that an hour may stand before and that nobody counts. */
const functionWords = wordSet(`а без будет бы было быть в вам вас вот все вместе всегда да давай давайте для до если есть же завтра за здесь и или идеально извините именно к как когда
  ко конечно лучше мне можем можете можно могу меня мы на надо наверно наверное нас не нет но ну нужно о обязательно около он она они от очень ой по подойдет подойду подойдем пожалуйста после послезавтра приду приеду приедем
  придем примерно просто раньше ровно с сегодня сможете смогу сможем со спасибо так там тебе тогда то тоже только тут у удобно удобнее устроит уже утра вечера дня ночи хорошо хотела хотел хочу хотелось хотелось чтобы
  это этого я ладно вроде позже пусть плюс минус нам ли либо буду будем буд оставьте поставьте запишите записывайте запиши записать давайте девушка свободно свободны начиная готова согласна должна думаю точно сразу всем`);

const counted = /^(человек|раз[ау]?$|раза$|руб|тысяч|миллион|миллиард|процент|лет$|год(а|у|ик|иков|ом)?$|годовал|штук|персон|доллар|евро$|копе|грамм|кило|литр|метр|сантим|градус|квартир|комнат|этаж|дом(а|е|у|ов|ами|ом)?$|корпус|кабинет|подъезд|офис|класс|школ|детск|размер|номер|строк|мест(а|о|е)?$|балл|звезд|страниц|шаг|степен|сут(ки|ок)|вариант|пункт|услуг|процедур|сеанс|занят|урок|билет|заказ|товар|позици|единиц|копи|экземпляр|пар(ы|а|у)?$|короб|пач(ек|ки|ку)|бутыл|друз|подруг|ребен|дет(ей|и|ям|ьми)$|люд|взросл|мужчин|женщин|автобус|трамва|маршрут|отделени|окн|окош|стол(а|ов|ик|ика|иков|е)?$|вопрос|месяц|недел|дн(ей|ям)$|день$|кош(ек|ки)|собак(и)?$|машин|групп|част|счет|микрорайон|квартал|участ|палат|ряд|вагон|рейс|канал|линии|линия|очеред|попыт|мину|секунд|тариф|серии|серия|точк|утк|канал|минувш|балкон|слов|цифр|отзыв|клиент|пациент|гост|мастер|специалист|врач|филиал|салон|магазин|адрес|улиц|копий|кг$|шт$|руб$|м$|см$|км$|килом)/;

/** The word is something that is counted («пять человек», «в 5 квартире»): the number before it is no hour. */
export function isCounted(word: string | undefined, value: number, inFigures: boolean): boolean {
  if (word === undefined || /^\d/.test(word) || functionWords.has(word) || isHours(word) || commonFirstNames.has(word) || monthOf(word) > 0 || weekdayOf(word) > 0) return false;
  if (counted.test(word)) return true;
  if (readNumber([word], 0, "ru") !== null || ordinalAt([word], 0) !== null) return false;
  if (word.length < 4 || /(сь|ся|ать|ить|еть)$/.test(word)) return false;
  // A genitive plural after five and more, a genitive singular after two, three and four; not «хотела», «могли».
  if (value >= 2 && /(ов|ев)$/.test(word)) return true;
  if (value >= 2 && value <= 4 && /[аяыи]$/.test(word) && !/л[аи]$|сти$|йти$/.test(word)) return true;
  // «в 5 квартире» is an ordinal in figures.
  return inFigures && /[^е]е$/.test(word) && !/[аиоыуеья]е$/.test(word) && word.length > 4;
}

/** Behind these a number is a name of a thing. */
const labels = /^(номер|дом|дома|доме|квартир|кв$|кабинет|офис|комнат|палат|этаж|размер|код|заказ|корпус|подъезд|строени|школ|автобус|маршрут|рейс|вагон|страниц|пункт|артикул|договор|телефон|карт[аеуы]$|паспорт|статья|линия|канал|площадк|терминал|ряд$|место$|столик$|серия|счет|температур|возраст|цена|стоит|стоим|скидк|сумм|плюс|минус|добавочн|улиц|проспект|бокс|павильон|секци)/;
export const isLabel = (word: string | undefined): boolean => word !== undefined && labels.test(word);
export const isStreet = (word: string | undefined): boolean => /^(улиц|ул$|проспект|просп$|площад|переул|бульвар|набережн|проезд|шоссе|метро|станци)/.test(word ?? "");
