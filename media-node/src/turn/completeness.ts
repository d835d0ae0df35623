/**
 * Do these words end here? By their last word and by what was asked: no grammar, no model. "finished" shortens the
 * wait, "unfinished" lengthens it, as do a "number" and an "address" that nobody asked for and that may go on; where a sentence may go on as well as not, "open" leaves it to the silence.
 * Russian and English at once: their scripts differ.
 */
import type { Listen } from "@zvon/contract/call-link.ts";
import { wordsOf } from "./words.ts";

export type Completeness = "finished" | "unfinished" | "number" | "address" | "open";
export type Expected = Pick<Listen, "phrases" | "digits" | "expects">;

const list = (words: string) => new Set(words.split(/\s+/));

/** Nothing ends with these: prepositions, conjunctions, determiners, auxiliaries, hesitation. */
const leadOn = list(`
  в во на с со к ко о об обо от до из изо за по под подо над у без безо для при про через между перед около после кроме вместо против среди ради
  и а но или либо что чтобы если когда потому поэтому так как хотя пока чем то тоже также зато однако ни не ну же бы ли
  мой моя мое мои моего моей моих моему моем наш наша наше нашу нашего этот эта эту этого этой этому тот та ту того той свой свою своего который которая которую которое которые
  я мы хочу хотел хотела хотелось хотим можно могу можете нужно нужен нужна надо давайте буду будет зовут номер улица улице дом корпус квартира проспект переулок
  э ээ эм эмм эээ мм ммм м ам значит короче типа вот
  a an the to at in on of for from with by about into onto over under between without within during before after until till since near than as per via
  and or but so because if when while that which who whose whom though although unless whether nor
  my our your his her their its this these those some any every each another
  i i'm i'd i'll i've we we're we'd we'll you you're they it's there's is am are was were be been being do does did have has had can could will would shall should may might must need want wants wanted like let gonna
  not just very really maybe actually um uh er erm hmm mm well name's number street apartment apt
`);
/** Endings of a talk or of a wish. */
const closings = ["спасибо", "пожалуйста", "до свидания", "всего доброго", "это все", "все", "больше ничего", "ничего", "не нужно", "не надо", "thanks", "thank you", "please", "bye", "goodbye", "that's all", "that's it", "nothing else"];
/** Yes and no, and what is said together with them. */
const yesNo = list("да нет верно правильно конечно точно именно неверно неправильно угу ага согласен согласна подтверждаю хорошо ладно давай yes no yeah yep nope sure correct right exactly absolutely okay ok fine wrong incorrect agreed");
const yesNoCompanions = list("спасибо пожалуйста все так не please thanks that's it's it is that not thank you");

/** "Yes, I do." */
const ellipsis = /^(yes|yeah|no) (i|we|it|that|they|he|she) (is|am|do|did|have|has|can|will|would|was|are)( not)?$/;

const units = list("ноль нуль один одна два две три четыре пять шесть семь восемь девять zero oh one two three four five six seven eight nine");
const twoDigits = list("десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety");
const threeDigits = list("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот");

/** After these an address goes on: a house, a flat. */
const streets = list("улица улице улицу улицы проспект проспекте проспекта переулок переулке шоссе бульвар бульваре набережная набережной street avenue boulevard");
const rooms = list("квартира квартиру квартире кв офис подъезд apartment apt flat suite");
/** Further words after the street, and the talk is of something else. */
const mostAddressWords = 6;
/** Phone numbers have ten digits and more. */
const wholeNumberDigits = 10;

const isNumber = (word: string): boolean => /^\d+$/.test(word) || units.has(word) || twoDigits.has(word) || threeDigits.has(word);

/**
 * The words end in a number that is being dictated: three words of it at least, in groups that are not one number
 * («восемь, девятьсот двенадцать»; not «двести пятьдесят пять»), and not as many digits as a phone number has.
 */
function dictates(words: string[]): boolean {
  const run = words.slice(words.findLastIndex((word) => !isNumber(word)) + 1);
  const groups = run.filter((word, at) => at === 0 || !continues(run[at - 1] ?? "", word)).length;
  const digits = digitsIn(run.join(" "));
  return digits < wholeNumberDigits && ((run.length >= 3 && groups >= 2) || digits >= 5);
}

/** «девятьсот | двенадцать», «сорок | один»: one number. */
const continues = (before: string, word: string): boolean => (threeDigits.has(before) && (twoDigits.has(word) || units.has(word))) || (isTens(before) && units.has(word));

/** A street was named, and nothing yet that an address ends with. */
function givesAddress(words: string[]): boolean {
  const street = words.findLastIndex((word) => streets.has(word));
  if (street < 0 || words.length - street > mostAddressWords) return false;
  const room = words.findLastIndex((word) => rooms.has(word));
  return room < street || !isNumber(words[room + 1] ?? "");
}

/** Digits that the words stand for: "40 71" and "сорок семьдесят один" are four. */
export function digitsIn(text: string): number {
  const words = wordsOf(text);
  let count = 0;
  words.forEach((word, at) => {
    if (/^\d+$/.test(word)) count += word.length;
    // «сорок один» is 41, not 401: the unit takes the place of the ten's nought.
    else if (units.has(word)) count += at > 0 && isTens(words[at - 1] ?? "") ? 0 : 1;
    else if (twoDigits.has(word)) count += at > 0 && threeDigits.has(words[at - 1] ?? "") ? 0 : 2;
    else if (threeDigits.has(word)) count += 3;
  });
  return count;
}

const isTens = (word: string): boolean => twoDigits.has(word) && /(дцать|сорок|десят|девяносто|ty)$/.test(word) && !word.endsWith("надцать");

/** @param text words so far, with whatever punctuation the recogniser writes */
export function completeness(text: string, expected: Expected): Completeness {
  const words = wordsOf(text);
  const last = words.at(-1);
  if (last === undefined) return "open";
  const said = words.join(" ");
  const digits = digitsIn(text);
  if (expected.digits && digits > 0) return digits < expected.digits.min ? "unfinished" : digits >= expected.digits.max ? "finished" : "open";
  if (/(…|\.\.\.|[,:;–—-])\s*$/.test(text)) return "unfinished";
  const listed = expected.phrases.map((phrase) => wordsOf(phrase).join(" "));
  if (listed.includes(said)) return listed.some((phrase) => phrase.startsWith(`${said} `)) && !isYesNo(words) ? "open" : "finished";
  if (isYesNo(words) || ellipsis.test(said)) return "finished";
  if (closings.some((closing) => said === closing || said.endsWith(` ${closing}`))) return "finished";
  if (leadOn.has(last)) return "unfinished";
  // Asked for nothing in particular, people dictate numbers and addresses all the same, and pause within them.
  if ((expected.expects ?? "any") === "any") {
    if (dictates(words)) return "number";
    if (givesAddress(words)) return "address";
  }
  // Part of a listed phrase, and no other listed phrase is this long already.
  if (words.length > 1 && listed.some((phrase) => phrase.startsWith(`${said} `))) return "unfinished";
  if (/[.!?]["»)]?\s*$/.test(text) && words.length >= 3 && expected.expects !== "address") return "finished";
  return "open";
}

const isYesNo = (words: string[]): boolean => words.length <= 4 && yesNo.has(words[0] ?? "") && words.every((word) => yesNo.has(word) || yesNoCompanions.has(word));
