import type { VendorHealthList, VendorTest } from "@zvon/contract/api.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../lib/i18n.tsx";
import { HealthPanel, HealthWord, worst } from "./health-panel.tsx";
import { TestResult } from "./key-test.tsx";

beforeEach(() => vi.stubGlobal("document", { documentElement: { lang: "ru" } }));
afterEach(() => vi.unstubAllGlobals());

const test: VendorTest = { ok: false, code: "unauthorised", detail: "x", tookMs: 40, checks: [{ kind: "tts", ok: true, code: null, detail: "", tookMs: 120 }, { kind: "stt", ok: false, code: "unauthorised", detail: "Vendor says 401.", tookMs: 40 }] };
const line: VendorHealthList["vendors"][number] = { kind: "tts", provider: "yandex", state: "ok", lastError: null, lastErrorAtMs: null, attempts: 1204, failures: 3, p50Ms: 90, p95Ms: 310, from: "node", at: 1 };
const shown = (node: React.ReactNode) => renderToStaticMarkup(<I18nProvider>{node}</I18nProvider>).replaceAll(/\s|&nbsp;/g, " ");

describe("the result of a test", () => {
  it("is a line for each kind of work, with a sentence and what the vendor said", () => {
    const text = shown(<TestResult state={{ kind: "told", test }} />);
    expect(text).toContain('role="alert"');
    expect(text).toContain("работает, ответ за 0,12 с");
    expect(text).toContain("Поставщик не принимает ключ");
    expect(text).toContain("Vendor says 401.");
  });

  it("is a sentence for a code that the page has never heard of", () => {
    expect(shown(<TestResult state={{ kind: "told", test: { ...test, checks: [], code: "brand_new" } }} />)).toContain("Не работает.");
  });
});

describe("the health of vendors", () => {
  it("is told in words beside the icon", () => {
    expect(shown(<HealthWord state="open" />)).toMatch(/<svg.*aria-hidden="true".*Отключён на время/);
  });

  it("of a vendor is its worst kind of work, of those that were used", () => {
    const health = { vendors: [line, { ...line, kind: "stt", state: "failing" }, { ...line, kind: "llm", state: "unused" }] } satisfies VendorHealthList;
    expect([worst(health, "yandex"), worst(health, "deepgram"), worst(null, "yandex")]).toEqual(["failing", null, null]);
  });

  it("has figures, and a dash for what is not known", () => {
    const loaded = { data: { vendors: [line, { ...line, provider: "cartesia", p50Ms: null, p95Ms: null, lastError: "rate_limited" }] }, error: null, loading: false, at: 1, reload: () => undefined };
    const text = shown(<HealthPanel health={loaded} />);
    for (const part of ["Yandex Cloud", "90 мс", "310 мс", "3 из 1 204", "<td class=\"num\">—</td>", "исчерпан лимит запросов"]) expect(text).toContain(part);
  });
});
