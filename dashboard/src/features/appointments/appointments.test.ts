import { describe, expect, it } from "vitest";
import { byDays, dayIn, daysOn, hoursOf, optionWords } from "./appointments.ts";
import type { Appointment } from "./appointments.ts";

const at = (when: string): Appointment => ({ id: null, resource: "main", when, minutes: 60, name: "Анна", service: "haircut", note: "", phone: "", caller: "", callId: "call_1", cancelled: false, trial: false });

describe("appointments", () => {
  it("stand under their days, in order", () => {
    expect(byDays([at("2026-11-24T00:30"), at("2026-11-23T13:00"), at("2026-11-23T23:30")]).map(({ date, appointments }) => [date, appointments.map((one) => one.when.slice(11))])).toEqual([
      ["2026-11-23", ["13:00", "23:30"]],
      ["2026-11-24", ["00:30"]],
    ]);
  });
  it("end when their minutes are over, past midnight too", () => {
    expect([hoursOf({ when: "2026-11-23T13:00", minutes: 45 }), hoursOf({ when: "2026-11-23T23:30", minutes: 60 })]).toEqual([{ from: "13:00", to: "13:45" }, { from: "23:30", to: "00:30" }]);
  });
  it("count days over months and the change of clocks", () => {
    expect([daysOn("2026-11-30", 1), daysOn("2026-03-29", 1), daysOn("2027-01-01", -1)]).toEqual(["2026-12-01", "2026-03-30", "2026-12-31"]);
  });
  it("begin with the day of the account's own zone", () => {
    expect([dayIn("Europe/Moscow", Date.UTC(2026, 10, 23, 22)), dayIn("America/New_York", Date.UTC(2026, 10, 23, 2))]).toEqual(["2026-11-24", "2026-11-22"]);
  });
  it("call a service by the bot's own word in the reader's language", () => {
    const bot = { fields: { service: { options: [{ value: "haircut", label: { ru: "стрижка", en: "a haircut" } }, { value: "spa", label: { en: "a spa day" } }] }, name: { type: "name" } } };
    expect([optionWords([bot], "ru").get("haircut"), optionWords([bot], "en").get("haircut"), optionWords([bot], "ru").get("spa"), optionWords([null, {}], "ru").size]).toEqual(["стрижка", "a haircut", "a spa day", 0]);
  });
});
