/** A group as its form holds it: empty fields are empty texts. */
import type { GroupList, PutGroup } from "@zvon/contract/operators-api.ts";

type Group = GroupList["groups"][number];
export type GroupDraft = { name: string; title: string; members: string[]; order: Group["order"]; maxWaitSeconds: number | string; announce: Group["announce"]; words: { ru: string; en: string }; /** "": none. */ overflow: string };

export const draftOf = (group: Group | null): GroupDraft => ({
  name: group?.name ?? "", title: group?.title ?? "", members: group?.members ?? [], order: group?.order ?? "free", maxWaitSeconds: group?.maxWaitSeconds ?? 120, announce: group?.announce ?? "place",
  words: group?.words ?? { ru: "", en: "" }, overflow: group?.overflow ?? "",
});

/** As the API takes it, or refuses it; words that are not said are not kept. */
export const groupOf = ({ name: _name, words, overflow, announce, ...rest }: GroupDraft): PutGroup | (Omit<PutGroup, "maxWaitSeconds"> & { maxWaitSeconds: number | string }) => ({ ...rest, announce, words: announce === "words" ? words : null, overflow: overflow === "" ? null : overflow });

/** One place up (−1) or down (1); at an end nothing changes. */
export function moved(members: readonly string[], at: number, by: -1 | 1): string[] {
  const next = [...members];
  const [one, other] = [next[at], next[at + by]];
  if (one === undefined || other === undefined) return next;
  next[at] = other;
  next[at + by] = one;
  return next;
}
