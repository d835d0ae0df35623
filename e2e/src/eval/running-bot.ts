/** A bot of the Zvon that runs over the default data folder: its draft and its evals, by the public API. */
import { botDraftSchema, botEvalsSchema } from "@zvon/contract/bots-api.ts";
import type { z } from "zod";
import { findRunning } from "../call/server.ts";

/** @param dataFolder the default one when absent. @returns null when nothing runs here, or no bot has that slug. */
export async function botOfRunning(slug: string, dataFolder?: string): Promise<{ config: unknown; suites: unknown; what: string } | null> {
  const running = await findRunning(dataFolder);
  if (running === null) return null;
  const get = async <T extends z.ZodType>(schema: T, what: string): Promise<z.infer<T> | null> => {
    const response = await fetch(new URL(`/v1/bots/${encodeURIComponent(slug)}/${what}`, running.url), { headers: { authorization: `Bearer ${running.apiKey}` }, signal: AbortSignal.timeout(10_000) });
    return response.ok ? schema.parse(await response.json()) : null;
  };
  const draft = await get(botDraftSchema, "draft");
  if (draft === null) return null;
  const { version, dirty } = draft.bot;
  const of = version === null ? "the draft, never published" : dirty ? `the draft after version ${version}` : `version ${version}`;
  return { config: draft.config, what: `The bot "${slug}" at ${running.url}, ${of}`, suites: (await get(botEvalsSchema, "evals"))?.suites ?? [] };
}
