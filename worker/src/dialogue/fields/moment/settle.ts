/**
 * Which of the pieces count: what is denied goes («не завтра, а послезавтра»), what is put right gives way («в пять, нет,
 * в шесть»), and what was not put right stays.
 */
import type { Grammar, Mention, MentionOf } from "./mention.ts";

/** A comma, or the end of a sentence: no piece of a moment reaches over it. */
export const isPause = (word: string | undefined): boolean => word === ",";

export function findMentions(list: readonly string[], grammar: Grammar): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < list.length; ) {
    let hit: Mention | null = null;
    for (const read of grammar.mentions) {
      hit = read(list, at);
      if (hit !== null) break;
    }
    if (hit === null) at += Math.max(1, grammar.compound(list, at));
    else {
      found.push(hit);
      at = Math.max(hit.to, at + 1);
    }
  }
  return found;
}

export type Anchor = MentionOf<"day" | "day_after" | "same_weekday" | "weekday" | "nth_weekday" | "date" | "months" | "later" | "weeks">;
const isAnchor = (one: Mention): one is Anchor => ["day", "day_after", "same_weekday", "weekday", "nth_weekday", "date", "months", "later", "weeks"].includes(one.kind);
export type Modifier = MentionOf<"weeks" | "week" | "shift" | "month">;
const isModifier = (one: Mention): one is MentionOf<"week" | "shift" | "month"> => one.kind === "week" || one.kind === "shift" || one.kind === "month";

export type Settled = {
  anchor: Anchor | null;
  modifier: Modifier | null;
  clock: MentionOf<"clock"> | null;
  /** The end of a range, or the only edge: «до шести». */
  end: MentionOf<"clock"> | null;
  part: MentionOf<"part"> | null;
  /** Named beside the date. */
  weekday: number | null;
};

/** The denial right before the mention: «не в пять», "not on Tuesday". */
function isDenied(list: readonly string[], one: Mention, grammar: Grammar): boolean {
  let at = one.from - 1;
  while (at >= 0 && grammar.between.has(list[at] ?? "")) at -= 1;
  // «не раньше пяти» and «не позже» are bounds.
  return grammar.denies.has(list[at] ?? "") && !(one.kind === "clock" && one.edge !== null && /^(раньше|позже|before|after|earlier|later)$/.test(list[at + 1] ?? ""));
}

const slotOf = (one: Mention): "day" | "clock" | "part" | null => (isAnchor(one) || isModifier(one) ? "day" : one.kind === "clock" ? "clock" : one.kind === "part" ? "part" : null);

/** What «кроме среды и пятницы», "any day but Monday" exclude: one after the other. "Not Monday or Tuesday" denies both. */
function excluded(list: readonly string[], all: readonly Mention[], grammar: Grammar): ReadonlySet<Mention> {
  const found = new Set<Mention>();
  const small = (word: string): boolean => grammar.between.has(word) || isPause(word) || grammar.links.test(word);
  const follow = (from: number): void => {
    let at = from;
    for (const one of all) {
      if (one.from < at) continue;
      if (!list.slice(at, one.from).every(small)) return;
      found.add(one);
      at = one.to;
      // The next one must be joined to it.
      if (!list.slice(at, at + 2).some((word) => grammar.links.test(word))) return;
    }
  };
  for (let at = 0; at < list.length; at += 1) {
    const length = grammar.excludes(list, at);
    if (length > 0) follow(at + length);
  }
  for (const one of all) if (isDenied(list, one, grammar) && grammar.links.test(list[one.to] ?? "") && !list.slice(one.to, one.to + 3).some((word) => grammar.corrects([word], 0))) follow(one.from);
  return found;
}

/** What is left after denials. "I can't on Tuesday" rules Tuesday out only where another day is named. */
function affirmedMentions(list: readonly string[], all: readonly Mention[], grammar: Grammar): Mention[] {
  const out = excluded(list, all, grammar);
  let kept = all.filter((one) => one.kind !== "nothing" && !out.has(one) && !isDenied(list, one, grammar));
  for (let at = 0; at < list.length; at += 1) {
    const length = grammar.rulesOut(list, at);
    if (length === 0) continue;
    // In «завтра не могу» it stands before, in «не могу завтра» and "can't do Monday" behind.
    const earlier = kept.filter((one) => one.to <= at && !list.slice(one.to, at).some((word) => isPause(word) || grammar.corrects([word], 0)));
    const next = kept.find((one) => one.from >= at + length && one.from <= at + length + 3 && list.slice(at + length, one.from).every((word) => !isPause(word) && (grammar.between.has(word) || grammar.fillers.has(word) || /^(прийти|приехать|подойти|записаться|do|make|come|be|it)$/.test(word))));
    const scope = earlier.length > 0 ? earlier : next === undefined ? [] : [next];
    const slots = new Set(scope.map(slotOf));
    const others = kept.filter((one) => !scope.includes(one) && one.from > at && slots.has(slotOf(one)));
    if (others.length > 0) kept = kept.filter((one) => !scope.includes(one) || !others.some((other) => slotOf(other) === slotOf(one)));
  }
  return kept;
}

/** Words between "from" and its day: «с этого понедельника». */
const mostToDay = 2;

/** Of «с завтра на понедельник» the Monday. In English it is a move beside a word of one, or where an hour follows: "from Monday to Friday" alone is a range. */
function movedTo(list: readonly string[], kept: readonly Mention[], grammar: Grammar): readonly Mention[] {
  const isBehind = (one: Mention, word: RegExp): boolean => list.slice(Math.max(0, one.from - mostToDay), one.from).some((before) => word.test(before));
  const days = kept.filter((one) => isAnchor(one));
  const moved = days.filter((one, at) => {
    const next = days[at + 1];
    if (next === undefined || !isBehind(one, grammar.shift.from) || !isBehind(next, grammar.shift.to) || next.from - one.to > mostToDay + 1) return false;
    return grammar.shift.plainly || list.some((word) => grammar.moves.test(word)) || (one.kind === "day" && kept.some((other) => other.kind === "clock" && other.from >= next.to));
  });
  return moved.length === 0 ? kept : kept.filter((one) => !isAnchor(one) || !moved.includes(one));
}

/** @param loose a lone number is an hour. */
export function settle(list: readonly string[], all: readonly Mention[], grammar: Grammar, loose: boolean): Settled {
  const kept = movedTo(list, affirmedMentions(list, all, grammar), grammar);
  const named = kept.some((one) => isAnchor(one) || isModifier(one) || (one.kind === "part" && !one.weak));
  const covered = new Set(kept.flatMap((one) => Array.from({ length: one.to - one.from }, (_, offset) => one.from + offset)));
  const alone = list.every((word, at) => covered.has(at) || grammar.fillers.has(word) || isPause(word));
  const strong = kept.some((one) => one.kind === "clock" && !one.weak);
  const clockCounts = (one: MentionOf<"clock">): boolean => !one.weak || (!strong && (named || loose || (alone && one.pair)));

  const settled: Settled = { anchor: null, modifier: null, clock: null, end: null, part: null, weekday: null };
  const corrections = list.flatMap((_, at) => (grammar.corrects(list, at) ? [at] : []));
  const moves = list.some((word) => grammar.moves.test(word));
  const weekday = all.findLast((one) => one.kind === "weekday");
  let segment = -1;
  let fresh = { anchor: false, modifier: false, clock: false, end: false, part: false };
  for (const one of kept) {
    const here = corrections.filter((at) => at < one.from).length;
    if (here !== segment) {
      segment = here;
      fresh = { anchor: false, modifier: false, clock: false, end: false, part: false };
    }
    const joined = !moves && grammar.joins.has(list[one.from - 1] ?? "") || !moves && grammar.joins.has(list[one.from - 2] ?? "");
    if (one.kind === "same_weekday") {
      if (weekday !== undefined && weekday.from < one.from) takeAnchor(settled, fresh, { ...weekday, week: one.week }, false);
    } else if (isAnchor(one)) takeAnchor(settled, fresh, one, joined);
    else if (isModifier(one)) {
      settled.modifier = one;
      fresh.modifier = true;
    } else if (one.kind === "part") {
      if (one.weak && settled.clock === null && settled.part !== null) continue;
      settled.part = fresh.part && joined ? settled.part : one;
      fresh.part = true;
      // «в пять утра, ой, вечера»
      if (settled.clock !== null && !fresh.clock) settled.clock = { ...settled.clock, part: null };
      if (one.days !== undefined) takeAnchor(settled, fresh, { kind: "day", from: one.from, to: one.to, days: one.days }, joined);
    } else if (one.kind === "clock" && (clockCounts(one) || (here > 0 && settled.clock !== null && !fresh.clock))) takeClock(settled, fresh, moves && settled.clock !== null ? { ...one, edge: null } : one, joined, moves);
  }
  // A weak part says which half of the day, and is no answer by itself.
  if (settled.part?.weak === true && settled.clock === null && settled.anchor === null) settled.part = null;
  return settled;
}

type Fresh = Record<"anchor" | "modifier" | "clock" | "end" | "part", boolean>;

function takeAnchor(settled: Settled, fresh: Fresh, one: Anchor, joined: boolean): void {
  const old = settled.anchor;
  const isFirst = old === null || !fresh.anchor;
  // «Во вторник двадцать пятого»: both have to be true.
  if (isFirst) settled.weekday = null;
  else if (!joined && old.kind === "date" && one.kind === "weekday" && one.week === null) settled.weekday = one.weekday;
  else if (!joined && old.kind === "weekday" && old.week === null && one.kind === "date") settled.weekday = old.weekday;
  // «через неделю в среду»: the weeks say which Wednesday; «в среду через неделю» too.
  if (!isFirst && old.kind === "weeks" && one.kind === "weekday") {
    settled.modifier = old;
    settled.anchor = one;
  } else if (!isFirst && one.kind === "weeks" && (old.kind === "weekday" || old.kind === "day")) settled.modifier = one;
  // "Monday the twenty third": the date is the sharper one. «завтра или в среду»: the first.
  else if (!isFirst && old.kind === "date" && one.kind === "date" && (joined || one.from === old.to)) {
    // «с пятого по десятое января», «двадцать восьмого, двадцать девятого»: the first, of the month that is named once.
    if (old.month === null && old.day < one.day) settled.anchor = { ...old, month: one.month };
  } else if (!isFirst && (joined || (old.kind === "date" && one.kind !== "date") || (old.kind === "day" && one.kind === "weekday"))) return;
  else {
    if (old !== null && !fresh.anchor && !fresh.modifier) settled.modifier = null;
    settled.anchor = one.kind === "day_after" ? { kind: "day", from: one.from, to: one.to, days: old?.kind === "day" ? old.days + 1 : 2 } : one;
    fresh.anchor = true;
  }
}

function takeClock(settled: Settled, fresh: Fresh, one: MentionOf<"clock">, joined: boolean, moves: boolean): void {
  if (one.edge === "ends") {
    settled.end = one;
    // «с шести до восьми вечера»: the part is said once.
    if (one.part !== null && settled.clock !== null && settled.clock.part === null && settled.clock.edge === "begins") settled.clock = { ...settled.clock, part: settled.clock.hour <= one.hour && settled.clock.hour !== 12 ? one.part : null };
    return;
  }
  // «в два, три часа дня», 10:00–12:00: from two, of the day both.
  const alternative = settled.clock !== null && fresh.clock && one.hour > settled.clock.hour && (settled.clock.pair ? one.pair && one.from === settled.clock.to : one.from <= settled.clock.to + 1);
  if (settled.clock !== null && alternative && settled.clock.part === null && settled.clock.hour !== 12) settled.clock = { ...settled.clock, part: one.part };
  if (settled.clock !== null && fresh.clock && !moves && (joined || alternative || settled.clock.edge === "begins")) return;
  // «в пять вечера, нет, в шесть»: of the evening too.
  const part = one.part ?? (settled.clock !== null && !fresh.clock && isSameHalf(settled.clock.hour, one.hour) ? settled.clock.part : null);
  settled.clock = { ...one, part };
  fresh.clock = true;
}
const isSameHalf = (one: number, other: number): boolean => Math.abs(one - other) <= 4;
