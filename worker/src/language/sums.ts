/** Sums of money and percentages in figures: "$12.50", "1 500 ₽", "15%". Their signs are lost with the punctuation, so they go first. */
const sum = /[$€£₽]\s*\d+(?:[.,\s]\d+)*|\d+(?:[.,]\d+)?\s*(?:[$€£₽%])/gu;

export const withoutSums = (text: string): string => text.replace(sum, " # ");
