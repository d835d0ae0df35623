/**
 * A model's text as it comes → pieces that can be spoken. The first piece is short, so that speech starts at the first
 * clause; later ones are sentences, for a voice sounds better with more of a sentence in sight. `|`, where the prompt
 * asks the model to put it, ends a piece at once. What a voice cannot say (markdown, emoji, stage directions) is left out.
 * Pure: nothing but text in and text out, so a piece never depends on how the stream was cut into tokens, save that a
 * boundary is decided by what follows it.
 */
import { abbreviations } from "./abbreviations.ts";
import { spoken, stageDirection } from "./spoken.ts";

export type SegmentLimits = {
  /** The first piece ends at the first clause boundary after so many signs («Да, конечно,» is 13). */
  firstMinChars: number;
  /** Later pieces end at a sentence's end after so many; shorter sentences go together. */
  minChars: number;
  /** A sentence longer than this also ends at a clause. */
  clauseChars: number;
  /** No piece is longer: it ends at the last space before. */
  maxChars: number;
};
export const defaultSegmentLimits: SegmentLimits = { firstMinChars: 12, minChars: 24, clauseChars: 140, maxChars: 240 };

export interface Segmenter {
  /** @returns the pieces that are complete now, each trimmed, with at least one letter or digit. */
  push(text: string): string[];
  /** The rest. Nothing may be pushed after it. */
  end(): string[];
  /** In place of `end`, of an answer that broke off: whole sentences of the rest; half a sentence is not to be heard. */
  breakOff(): string[];
}

export function createSegmenter(limits: SegmentLimits = defaultSegmentLimits): Segmenter {
  let pending = "";
  let place: "answer" | "line" | "within" = "answer";
  let first = true;
  const take = (final: boolean): string[] => {
    const pieces: string[] = [];
    for (;;) {
      const cut = findCut(pending, first, limits, final);
      if (cut === null) break;
      const piece = spoken(pending.slice(0, cut.end), place);
      place = /\n\s*$/.test(pending.slice(0, cut.next)) ? "line" : "within";
      pending = pending.slice(cut.next);
      if (!/[\p{L}\p{N}]/u.test(piece)) continue;
      pieces.push(piece);
      first = false;
    }
    return pieces;
  };
  return {
    push(text) {
      pending += text;
      return take(false);
    },
    end() {
      const pieces = take(true);
      const rest = spoken(pending, place);
      pending = "";
      return /[\p{L}\p{N}]/u.test(rest) ? [...pieces, rest] : pieces;
    },
    breakOff() {
      const whole = pending.slice(0, endOfSentences(pending));
      pending = "";
      const rest = spoken(whole, place);
      return /[\p{L}\p{N}]/u.test(rest) ? [rest] : [];
    },
  };
}

/** Where the last whole sentence of a text that broke off ends; 0 when none is whole. */
function endOfSentences(text: string): number {
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const sign = text.charAt(at);
    if (sign === "|" || sign === "\n") return at;
    if (!sentenceEnd.test(sign)) continue;
    const after = text.slice(at + 1).match(/^[»"”’')\]]*/)?.[0].length ?? 0;
    const end = at + 1 + after;
    if (end < text.length) {
      if (boundaryAt(text, at, false) === null) continue;
      return end;
    }
    // «стоит 3.» may have gone on as «3.5».
    if (sign === "." && (/\d/.test(text.charAt(at - 1)) || isAbbreviation(text, at))) continue;
    return end;
  }
  return 0;
}

/** What is still to be said when an answer is over. An answer that failed, was stopped or filtered has no end of its own. */
export const lastPieces = (segmenter: Segmenter, finish: "stop" | "length" | "tools" | "filtered" | "cut"): string[] => (finish === "stop" || finish === "tools" ? segmenter.end() : segmenter.breakOff());

type Cut = { /** Where the piece ends, exclusive. */ end: number; /** Where the next begins. */ next: number };

const sentenceEnd = /[.!?…]/;
const clauseEnd = /[,;:]/;
/** Quotes and brackets that close after the mark: «Да.» (сегодня.) */
const closing = /[»"”’')\]]/;

/** The first place where a piece may end, or null while that cannot be known. */
function findCut(text: string, first: boolean, limits: SegmentLimits, final: boolean): Cut | null {
  /** The last place at which a piece that grows too long may be cut. */
  let lastSpace = -1;
  let lastClause = -1;
  /** Signs that will be heard; markup does not count. */
  let heard = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === "|") return { end: at, next: at + 1 };
    if (sign === "(" || sign === "[" || sign === "*" || sign === "`") {
      const end = endOfAside(text, at);
      // A stage direction or a piece of markup may only be judged as a whole.
      if (end === "open" && !final && text.length - at < longestAside) return null;
      if (typeof end === "number") {
        const aside = text.slice(at, end);
        heard += stageDirection(aside) ? 0 : aside.replace(/[*`]/g, "").length;
        at = end - 1;
        continue;
      }
    }
    if (/\s/.test(sign)) {
      lastSpace = at;
      if (sign === "\n" && heard >= (first ? limits.firstMinChars : limits.minChars)) return { end: at, next: at + 1 };
      if (heard > 0) heard += 1;
    } else heard += 1;
    if (heard >= limits.maxChars) {
      const end = lastClause > 0 ? lastClause : lastSpace > 0 ? lastSpace : at + 1;
      return { end, next: end };
    }
    const boundary = boundaryAt(text, at, final);
    if (boundary === "unknown") return null;
    if (boundary === null) continue;
    if (boundary.type === "clause") lastClause = boundary.end;
    const ends = boundary.type === "sentence" ? heard >= (first ? limits.firstMinChars : limits.minChars) : first ? heard >= limits.firstMinChars : heard >= limits.clauseChars;
    if (ends) return { end: boundary.end, next: boundary.end };
  }
  return null;
}

/** Longer brackets are a sentence of their own, and cut as such. */
const longestAside = 80;

/** Where what begins at `at` ends (exclusive), "open" while its end has not come; null: it is no aside, but a sign of the text. */
function endOfAside(text: string, at: number): number | "open" | null {
  const sign = text.charAt(at);
  if (sign === "*" && /[\s\d]/.test(text.charAt(at + 1)) && text.charAt(at + 1) !== "") return null;
  const mark = sign === "*" ? (text.charAt(at + 1) === "*" ? "**" : "*") : sign === "(" ? ")" : sign === "[" ? "]" : "`";
  const from = at + (sign === "*" ? mark.length : 1);
  const close = text.indexOf(mark, from);
  if (close === -1) return text.length - at < longestAside ? "open" : null;
  if (close - at > longestAside) return null;
  const end = close + mark.length;
  // A link: the address after the words is not heard.
  if (sign === "[" && text.charAt(end) === "(") {
    const address = text.indexOf(")", end);
    return address === -1 ? (text.length - at < 300 ? "open" : null) : address + 1;
  }
  return end;
}

type Boundary = { type: "sentence" | "clause"; /** Exclusive. */ end: number };

/** What ends at the sign `at`; "unknown" while what follows decides and has not come. */
function boundaryAt(text: string, at: number, final: boolean): Boundary | "unknown" | null {
  const sign = text.charAt(at);
  if (sign === "—" || sign === "–") {
    if (!/\s/.test(text.charAt(at - 1))) return null;
    if (at + 1 >= text.length) return final ? null : "unknown";
    return /\s/.test(text.charAt(at + 1)) ? { type: "clause", end: at + 1 } : null;
  }
  const sentence = sentenceEnd.test(sign);
  if (!sentence && !clauseEnd.test(sign)) return null;
  let end = at + 1;
  while (end < text.length && closing.test(text.charAt(end))) end += 1;
  if (end >= text.length) return final ? null : "unknown";
  // «12:30», «3,5», «zvon.ru», "...", "?!": the mark is inside, or not the last.
  if (!/[\s|]/.test(text.charAt(end))) return null;
  if (!sentence) return { type: "clause", end };
  if (sign !== "." || text.charAt(at - 1) === ".") return { type: "sentence", end };
  if (isAbbreviation(text, at)) return null;
  const after = text.slice(end).match(/\S/)?.[0];
  if (after === undefined && !final) return "unknown";
  // A sentence begins with a capital, a digit or a sign: «ок. метра» goes on.
  return after !== undefined && /\p{Ll}/u.test(after) ? null : { type: "sentence", end };
}

/** The full stop at `at` belongs to a shortened word, an initial or the number of a list. */
function isAbbreviation(text: string, at: number): boolean {
  const word = text.slice(0, at).match(/[\p{L}\p{N}.-]*$/u)?.[0] ?? "";
  if (/^\p{L}$/u.test(word)) return true;
  if (/^\d{1,2}$/.test(word)) return /(^|\n)\s*$/.test(text.slice(0, at - word.length));
  const low = word.toLowerCase();
  return abbreviations.has(low) || abbreviations.has(low.split(".").at(-1) ?? "") || /^(?:\p{L}\.)+\p{L}$/u.test(word);
}
