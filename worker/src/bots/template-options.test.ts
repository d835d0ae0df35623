import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { samplesLeft } from "./samples-left.ts";
import { templateOptionsLeft } from "./template-options.ts";
import { medicalClinic } from "./templates/medical-clinic.ts";
import { templates } from "./templates/templates.ts";

const clinic = (change: (bot: BotConfig, doctor: Extract<BotConfig["fields"][string], { type: "choice" }>) => void = () => undefined): BotConfig => {
  const bot = botConfigSchema.parse(medicalClinic.config);
  const { doctor } = bot.fields;
  if (doctor?.type !== "choice") throw new Error("the field is gone");
  change(bot, doctor);
  return bot;
};
const told = (bot: BotConfig) => templateOptionsLeft(bot).map(({ pointer }) => pointer);
const withoutCalendar = (pointers: string[]) => pointers.filter((pointer) => !pointer.startsWith("/tools"));

describe("what a template shipped", () => {
  it("is told as long as its list and its calendar are as they came", () => {
    expect(told(clinic())).toEqual(["/fields/doctor/options", "/tools/0/config/hours"]);
    expect(told(clinic(({ tools: [tool] }, { options }) => { options.pop(); if (tool?.type === "calendar") tool.config.capacity = 1; }))).toEqual([]);
  });
  it("is told where a text names an option that is gone, in each language", () => {
    const bot = clinic((_, doctor) => { doctor.options = doctor.options.filter(({ value }) => value !== "therapist"); });
    const answer = bot.objections.kinds.findIndex(({ intent }) => intent === "which_doctors");
    expect(withoutCalendar(told(bot))).toEqual([`/objections/kinds/${answer}/answers/0/ru`, `/objections/kinds/${answer}/answers/0/en`]);
    expect(templateOptionsLeft(bot)[0]?.message.ru).toBe("Здесь назван вариант «терапевт», а в поле «врач» его больше нет.");
  });
  it("is not told of an option under another name that still answers to the old one", () => {
    const bot = clinic((_, { options: [first] }) => { if (first !== undefined) Object.assign(first, { label: { ru: "врач общей практики", en: "a physician" }, synonyms: { ru: ["терапевт"], en: ["general practitioner"] } }); });
    expect(withoutCalendar(told(bot))).toEqual([]);
  });
  it("is nothing that names what is not offered, in any template", () => {
    for (const { config } of templates) expect(told(botConfigSchema.parse(config)).filter((pointer) => !/options$|hours$/.test(pointer))).toEqual([]);
  });
  it("is a farewell that asks for a passport, too", () => expect(samplesLeft(clinic()).map(({ pointer }) => pointer)).toContain("/flow/states/booked/say"));
});
