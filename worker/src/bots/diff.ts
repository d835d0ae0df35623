/**
 * What changed between two configs, change by change, for the bot's owner: things that have a name (tools, intents,
 * destinations) are compared by it, other lists by what stands in them, so that an entry put in first is one change
 * and not one of every entry behind it.
 */
import type { BotChange } from "@zvon/contract/bots-api.ts";
import { escapePointer, isJsonObject, sameJson } from "./check-config.ts";
import type { JsonObject } from "./check-config.ts";

const maxChanges = 1000;

type Place = { pointer: string; where: string[] };
const root: Place = { pointer: "", where: [] };
/** @param shown how its owner calls it, where that is not the position. */
const inside = ({ pointer, where }: Place, part: string | number, shown: string = String(part)): Place => ({ pointer: `${pointer}/${escapePointer(String(part))}`, where: [...where, shown] });

/** Pointers of what was removed go into `before`, all others into `after`. */
export const diffConfigs = (before: unknown, after: unknown): BotChange[] => changesOf(before, after, root).slice(0, maxChanges);

function changesOf(before: unknown, after: unknown, at: Place): BotChange[] {
  if (sameJson(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) return objectChanges(before, after, at);
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, at);
  return [{ ...at, kind: "changed", before, after }];
}

const added = (at: Place, after: unknown): BotChange => ({ ...at, kind: "added", after });
const removed = (at: Place, before: unknown): BotChange => ({ ...at, kind: "removed", before });

/** A linear flow goes by the order of its states; of no other names does the order mean anything. */
const ordered = /^\/flow(\/flows\/[^/]+)?\/states$/;

function objectChanges(before: JsonObject, after: JsonObject, at: Place): BotChange[] {
  const stayed = Object.keys(before).filter((name) => Object.hasOwn(after, name));
  const stand = Object.keys(after).filter((name) => Object.hasOwn(before, name));
  return [
    ...Object.entries(before).flatMap(([name, value]) => (Object.hasOwn(after, name) ? changesOf(value, after[name], inside(at, name)) : [removed(inside(at, name), value)])),
    ...Object.entries(after).flatMap(([name, value]) => (Object.hasOwn(before, name) ? [] : [added(inside(at, name), value)])),
    ...(ordered.test(at.pointer) && !sameJson(stayed, stand) ? [{ ...at, kind: "moved" as const, before: stayed, after: stand }] : []),
  ];
}

type Entry = { index: number; value: unknown };

/** What an entry is known by wherever it stands: its name, or the intent of an objection. */
function nameOf(value: unknown): string | null {
  if (!isJsonObject(value)) return null;
  const name = value["name"] ?? value["intent"] ?? value["value"];
  return typeof name === "string" ? name : null;
}
/** A list is one of named things when all have a name and no two the same; also when it is empty. Transitions have none: they are known by what they say. */
function named(list: readonly unknown[], at: Place): boolean {
  const names = list.map(nameOf);
  return !at.pointer.endsWith("/transitions") && names.every((name) => name !== null) && new Set(names).size === names.length;
}

function listChanges(before: readonly unknown[], after: readonly unknown[], at: Place): BotChange[] {
  const byName = named(before, at) && named(after, at);
  const pairs = byName ? pairsBy(before, after, (value) => nameOf(value) ?? "") : pairsByValue(before, after);
  const paired = { before: new Set(pairs.map((pair) => pair.before.index)), after: new Set(pairs.map((pair) => pair.after.index)) };
  const gone = entriesOf(before).filter((entry) => !paired.before.has(entry.index));
  const come = entriesOf(after).filter((entry) => !paired.after.has(entry.index));
  // Nothing tells these apart from each other: as many as there were, they are the same entries with other words.
  const rewritten = !byName && gone.length === come.length ? gone.flatMap((entry, index) => [{ before: entry, after: come[index] ?? entry }]) : [];
  const shown = ({ index, value }: Entry) => (byName ? nameOf(value) : null) ?? String(index + 1);
  const inOrder = pairs.toSorted((left, right) => left.before.index - right.before.index).map((pair) => pair.after.index);
  const moved = inOrder.some((index, place) => place > 0 && index < (inOrder[place - 1] ?? 0));
  return [
    ...[...pairs, ...rewritten].toSorted((left, right) => left.after.index - right.after.index).flatMap((pair) => changesOf(pair.before.value, pair.after.value, inside(at, pair.after.index, shown(pair.after)))),
    ...(rewritten.length > 0 ? [] : gone.map((entry) => removed(inside(at, entry.index, shown(entry)), entry.value))),
    ...(rewritten.length > 0 ? [] : come.map((entry) => added(inside(at, entry.index, shown(entry)), entry.value))),
    // The first transition that fits is taken, and answers are given in turn: the order is a change of its own.
    ...(moved ? [{ ...at, kind: "moved" as const, before, after }] : []),
  ];
}

type Pair = { before: Entry; after: Entry };
const entriesOf = (list: readonly unknown[]): Entry[] => list.map((value, index) => ({ index, value }));

/** The same value at the same place first, then wherever it stands now. */
function pairsByValue(before: readonly unknown[], after: readonly unknown[]): Pair[] {
  const texts = { before: before.map((value) => JSON.stringify(value)), after: after.map((value) => JSON.stringify(value)) };
  const stay = new Set(entriesOf(before).flatMap((entry) => (texts.before[entry.index] === texts.after[entry.index] ? [entry.index] : [])));
  const rest = (list: readonly unknown[]) => list.map((value, index) => (stay.has(index) ? null : { index, value }));
  const kept = [...stay].map((index): Pair => ({ before: { index, value: before[index] }, after: { index, value: after[index] } }));
  return [...kept, ...pairEntries(rest(before), rest(after), (_value, index, side) => texts[side][index] ?? "")];
}

const pairsBy = (before: readonly unknown[], after: readonly unknown[], key: (value: unknown) => string): Pair[] => pairEntries(entriesOf(before), entriesOf(after), key);

function pairEntries(before: readonly (Entry | null)[], after: readonly (Entry | null)[], key: (value: unknown, index: number, side: "before" | "after") => string): Pair[] {
  // Backwards, so that the first of its kind is the last of its list: a draft may hold a list of tens of thousands alike.
  const waiting = new Map<string, Entry[]>();
  for (const entry of after.toReversed()) {
    if (entry === null) continue;
    const name = key(entry.value, entry.index, "after");
    const alike = waiting.get(name);
    if (alike === undefined) waiting.set(name, [entry]);
    else alike.push(entry);
  }
  return before.flatMap((entry) => {
    const match = entry === null ? undefined : waiting.get(key(entry.value, entry.index, "before"))?.pop();
    return entry === null || match === undefined ? [] : [{ before: entry, after: match }];
  });
}
