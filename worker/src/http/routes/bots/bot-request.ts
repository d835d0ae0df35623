/** What requests about bots have in common: which bot, who changes it, and in which language faults are told. */
import type { Context } from "hono";
import { z } from "zod";
import type { Change } from "../../../bots/open-bot.ts";
import type { AppEnv } from "../../app-env.ts";
import { languageHeaders, languageOf } from "../../request-language.ts";

/** An id or a slug. */
export const botParams = z.object({ bot: z.string().min(1).max(80) });
export const versionParams = botParams.extend({ version: z.coerce.number().int().min(1).max(1_000_000) });
export const headers = languageHeaders;

export const jsonBody = <S extends z.ZodType>(schema: S) => ({ required: true, content: { "application/json": { schema } } });

export function changeOf(c: Context<AppEnv>): Change {
  return { actor: c.get("actor").id, requestId: c.get("requestId"), now: new Date(c.get("services").now()), language: languageIn(c) };
}

export const languageIn = (c: Context<AppEnv>) => languageOf(c.req.header("accept-language"));
