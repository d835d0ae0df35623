import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { promptFor, promptVersion } from "./prompt.ts";
import { clinic } from "./testing/clinic.ts";
import { callWithModel } from "./testing/model-caller.ts";

const now = { date: "2026-11-21", time: "12:30" };
const systemOf = (bot: typeof clinic, language: "ru" | "en", state?: string): string => promptFor(bot, { state, language, now }).messages[0]?.content ?? "";

describe("the prompt as its owner sees it", () => {
  it("is the very one that a call puts", () => {
    const call = callWithModel({ bot: clinic, model: () => ({ say: "Да." }) });
    const [asked] = call.says("алло, это клиника").asked;
    const preview = promptFor(clinic, { language: "ru", now });
    expect(asked?.system).toBe(preview.messages[0]?.content);
    expect(asked?.tools).toEqual(preview.tools.map((tool) => tool.name));
    expect(preview.promptVersion).toBe(promptVersion);
  });

  it("holds all that the owner wrote, in either language", () => {
    for (const part of ["Администратор клиники", "Спокойно, коротко", "Не ставь диагнозов", "две тысячи рублей", "Говори о ценах", "Помоги записаться"]) expect(systemOf(clinic, "ru")).toContain(part);
    for (const part of ["The receptionist", "Calm and short", "Never make a diagnosis", "two thousand roubles", "Of prices tell", "Help to book"]) expect(systemOf(clinic, "en")).toContain(part);
  });

  it("tells of a graph what the script does by itself here, and of a linear flow the plan and the place in it", () => {
    expect(systemOf(clinic, "ru")).toContain("Это сценарий сделает сам, как только собеседник попросит:\n— goodbye → попрощаться");
    const linear = botConfigSchema.parse({
      ...clinic,
      flow: { type: "linear", start: "who", states: { who: { type: "ask", field: "name", say: { ru: "Как вас зовут?", en: "Your name?" }, hint: { ru: "Имя.", en: "A name." } }, talk: clinic.flow.states["talk"], bye: clinic.flow.states["goodbye"] }, transitions: [] },
    });
    expect(systemOf(linear, "ru", "talk")).toContain("План разговора по порядку:\n— узнать: имя\n— разговор с тобой (сейчас здесь)\n— попрощаться");
    expect(systemOf(linear, "en", "talk")).toContain("— find out: name\n— the talk with you (you are here)\n— say goodbye");
  });

  it("allows to speak of what was done only where there is a tool that does it", () => {
    expect(systemOf(clinic, "ru")).toContain("пока инструмент не ответил ok");
    const bare = { ...clinic, tools: [] };
    expect(systemOf(bare, "ru")).toContain("сделать этого ты не можешь");
    expect(systemOf(bare, "en")).toContain("you cannot do it");
  });

  it("shows a flow without a talk, too, and an unknown state, without failing", () => {
    const flowLed = botConfigSchema.parse(salon);
    for (const state of [undefined, "no_such_state", flowLed.flow.start]) expect(promptFor(flowLed, { state, language: "ru", now }).messages[0]?.content.length).toBeGreaterThan(300);
  });

  it("gives each tool as a schema of an object, described", () => {
    for (const tool of promptFor(clinic, { language: "en", now }).tools) {
      expect(tool.parameters).toMatchObject({ type: "object" });
      expect(tool.description.length).toBeGreaterThan(5);
    }
  });

  it("keeps its beginning from turn to turn, so that a vendor's cache serves it", () => {
    const call = callWithModel({ bot: clinic, model: ({ round }) => (round === 1 ? { tools: [{ name: "find_result", arguments: { number: 42 } }] } : { say: "Готовят." }) });
    const first = call.says("результат номер сорок два").asked[0]?.system ?? "";
    const later = call.says("а когда он будет").asked[0]?.system ?? "";
    const alike = [...first].findIndex((sign, at) => sign !== later[at]);
    expect(alike / first.length).toBeGreaterThan(0.9);
  });
});
