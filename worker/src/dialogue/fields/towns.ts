/** Big towns that callers name without «город» before them: «Питер, Невский сто двенадцать», "Boston, 5 Elm Street". */
import { stem } from "../../language/stem.ts";

const russian = `Москва;Санкт-Петербург|питер|санкт петербург|петербург|спб;Новосибирск;Екатеринбург;Казань;Нижний Новгород;Красноярск;Челябинск;Самара;Уфа;Ростов-на-Дону|ростов на дону|ростов;Краснодар;Омск;Воронеж;Пермь;Волгоград;Саратов;Тюмень;Тольятти;Барнаул;Махачкала;Ижевск;Хабаровск;Ульяновск;Иркутск;Владивосток;Ярославль;Кемерово;Томск;Набережные Челны;Севастополь;Ставрополь;Оренбург;Новокузнецк;Рязань;Балашиха;Пенза;Чебоксары;Липецк;Калининград;Астрахань;Тула;Сочи;Курск;Тверь;Магнитогорск;Брянск;Якутск;Мурманск;Архангельск;Вологда;Смоленск;Калуга;Череповец;Подольск;Химки;Мытищи;Люберцы;Сургут;Минск;Алматы;Астана`;
const english = "London;Manchester;Birmingham;Leeds;Glasgow;Liverpool;Bristol;Sheffield;Edinburgh;Cardiff;Belfast;Nottingham;Newcastle;Dublin;New York;Los Angeles;Chicago;Houston;Phoenix;Philadelphia;San Antonio;San Diego;Dallas;Austin;San Francisco;Seattle;Denver;Washington;Boston;Nashville;Detroit;Portland;Las Vegas;Memphis;Baltimore;Atlanta;Miami;Minneapolis;Toronto;Montreal;Vancouver;Ottawa;Sydney;Melbourne;Brisbane;Perth;Auckland";

type Town = { name: string; words: readonly string[] };
const table = (list: string): Town[] => list.split(";").flatMap((one) => {
  const [name = "", ...others] = one.split("|");
  return [name.toLowerCase().replaceAll("-", " "), ...others].map((said) => ({ name, words: said.split(" ") }));
});
const towns = { ru: table(russian), en: table(english) };

/** The town that is named at `at`; in another case («в Казани») behind «в» alone: «Кирова пять» is a street. */
export function townAt(list: readonly string[], at: number, language: "ru" | "en"): { name: string; length: number } | null {
  const inCase = language === "ru" && /^(?:в|во|из)$/.test(list[at - 1] ?? "");
  const found = towns[language].find(({ words }) => words.every((word, offset) => list[at + offset] === word || (inCase && offset === words.length - 1 && stem(list[at + offset] ?? "") === stem(word))));
  return found === undefined ? null : { name: found.name, length: found.words.length };
}
