/**
 * Light stemming: enough that «стрижку», «стрижки» and «стрижка» are one word, and "haircuts" is "haircut".
 * Longest ending first; a stem keeps at least three letters so that short words stay apart.
 */
const russianEndings = [
  "иями", "ями", "ами", "ией", "иям", "ием", "иях", "ого", "его", "ому", "ему", "ыми", "ими", "ться", "ешь", "ишь",
  "ов", "ев", "ей", "ой", "ий", "ый", "ая", "яя", "ое", "ее", "ые", "ие", "ую", "юю", "ым", "им", "ом", "ем", "ам", "ям", "ах", "ях", "ых", "их", "ию", "ия", "ии", "ью", "ть",
  "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й",
];
const englishEndings = ["ings", "ing", "ies", "ed", "es", "s"];

export function stem(word: string): string {
  if (/[а-я]/.test(word)) {
    for (const ending of russianEndings) {
      if (word.endsWith(ending) && word.length - ending.length >= 3) return word.slice(0, -ending.length);
    }
    return word;
  }
  // British and American spelling are one word.
  const spelled = word.replace("colour", "color");
  for (const ending of englishEndings) {
    if (spelled.endsWith(ending) && spelled.length - ending.length >= 3) return ending === "ies" ? `${spelled.slice(0, -3)}y` : spelled.slice(0, -ending.length);
  }
  return spelled.length > 4 && spelled.endsWith("e") ? spelled.slice(0, -1) : spelled;
}

export const stems = (list: readonly string[]): string[] => list.map(stem);
