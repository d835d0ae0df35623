import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { I18nProvider, MoreMessages } from "../lib/i18n.tsx";
import { editorEn } from "../locales/editor/en.ts";
import { editorRu } from "../locales/editor/ru.ts";
import { FormProvider } from "./form.tsx";
import { PhrasesPair, TextPair } from "./text-pair.tsx";

beforeEach(() => vi.stubGlobal("document", { documentElement: { lang: "ru" } }));
afterEach(() => vi.unstubAllGlobals());

const shown = (draft: unknown, errors: [string, string][], field: React.ReactNode) =>
  renderToStaticMarkup(
    <I18nProvider>
      <MoreMessages tables={{ ru: editorRu, en: editorEn }}>
        <FormProvider form={{ draft, set: () => undefined, errors: new Map(errors), readOnly: false }}>{field}</FormProvider>
      </MoreMessages>
    </I18nProvider>,
  );
const pair = <TextPair at="/say" label="Реплика" required />;

describe("a text of a bot", () => {
  it("stands in each of its languages, in the order of the bot, and the one that is missing is marked", () => {
    const html = shown({ languages: ["en", "ru"], say: { ru: "Алло" } }, [], pair);
    expect(html.indexOf("Английский")).toBeLessThan(html.indexOf("Русский"));
    expect(html.split(editorRu["form.noText"] as string).length - 1).toBe(1);
    expect(html).toContain("Алло");
  });

  it("has the server's sentence in place of the mark", () => {
    const html = shown({ languages: ["ru", "en"], say: { ru: "Алло" } }, [["/say/en", "Впишите текст по-английски."]], pair);
    expect(html).toContain("Впишите текст по-английски.");
    expect(html).not.toContain(`>${editorRu["form.noText"] as string}<`);
  });

  it("is one box without a name of a language where the bot speaks one", () => {
    const html = shown({ languages: ["ru"], say: {} }, [], pair);
    expect([html.split("<textarea").length - 1, html.includes("Русский")]).toEqual([1, false]);
  });

  it("that is a list of phrases shows one a line", () => {
    expect(shown({ languages: ["ru", "en"], words: { ru: ["раз", "два"] } }, [], <PhrasesPair at="/words" label="Слова" />)).toContain("раз\nдва</textarea>");
  });
});
