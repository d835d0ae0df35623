/** Fields as they are written: what a label, a hint and a fault are to those who do not see them. */
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { FormProvider, NumberField, PhrasesField, SelectField, SwitchField, TextField } from "./form.tsx";

const draft = { voice: { speed: 1.2, name: "marina", on: true, hints: ["один", "два"], provider: "acme" } };
const markup = (field: ReactNode, errors: [string, string][] = [], readOnly = false) => renderToStaticMarkup(<FormProvider form={{ draft, set: () => undefined, errors: new Map(errors), readOnly }}>{field}</FormProvider>);

describe("a field of a form", () => {
  it("shows what stands at its place of the draft, under its label", () => {
    const text = markup(<NumberField at="/voice/speed" label="Speed" unit="×" min={0.5} max={2} step={0.1} />);
    expect(text).toContain('value="1.2"');
    const [, id] = /<label for="([^"]+)">Speed/.exec(text) ?? [];
    expect(text).toContain(`id="${id}"`);
    expect(text).toContain('aria-invalid="false"');
  });

  it("tells the fault that was found at its place, and no other's, with the control that it is about", () => {
    const faulty = markup(<TextField at="/voice/name" label="Voice" hint="Any" />, [["/voice/name", "Fill this in."], ["/voice/speed", "At most 2."]]);
    expect(faulty).toContain("Fill this in.");
    expect(faulty).not.toContain("At most 2.");
    const [, id] = /<label for="([^"]+)"/.exec(faulty) ?? [];
    expect(faulty).toContain(`aria-describedby="${id}-error ${id}-hint"`);
    expect(faulty).toContain('aria-invalid="true"');
  });

  it("keeps a choice that is not on the list", () => {
    expect(markup(<SelectField at="/voice/provider" label="Who" options={[{ value: "yandex", label: "Yandex" }]} />)).toContain('<option value="acme" selected="">acme</option>');
  });

  it("is a switch to those who hear it", () => {
    expect(markup(<SwitchField at="/voice/on" label="On" />)).toMatch(/type="checkbox" role="switch"[^>]* checked=""/);
  });

  it("writes phrases one a line, and tells the fault of any line", () => {
    expect(markup(<PhrasesField at="/voice/hints" label="Hints" />, [["/voice/hints/1", "Too long."]])).toMatch(/один\nдва<\/textarea>.*Too long\./s);
  });

  it("takes nothing from who may only read", () => {
    expect(markup(<TextField at="/voice/name" label="Voice" />, [], true)).toContain("readOnly");
    expect(markup(<SwitchField at="/voice/on" label="On" />, [], true)).toContain("disabled");
  });
});
