/** Words of a recogniser as rules compare them. */

/** Lower case, «ё» as «е», hyphens and punctuation as spaces: "Да-да, верно!" → ["да", "да", "верно"]. */
export const wordsOf = (text: string): string[] => text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}']+/gu) ?? [];
