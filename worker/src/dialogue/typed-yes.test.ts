import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { beautySalon } from "../bots/templates/beauty-salon.ts";
import { startTalk } from "./testing.ts";

const salon = botConfigSchema.parse(beautySalon.config);
const lines = { ru: ["на стрижку завтра в пять", "Мария", "да"], en: ["a haircut tomorrow at five", "my name is Anna", "yes"] } as const;

describe.each(["ru", "en"] as const)("a yes typed in a test call, %s", (language) => {
  const [wish, name, yes] = lines[language];
  /** An appointment is booked by a yes to the read-back. */
  function readBack() {
    const talk = startTalk(salon, language);
    talk.say(wish);
    talk.toolEnds({ status: "ok", value: { free: "yes" } });
    talk.say(name);
    return talk;
  }
  const typed = (talk: ReturnType<typeof readBack>) => talk.say(yes, { by: "text" });

  it("books nothing while the read-back has not sounded, and is asked for again", () => {
    const talk = readBack();
    talk.input({ type: "interrupted", heard: "" });
    const early = typed(talk);
    expect([early.flowState, early.tool]).toEqual(["confirm", null]);
    expect(early.say.length).toBeGreaterThan(0);
    expect(typed(talk).tool).toMatchObject({ name: "book_appointment" });
  });
  it("books once it has", () => expect(typed(readBack()).tool).toMatchObject({ name: "book_appointment" }));
});
