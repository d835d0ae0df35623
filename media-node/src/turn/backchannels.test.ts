import { describe, expect, it } from "vitest";
import { isBackchannel } from "./backchannels.ts";

describe("back-channels", () => {
  it.each(["угу", "Угу.", "ага", "угу, угу", "да-да", "Да, да.", "мм", "ммм", "так", "mhm", "Uh-huh.", "yeah", "right", "Okay.", "yeah, okay", "эм"])("«%s» lets the bot speak on", (text) => {
    expect(isBackchannel(text)).toBe(true);
  });

  it.each(["", "да", "нет", "стоп", "угу а сколько стоит", "да верно", "yes", "no", "wait", "okay but", "угу угу угу угу угу", "right now"])("«%s» is none", (text) => {
    expect(isBackchannel(text)).toBe(false);
  });

  it("holds agreement for an answer where yes or no was asked for, and never a mere sound", () => {
    expect(["ага", "да-да", "yeah", "okay"].map((text) => isBackchannel(text, { yesNo: true }))).toEqual([false, false, false, false]);
    expect(["угу", "mhm", "uh-huh"].map((text) => isBackchannel(text, { yesNo: true }))).toEqual([true, true, true]);
  });

  it("knows the bot's own", () => {
    expect(isBackchannel("Слушаю вас", { extra: ["слушаю вас"] })).toBe(true);
    expect(isBackchannel("слушаю вас внимательно", { extra: ["слушаю вас"] })).toBe(false);
  });
});
