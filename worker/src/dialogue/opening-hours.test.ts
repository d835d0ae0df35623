import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { medicalClinic } from "../bots/templates/medical-clinic.ts";
import { filledIn, hoursOfWeekSpoken, openingHoursSpoken } from "./opening-hours.ts";
import { render } from "./render.ts";

const week = (days: readonly number[], from = "10:00", to = "20:00") => Object.fromEntries(days.map((day) => [String(day), { from, to }]));
const clinic = botConfigSchema.parse(medicalClinic.config);

describe("opening hours in words", () => {
  it.each([
    ["every day", week([1, 2, 3, 4, 5, 6, 7]), "каждый день с 10:00 до 20:00", "every day from 10:00 AM to 8:00 PM"],
    ["all but Sunday", week([1, 2, 3, 4, 5, 6]), "с понедельника по субботу с 10:00 до 20:00, в воскресенье закрыто", "Monday to Saturday from 10:00 AM to 8:00 PM, closed on Sundays"],
    ["a shorter Saturday", { ...week([2, 3, 4, 5]), ...week([6], "11:00", "16:00") }, "со вторника по пятницу с 10:00 до 20:00, в субботу с 11:00 до 16:00, в понедельник и воскресенье закрыто", "Tuesday to Friday from 10:00 AM to 8:00 PM, on Saturdays from 11:00 AM to 4:00 PM, closed on Mondays and Sundays"],
    ["some days", week([2, 4]), "во вторник и четверг с 10:00 до 20:00", "on Tuesdays and Thursdays from 10:00 AM to 8:00 PM"],
  ])("of %s", (_, hours, ru, en) => {
    expect(hoursOfWeekSpoken(hours, "ru").text).toBe(ru);
    expect(hoursOfWeekSpoken(hours, "en").text).toBe(en);
  });
  it("are figures for the eye alone", () => expect(openingHoursSpoken(clinic, "ru")).toEqual({ text: "с понедельника по субботу с 08:00 до 20:00, в воскресенье закрыто", voice: "с понедельника по субботу с восьми до восьми, в воскресенье закрыто" }));
  it("are unknown where the bot keeps no calendar", () => expect(openingHoursSpoken({ tools: [] }, "en")).toBeNull());
});

describe("a text of the config", () => {
  it("tells what the config holds now, not what it once held", () => {
    const changed = structuredClone(clinic);
    const { doctor } = changed.fields;
    if (doctor?.type !== "choice") throw new Error("the field is gone");
    doctor.options = doctor.options.filter(({ value }) => value === "dentist" || value === "cardiologist");
    const said = (language: "ru" | "en") => render(changed, { ru: "Принимают {doctor.options}.", en: "Our doctors are: {doctor.options}." }, { language, today: "2026-11-21", fields: {}, toolValues: {} });
    expect(said("ru").map(({ text }) => text)).toEqual(["Принимают стоматолог и кардиолог."]);
    expect(said("en").map(({ text }) => text)).toEqual(["Our doctors are: dentist and cardiologist."]);
  });
  it("is filled for a model too, and keeps the owner's other braces", () => expect(filledIn(clinic, "Приём: {hours}. {doctor.options}. {x} {x.options}", "ru")).toBe("Приём: с понедельника по субботу с 08:00 до 20:00, в воскресенье закрыто. терапевт, стоматолог, офтальмолог, кардиолог и педиатр. {x} {x.options}"));
});
