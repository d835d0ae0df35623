/** What requests about lines have in common. */
import type { Context } from "hono";
import type { z } from "zod";
import type { Change } from "../../trunks/keep-trunks.ts";
import type { AppEnv } from "../app-env.ts";
import { languageHeaders, languageOf } from "../request-language.ts";

export const headers = languageHeaders;
export const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: { "application/json": { schema } } });
export const changeOf = (c: Context<AppEnv>): Change => ({ actor: c.get("actor").id, requestId: c.get("requestId"), now: new Date(c.get("services").now()) });
export const readerOf = (c: Context<AppEnv>) => languageOf(c.req.header("accept-language"));
