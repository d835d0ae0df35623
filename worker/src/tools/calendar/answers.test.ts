import { describe, expect, it } from "vitest";
import { context as caller } from "../testing/fakes.ts";
import { availabilityColumns } from "./answers.ts";

const context = (language: "ru" | "en") => ({ ...caller, language });
const day = { from: "08:00", to: "20:00" };
const hours = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: day };

describe("a calendar's answer about a closed time", () => {
  it("says which days and hours are open", () => {
    expect(availabilityColumns("closed", [], null, context("ru"), hours)["refusal"]).toBe("В это время мы не работаем. Мы открыты с понедельника по субботу с восьми до восьми, в воскресенье закрыто.");
    expect(availabilityColumns("closed", [], null, context("en"), hours)["refusal"]).toBe("We are closed then. We are open Monday to Saturday from eight to eight, closed on Sundays.");
  });
  it("says no more than that where another service keeps the hours, or the time is taken", () => {
    expect(availabilityColumns("closed", [], null, context("ru"))["refusal"]).toBe("В это время мы не работаем.");
    expect(availabilityColumns("taken", [], null, context("ru"), hours)["refusal"]).toBe("На это время уже занято.");
  });
});
