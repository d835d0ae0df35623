import type { Context } from "hono";
import { Refusal } from "../../../refusal.ts";
import type { AppEnv } from "../../app-env.ts";
import { problem } from "../answers.ts";

export const personOnly = problem("A person's own: an API key is none");

/** A telephone is a person's, who has signed in. */
export function personIn(c: Context<AppEnv>): { id: string; name: string } {
  const { user } = c.get("actor");
  if (user === null) throw new Refusal(403, "person_only", { ru: "Телефон бывает у сотрудника, который вошёл сам: ключ API звонков не принимает.", en: "A phone belongs to a person who has signed in: an API key takes no calls." });
  return { id: user.id, name: user.name };
}
