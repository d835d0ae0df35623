import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FormProvider } from "../../components/form.tsx";
import { I18nProvider } from "../../lib/i18n.tsx";
import { ru } from "../../locales/ru.ts";
import { HintsSection } from "./timing-section.tsx";

beforeEach(() => vi.stubGlobal("document", { documentElement: { lang: "ru" } }));
afterEach(() => vi.unstubAllGlobals());

const section = (recogniser: string) => {
  const draft = { voice: { speech: { ru: { stt_provider: recogniser } }, phrase_hints: { ru: [] } } };
  return renderToStaticMarkup(
    <I18nProvider>
      <FormProvider form={{ draft, set: () => undefined, errors: new Map(), readOnly: false }}>
        <HintsSection languages={["ru"]} />
      </FormProvider>
    </I18nProvider>,
  );
};

describe("words for recognition", () => {
  it("are said to be of no use to a recogniser that takes none", () => {
    expect(section("yandex")).toContain(ru["hints.phrases.yandex"]);
    expect(section("deepgram")).not.toContain(ru["hints.phrases.yandex"]);
  });
});
