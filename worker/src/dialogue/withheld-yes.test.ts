/** A yes at a read-back with a wish to wait in the same breath: nothing is written. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { startTalk } from "./testing.ts";

function atReadBack() {
  const talk = startTalk(botConfigSchema.parse(salon), "ru");
  for (const words of ["на стрижку", "в понедельник в три часа", "Анна"]) talk.say(words);
  return talk;
}

describe("a yes that is not meant yet", () => {
  it.each(["да погодите", "угу, погодите", "да, подождите минуту"])("«%s» books nothing", (words) => {
    expect(atReadBack().say(words).tool).toBeNull();
  });
  it.each(["да верно спасибо", "да, а сколько это стоит"])("«%s» does", (words) => {
    expect(atReadBack().say(words).tool).toMatchObject({ effect: "write" });
  });
});
