/** What a phrase says of days and hours, piece by piece, before the pieces are put together. */

export type DayPart = "morning" | "afternoon" | "evening" | "night";
/** A word beside an hour that settles its half of the day: «дня», "p m". */
export type ClockPart = DayPart | "day" | "am" | "pm";

/** `from` and `to`: the words it takes, `to` not included. */
type Span = { from: number; to: number };

export type Mention = Span &
  (
    | { kind: "day"; days: number }
    /** The day after one that was named before: "not tomorrow, the day after". */
    | { kind: "day_after" }
    /** `week`: null the nearest coming one, 0 of this calendar week, 1 of the next. */
    | { kind: "weekday"; weekday: number; week: number | null }
    | { kind: "date"; day: number; month: number | null; year: number | null }
    /** «в первый понедельник декабря»; `nth` -1 is the last. Without a month, of this one. */
    | { kind: "nth_weekday"; nth: number; weekday: number; month: number | null }
    | { kind: "months"; count: number }
    /** Seven days on; with a weekday, that day of the calendar week in which they end. */
    | { kind: "weeks"; count: number }
    /** The weekday named before, of another week: «не в эту субботу, а в следующую». */
    | { kind: "same_weekday"; week: number }
    /** A calendar week, without its day. */
    | { kind: "week"; week: number }
    /** Added to the day that follows: "a week from Monday". */
    | { kind: "shift"; days: number }
    /** «пятого числа следующего месяца» */
    | { kind: "month"; ahead: number }
    /** So many minutes from now. */
    | { kind: "later"; minutes: number }
    | {
        kind: "clock";
        /** 24 is the midnight that ends the day. */
        hour: number;
        minute: number;
        part: ClockPart | null;
        /** Where it stands in a range: «с двух» begins, «до четырёх» ends. */
        edge: "begins" | "ends" | null;
        /** No word announced it. It counts beside a day, where a time is awaited, or as the whole answer when `pair`. */
        weak: boolean;
        /** Hour and minutes: «семнадцать тридцать». */
        pair: boolean;
      }
    | { kind: "part"; part: DayPart; /** «до обеда» */ until?: string; /** It says which half of the day an hour is in, and is no answer by itself. */ weak: boolean; /** "tonight" names its day as well. */ days?: number }
    /** Words that look like a moment and are none: a street, a price, «через минуту». */
    | { kind: "nothing" }
  );
export type MentionOf<K extends Mention["kind"]> = Extract<Mention, { kind: K }>;

/** One language. Each function looks at the words that begin at `at`, and at those before it. */
export type Grammar = {
  /** The first that fits wins. */
  mentions: readonly ((list: readonly string[], at: number) => Mention | null)[];
  /** Between what was said and what is meant: «нет», "no wait". */
  corrects: (list: readonly string[], at: number) => boolean;
  denies: ReadonlySet<string>;
  /** May stand between the denial and what it denies. */
  between: ReadonlySet<string>;
  /** What stands before is ruled out: «завтра не могу». @returns how many words it takes, 0 when it is none. */
  rulesOut: (list: readonly string[], at: number) => number;
  /** Before the second of two: «или», «до», "or", "to". */
  joins: ReadonlySet<string>;
  /** Between two that are excluded alike. */
  links: RegExp;
  /** «Кроме», "any day but": what follows is not wanted. @returns how many words it takes, 0 when it is none. */
  excludes: (list: readonly string[], at: number) => number;
  /** A number of several words that names neither hour nor day («сорок шесть», «тридцать второго»): how many, 0 when it is none. No moment begins within it. */
  compound: (list: readonly string[], at: number) => number;
  /** In a phrase with such a word the second of two moments is the one that is wanted: «перенесите с пяти на шесть». */
  moves: RegExp;
  /** «С завтра на понедельник», "from tomorrow to Friday": before the day that is left, and before the one it is moved to. `plainly`: that is no range, whatever stands beside it. */
  shift: { from: RegExp; to: RegExp; plainly: boolean };
  fillers: ReadonlySet<string>;
};

export const wordSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
