/**
 * A table that a caller's words are looked up in. A plain object also answers to what every object has: "constructor"
 * is an English word, and the table would give a function for it.
 */
export const wordTable = <T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> => Object.freeze(Object.assign(Object.create(null) as Record<string, T>, entries));
