import { describe, expect, it } from "vitest";
import { checkConfig } from "./check-config.ts";
import { isGeneral } from "./samples-left.ts";
import { medicalClinic } from "./templates/medical-clinic.ts";

const warnedAt = (config: unknown) => checkConfig(config, "ru").warnings.map(({ pointer }) => pointer);
const clinic = (): typeof medicalClinic.config => structuredClone(medicalClinic.config);

describe("warnings of a draft with a fault of shape", () => {
  const whole = warnedAt(clinic());

  it("stay where the rest of it is sound", () => {
    const broken = { ...clinic(), intents: [{ name: "!" }, ...(clinic().intents ?? [])] };
    expect(checkConfig(broken, "ru").faults.map(({ pointer }) => pointer)).toContain("/intents/0/name");
    expect(warnedAt(broken)).toEqual(whole);
  });

  it("are told at their place in what was written, behind an item that can't be read", () => {
    const { context, ...rest } = clinic();
    const broken = { ...rest, context: { ...context, facts: [7, ...(context.facts ?? [])] } };
    expect(warnedAt(broken)).toContain("/context/facts/2");
    expect(whole).toContain("/context/facts/1");
  });

  it("are none where nothing of it can be read", () => expect(warnedAt({ flow: 1 })).toEqual([]));
});

describe("a text that suits any business", () => {
  it.each(["Приём: {hours}.", "Doctors see patients {hours}.", "Мы открыты {hours}."])("is no sample: %s", (text) => expect(isGeneral(text)).toBe(true));
  it.each(["Приём {hours}, с собой нужен паспорт.", "Стрижка 1200 рублей, {hours}.", "«Мята», {hours}.", "С собой нужен паспорт."])("is one where it tells of somebody: %s", (text) => expect(isGeneral(text)).toBe(false));
  it("is not warned of: the hours of the clinic are its calendar's", () => expect(warnedAt(clinic())).not.toContain("/context/facts/0"));
});
