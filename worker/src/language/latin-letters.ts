/** Latin letters and words as Russians say them, for e-mail addresses: «эн», «джей», «собака яндекс точка ру». */

const letters: Record<string, string> = {
  a: "а эй", b: "б бэ бе би", c: "ц цэ це си", d: "д дэ де ди", e: "е", f: "ф эф", g: "г гэ ге же джи", h: "х ха хэ аш эйч", i: "и ай", j: "йот джей жи", k: "к ка кей кэй", l: "л эль эл", m: "м эм", n: "н эн", o: "о оу",
  p: "п пэ пе пи", q: "ку кью", r: "р эр ар", s: "с эс", t: "т тэ те ти", u: "у ю", v: "в вэ ве ви", w: "даблю", x: "икс экс", y: "игрек игрик уай", z: "з зэ зет зэт зед",
};
/** Russian names of letters that stand for a Latin one; those of a single letter stand for themselves. */
export const latinLetters: ReadonlyMap<string, string> = new Map(Object.entries(letters).flatMap(([latin, names]) => names.split(" ").map((name): [string, string] => [name, latin])));

/** Words of addresses that are not transliterated. */
export const latinWords: ReadonlyMap<string, string> = new Map([
  ["алекс", "alex"], ["макс", "max"], ["админ", "admin"], ["инфо", "info"], ["офис", "office"], ["сейлс", "sales"], ["сервис", "service"], ["саппорт", "support"], ["мейл", "mail"], ["мэйл", "mail"], ["майл", "mail"], ["мыло", "mail"], ["бокс", "box"], ["шоп", "shop"], ["стайл", "style"], ["бьюти", "beauty"], ["хоум", "home"], ["групп", "group"], ["алексей", "alexey"], ["александр", "alexander"], ["александра", "alexandra"], ["максим", "maxim"], ["ксения", "ksenia"],
]);

const transliteration: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh", щ: "sch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
};
/** «иванов» → "ivanov"; Latin stays. */
export const transliterate = (word: string): string => [...word].map((letter) => transliteration[letter] ?? letter).join("");

const spokenNames = Object.fromEntries(Object.entries({ a: "а", b: "бэ", c: "си", d: "дэ", e: "е", f: "эф", g: "джи", h: "аш", i: "и", j: "джей", k: "ка", l: "эль", m: "эм", n: "эн", o: "о", p: "пэ", q: "кью", r: "эр", s: "эс", t: "тэ", u: "у", v: "вэ", w: "дабл ю", x: "икс", y: "игрек", z: "зет" }));
/** The name of a Latin letter as Russians spell addresses, for the voice; `latinLetters` reads each of them back. */
export const letterName = (letter: string): string => spokenNames[letter] ?? letter;
