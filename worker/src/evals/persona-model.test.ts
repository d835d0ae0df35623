import { describe, expect, it } from "vitest";
import type { Line } from "./conversation.ts";
import type { Persona } from "./persona.ts";
import { createModelPersona } from "./persona-model.ts";
import type { SayLine } from "./persona-model.ts";

type Messages = Parameters<SayLine>[0];
const mary: Persona = { who: "Мария, хочет перенести запись.", manner: "brief", knows: { when: "в пятницу в три" }, answers: {}, patience: 3 };

/** A model that says these lines; what it was told each time is kept. */
function personaOf(lines: readonly string[], { persona = mary, transcript = [] }: { persona?: Persona; transcript?: Line[] } = {}) {
  const told: Messages[] = [];
  const caller = createModelPersona(persona, transcript, async (messages) => {
    told.push(messages);
    const line = lines[told.length - 1];
    if (line === undefined) throw new Error("no more lines");
    return line;
  });
  return { told, next: (turn = 1, language: "ru" | "en" = "ru") => caller.next({ state: "any", language, turn, said: "" }) };
}

describe("a caller whom a model plays", () => {
  it("is told who it is, how it talks, what it knows and which language it speaks", async () => {
    const { told, next } = personaOf(["да"]);
    await next();
    const [system] = told[0] ?? [];
    expect(system?.role).toBe("system");
    for (const part of [/speak Russian/, /Мария, хочет перенести запись/, /one or two words/, /- when: в пятницу в три/]) expect(system?.content).toMatch(part);
  });

  it("speaks English in an English call, and of nothing it knows when it knows nothing", async () => {
    const { told, next } = personaOf(["yes"], { persona: { ...mary, knows: {} } });
    await next(1, "en");
    expect(told[0]?.[0]?.content).toMatch(/speak English/);
    expect(told[0]?.[0]?.content).not.toMatch(/What you know/);
  });

  it("hears the bot as the one who speaks to it, and its own lines as said, in order and as far as the talk has come", async () => {
    const transcript: Line[] = [{ who: "bot", text: "Вы придёте?", state: "remind" }];
    const { told, next } = personaOf(["нет", "в пятницу"], { transcript });
    await next();
    transcript.push({ who: "caller", text: "нет", state: null }, { who: "bot", text: "На какой день перенести?", state: "new_when" });
    await next(2);
    expect(told[1]?.slice(1)).toEqual([{ role: "user", content: "Вы придёте?" }, { role: "assistant", content: "нет" }, { role: "user", content: "На какой день перенести?" }]);
  });

  it.each<[string, string, object | null]>([
    ["a line is said without the space around it", "  в пятницу в три \n", { says: "в пятницу в три" }],
    ["no words are silence", " \n", { silent: true }],
    ["the mark hangs up", "[hang up]", null],
    ["the mark hangs up though a goodbye stands before it", "Спасибо, до свидания. [hang up]", null],
    ["a speech is cut to what a caller may say", "а".repeat(5_000), { says: "а".repeat(1_000) }],
  ])("%s", async (_, line, act) => {
    expect(await personaOf([line]).next()).toEqual(act);
  });

  it("hangs up, and asks no model, once its patience is over", async () => {
    const { told, next } = personaOf(["да"]);
    expect(await next(3)).toEqual({ says: "да" });
    expect(await next(4)).toBeNull();
    expect(told).toHaveLength(1);
  });

  it("fails as its model does: whoever runs the case tells why", async () => {
    await expect(personaOf([]).next()).rejects.toThrow("no more lines");
  });
});
