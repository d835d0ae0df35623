import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { medicalClinic } from "../bots/templates/medical-clinic.ts";
import { startTalk, textOf } from "./testing.ts";

const clinic = botConfigSchema.parse(medicalClinic.config);

describe("a day that is closed", () => {
  it("is refused with the days that are open, once", () => {
    const talk = startTalk(clinic, "ru");
    talk.say("к терапевту");
    expect(textOf(talk.say("в воскресенье в десять"))).toBe("В это время мы не работаем. Приём с понедельника по субботу с 08:00 до 20:00, в воскресенье закрыто. Назовите день и время.");
  });
  it("is refused so beside another answer, too", () => {
    expect(textOf(startTalk(clinic, "en").say("a dentist on Sunday at ten"))).toMatch(/^We are closed at that time, we are open Monday to Saturday from 8:00 AM to 8:00 PM, closed on Sundays\. /);
    expect(textOf(startTalk(clinic, "ru").say("к стоматологу в воскресенье в десять"))).toMatch(/^В это время мы не работаем, мы открыты с понедельника по субботу с 08:00 до 20:00, в воскресенье закрыто\. /);
  });
});
