/** Latin letters as passports write them (ICAO 9303), «ь» and «ъ» left out. */
const latin: Record<string, string> = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "i", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t",
  у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "iu", я: "ia",
};

/** @returns lower case; accents are left out, and letters of other scripts stay. */
export const inLatin = (text: string): string => [...text.toLowerCase().normalize("NFC")].map((letter) => latin[letter] ?? letter.normalize("NFKD").replace(/\p{M}/gu, "")).join("");
