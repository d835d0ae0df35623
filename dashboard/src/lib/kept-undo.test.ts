import { describe, expect, it } from "vitest";
import { openDraft, stepDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { packUndo, unpackUndo } from "./kept-undo.ts";

const bot = { id: "bot_1", slug: "salon", name: "Salon", description: "", languages: ["ru" as const], version: null, publishedAt: null, dirty: true, revision: 4, updatedAt: 1, createdAt: 1 };
const opened: Draft = openDraft({ bot, revision: 4, config: { n: 0 }, faults: [], warnings: [] }, null);
const edited = (times: number): Draft => Array.from({ length: times }, (_, index) => index + 1).reduce((draft, n) => stepDraft(draft, { type: "edit", pointer: "/n", value: n, now: n * 10_000 }), opened);
const stored = (revision: number, config: unknown = { n: 0 }) => ({ revision, config });

describe("what can be undone after a reload", () => {
  it("is what could be undone before", () => expect(unpackUndo(packUndo(edited(3)), stored(4))).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]));
  it("is nothing where nothing was edited", () => expect(unpackUndo(packUndo(opened), stored(4))).toEqual([]));
  it("is nothing when somebody else changed the draft meanwhile", () => expect(unpackUndo(packUndo(edited(1)), stored(7))).toEqual([]));
  it("is kept when the last edit was still on its way to the server", () => expect(unpackUndo(packUndo(edited(1)), stored(5, { n: 1 }))).toEqual([{ n: 0 }]));
  it("is nothing when the next change of the draft was another's", () => {
    expect(unpackUndo(packUndo(edited(1)), stored(5, { n: 7 }))).toEqual([]);
    const saved = stepDraft(stepDraft(edited(1), { type: "send" }), { type: "saved", draft: { bot, ...stored(5, { n: 1 }), faults: [], warnings: [] }, now: 9 });
    expect(unpackUndo(packUndo(saved), stored(6, { n: 1 }))).toEqual([]);
  });
  it.each(["{", "7", "null", '{"revision":4}', '{"revision":4,"sent":null,"undo":"x"}'])("is nothing where what was kept is damaged: %s", (text) => expect(unpackUndo(text, stored(4))).toEqual([]));
  it("is the newest steps and the very first when there are too many", () => expect(unpackUndo(packUndo(edited(9), 25), stored(4))).toEqual([{ n: 0 }, { n: 7 }, { n: 8 }]));
});
