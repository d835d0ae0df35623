import type { BotDraft, BotRecord } from "@zvon/contract/bots-api.ts";
import { describe, expect, it } from "vitest";
import { ApiError } from "./api.ts";
import { isUnsaved, maySend, openDraft, stepDraft, withDefaults } from "./draft.ts";
import type { Draft, DraftEvent } from "./draft.ts";
import { textAt } from "./pointer.ts";

const bot: BotRecord = { id: "bot_1", slug: "salon", name: "Салон", description: "", languages: ["ru"], version: 3, publishedAt: 1, dirty: false, revision: 7, updatedAt: 1, createdAt: 1 };
const answer = (revision: number, config: unknown, faults: BotDraft["faults"] = []): BotDraft => ({ bot: { ...bot, revision }, revision, config, faults, warnings: [] });
const opened = openDraft(answer(7, { greeting: "Алло", role: "Мастер" }), null);
const after = (draft: Draft, ...events: DraftEvent[]) => events.reduce(stepDraft, draft);
const type = (pointer: string, value: string, now: number): DraftEvent => ({ type: "edit", pointer, value, now });
const greeting = (draft: Draft) => textAt(draft.config, "/greeting");

describe("a draft", () => {
  it("is opened with nothing to save", () => {
    expect([isUnsaved(opened), maySend(opened), opened.undo.length]).toEqual([false, false, 0]);
  });

  it("takes back a word that was typed letter by letter in one step, and another field in another", () => {
    const typed = after(opened, type("/greeting", "Да", 0), type("/greeting", "Да?", 500), type("/role", "Врач", 600), type("/greeting", "Да!", 700));
    const once = after(typed, { type: "undo" });
    const twice = after(once, { type: "undo" });
    const thrice = after(twice, { type: "undo" });
    expect([greeting(once), textAt(twice.config, "/role"), greeting(thrice)]).toEqual(["Да?", "Мастер", "Алло"]);
    expect(isUnsaved(thrice)).toBe(false);
    expect(greeting(after(thrice, { type: "undo" }))).toBe("Алло");
  });

  it("makes two steps of what was typed with a pause between", () => {
    const typed = after(opened, type("/greeting", "Да", 0), type("/greeting", "Да?", 1000));
    expect(greeting(after(typed, { type: "undo" }))).toBe("Да");
  });

  it("redoes what was undone until something new is written", () => {
    const undone = after(opened, type("/greeting", "Да", 0), { type: "undo" });
    expect(greeting(after(undone, { type: "redo" }))).toBe("Да");
    expect(after(undone, type("/role", "Врач", 5), { type: "redo" }).redo).toEqual([]);
    expect(greeting(after(undone, type("/role", "Врач", 5), { type: "redo" }))).toBe("Алло");
  });

  it("remembers no more than two hundred steps", () => {
    const long = Array.from({ length: 250 }, (_, index) => type("/greeting", String(index), index * 2000));
    expect(after(opened, ...long).undo.length).toBe(200);
  });

  it("is saved as it was when it was sent; what was typed meanwhile is still to be saved", () => {
    const sent = after(opened, type("/greeting", "Да", 0), { type: "send" }, type("/greeting", "Да?", 100));
    const saved = after(sent, { type: "saved", draft: answer(8, null, [{ pointer: "/role", detail: "Нет" }]), now: 900 });
    expect([saved.stored.revision, textAt(saved.stored.config, "/greeting"), saved.savedAt, isUnsaved(saved), maySend(saved)]).toEqual([8, "Да", 900, true, true]);
    expect(saved.faults).toEqual([{ pointer: "/role", detail: "Нет" }]);
  });

  it("is not sent twice at once", () => {
    expect(maySend(after(opened, type("/greeting", "Да", 0), { type: "send" }))).toBe(false);
  });

  it("keeps what was written while the network is gone, and sends it again", () => {
    const offline = after(opened, type("/greeting", "Да", 0), { type: "send" }, { type: "offline" });
    expect([greeting(offline), maySend(offline)]).toEqual(["Да", true]);
  });

  it("is not sent again after a refusal until it is changed", () => {
    const refused = after(opened, type("/greeting", "Да", 0), { type: "send" }, { type: "refused", error: new ApiError("refused", 413, null) });
    expect([maySend(refused), maySend(after(refused, type("/greeting", "Д", 10)))]).toEqual([false, true]);
  });

  it("is edited on from the revision that publishing made of it", () => {
    const published = after(opened, { type: "published", bot: { ...bot, version: 4, revision: 8 } });
    expect([published.stored.revision, published.bot.version, isUnsaved(published)]).toEqual([8, 4, false]);
  });

  it("is not taken for the newest because its bot was renamed after somebody else's change", () => {
    const renamed = after(opened, { type: "renamed", bot: { ...bot, name: "Аврора", revision: 12 } });
    expect([renamed.stored.revision, renamed.bot.name]).toEqual([7, "Аврора"]);
  });

  it("that was replaced on the server comes back with one undo", () => {
    const replaced = after(opened, { type: "reopened", draft: answer(9, { greeting: "Из файла" }), full: null });
    expect([greeting(replaced), replaced.stored.revision, isUnsaved(replaced)]).toEqual(["Из файла", 9, false]);
    expect(greeting(after(replaced, { type: "undo" }))).toBe("Алло");
  });

  it("shows defaults where nothing was written, and keeps names that it does not know", () => {
    expect(withDefaults({ voice: { spede: 2 }, list: [{ a: 1 }] }, { voice: { speed: 1 }, list: [{ a: 1, b: [] }], llm: null })).toEqual({ voice: { speed: 1, spede: 2 }, list: [{ a: 1, b: [] }], llm: null });
  });

  describe("that somebody else changed first", () => {
    const theirs = answer(9, { greeting: "Здравствуйте", role: "Мастер" });
    const conflict = after(opened, type("/greeting", "Да", 0), { type: "send" }, { type: "conflict", theirs });

    it("is not sent over theirs by itself, however much is written", () => {
      expect(maySend(after(conflict, type("/greeting", "Да?", 5)))).toBe(false);
    });

    it("becomes theirs, with mine one step away", () => {
      const taken = after(conflict, { type: "take_theirs" });
      expect([greeting(taken), isUnsaved(taken), taken.stored.revision]).toEqual(["Здравствуйте", false, 9]);
      expect(greeting(after(taken, { type: "undo" }))).toBe("Да");
    });

    it("goes over theirs when told so, from their revision", () => {
      const mine = after(conflict, { type: "keep_mine" });
      expect([greeting(mine), maySend(mine), mine.stored.revision]).toEqual(["Да", true, 9]);
    });
  });
});
