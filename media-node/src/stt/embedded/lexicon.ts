/** How a text is said: phones in order, with the places where a speaker may pause. */
import type { Chain } from "./search.ts";
import { PAUSE, statesFor, type PhoneModel, type TimedPhone } from "./phone-model.ts";

/** Spoken forms of the digits 0 to 9. */
export const digitWords: Record<"ru" | "en", readonly (readonly string[])[]> = {
  ru: [["ноль", "нуль"], ["один"], ["два"], ["три"], ["четыре"], ["пять"], ["шесть"], ["семь"], ["восемь"], ["девять"]],
  en: [["zero", "oh"], ["one"], ["two"], ["three"], ["four"], ["five"], ["six"], ["seven"], ["eight"], ["nine"]],
};

/** Phone names; PAUSE stands where silence may be, and may be left out. Begins and ends with one. */
export type Pronunciation = string[];

/** From what the voice did: its phones and when each word began. */
export function pronunciationOf(phones: TimedPhone[], wordStartsMs: number[]): Pronunciation {
  const out: Pronunciation = [PAUSE];
  const pause = (): void => {
    if (out.at(-1) !== PAUSE) out.push(PAUSE);
  };
  let word = 1; // the first word begins where the utterance does
  for (const phone of phones) {
    for (; word < wordStartsMs.length && phone.startMs >= (wordStartsMs[word] ?? Infinity); word++) pause();
    if (phone.name === PAUSE) pause();
    else out.push(phone.name);
  }
  pause();
  return out;
}

/** Null when nothing of the text can be heard. A phone the model lacks is taken for its nearest kin, or left out. */
export function chainOf(model: PhoneModel, said: Pronunciation, columnOf: (state: number) => number): Chain | null {
  const known = said.flatMap((name) => (name === PAUSE ? [PAUSE] : (kinOf(model, name) ?? [])));
  const spoken = known.filter((name) => name !== PAUSE);
  const columns: number[] = [];
  const optional: number[] = [];
  let at = 0;
  for (const name of known) {
    // Neighbours are taken across an optional pause: it is mostly left out.
    const states =
      name === PAUSE ? model.alone.get(PAUSE) : statesFor(model, spoken[at - 1] ?? PAUSE, name, spoken[at + 1] ?? PAUSE);
    if (name !== PAUSE) at += 1;
    for (const state of states ?? []) {
      columns.push(columnOf(state));
      optional.push(name === PAUSE ? 1 : 0);
    }
  }
  return at === 0 ? null : { columns: Int32Array.from(columns), optional: Uint8Array.from(optional) };
}

/** The phone itself, or the same vowel with other stress or length. */
function kinOf(model: PhoneModel, name: string): string | null {
  const plain = name.replace(/[ˈˌ]/g, "");
  const bare = plain.replace(/["^ː]/g, "");
  const kin = [name, `ˈ${plain}`, `ˌ${plain}`, plain, `ˈ${bare}`, `ˌ${bare}`, bare];
  return kin.find((candidate) => model.alone.has(candidate)) ?? null;
}
