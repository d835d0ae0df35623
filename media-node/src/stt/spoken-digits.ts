/** Digits that were spoken one by one, as vendors write them: "4 0 7 1", "40-71", "four oh seven one", «четыре ноль семь один». */

const words: Record<string, string> = {
  zero: "0", oh: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9",
  ноль: "0", нуль: "0", один: "1", одна: "1", раз: "1", два: "2", две: "2", три: "3", четыре: "4", пять: "5", шесть: "6", семь: "7", восемь: "8", девять: "9",
};

/** The digits joined ("4071"); null when anything else was said with them. */
export function spokenDigits(text: string): string | null {
  let digits = "";
  for (const token of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    if (token === "") continue;
    const said = /^\d+$/.test(token) ? token : words[token];
    if (said === undefined) return null;
    digits += said;
  }
  return digits === "" ? null : digits;
}
