import { describe, expect, it } from "vitest";
import type { Message } from "../lib/translate.ts";
import { editorEn } from "./editor/en.ts";
import { editorRu } from "./editor/ru.ts";
import { en as commonEn } from "./en.ts";
import { pagesEn } from "./pages/en.ts";
import { pagesRu } from "./pages/ru.ts";
import { ru as commonRu } from "./ru.ts";

const en = { ...commonEn, ...editorEn, ...pagesEn };
const ru = { ...commonRu, ...editorRu, ...pagesRu };

const forms = (message: Message): string[] => (typeof message === "string" ? [message] : Object.values(message));
const places = (message: Message): string[] => [...new Set(forms(message).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].toSorted();

describe("the two languages", () => {
  it("have the same keys", () => {
    expect(Object.keys(ru).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it("say nothing twice", () => {
    expect(Object.keys(commonEn).filter((key) => Object.hasOwn(editorEn, key) || Object.hasOwn(pagesEn, key))).toEqual([]);
    expect(Object.keys(pagesEn).filter((key) => Object.hasOwn(editorEn, key))).toEqual([]);
  });

  it("have the same places in every message", () => {
    for (const [key, message] of Object.entries(en)) expect([key, places(ru[key as keyof typeof ru])]).toEqual([key, places(message)]);
  });

  it("have every plural category their language knows", () => {
    for (const [language, table] of [["ru", ru], ["en", en]] as const) {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
      for (const message of Object.values(table)) if (typeof message !== "string") expect(Object.keys(message).toSorted()).toEqual(needed);
    }
  });

  it("leave nothing empty, and no Russian without Cyrillic", () => {
    const sameInBoth = new Set(["via.rtp", "call.botVersion", "trunk.kind.mango", "flow.guard.field_is.short"]);
    for (const [key, message] of Object.entries(ru)) {
      for (const form of forms(message)) expect([key, form.trim() !== "", sameInBoth.has(key) || /\p{Script=Cyrillic}/u.test(form)]).toEqual([key, true, true]);
    }
  });
});
