/** The API of a bot's evals, as the chat and their page use it. */
import { botEvalsSchema, evalRunListSchema, evalRunSchema, keptEvalsSchema } from "@zvon/contract/bots-api.ts";
import type { EvalRun } from "@zvon/contract/bots-api.ts";
import type { EvalSuite, EvalSuiteInput } from "@zvon/contract/eval-suite.ts";
import { useEffect, useMemo, useRef } from "react";
import type { z } from "zod";
import type { Api } from "./api.ts";
import { useI18n } from "./i18n.tsx";
import { useSession } from "./session.tsx";

/** All suites of a bot, one after another. */
const runTimeoutMs = 180_000;
export type EvalRunLine = z.infer<typeof evalRunListSchema>["runs"][number];
export type KeptEvals = z.infer<typeof keptEvalsSchema>;
export type EvalsClient = ReturnType<typeof createEvalsClient>;

/** @param language of the sentences about faults. */
export function createEvalsClient({ read, get, send }: Api["http"], language: string) {
  const spoken = { "accept-language": language };
  const path = (bot: string, rest = "") => `/v1/bots/${encodeURIComponent(bot)}/evals${rest}`;
  return {
    suites: (bot: string, signal?: AbortSignal): Promise<EvalSuite[]> => get(path(bot), botEvalsSchema, signal).then((body) => body.suites),
    /** All of them, whole. @throws ApiError 422 with pointers into `{suites}`. */
    keep: async (bot: string, suites: readonly EvalSuiteInput[]): Promise<KeptEvals> => read(keptEvalsSchema, await send("PUT", path(bot), { suites }, spoken)),
    /** @param what with `model` the bot's model answers and plays the personas. */
    run: async (bot: string, what: { suite?: string; case?: string; model?: boolean } = {}): Promise<EvalRun> => read(evalRunSchema, await send("POST", path(bot, "/run"), { of: "draft", ...what }, spoken, runTimeoutMs)),
    runs: (bot: string, signal?: AbortSignal): Promise<EvalRunLine[]> => get(path(bot, "/runs"), evalRunListSchema, signal).then((body) => body.runs),
    runOf: (bot: string, id: string, signal?: AbortSignal): Promise<EvalRun> => get(path(bot, `/runs/${encodeURIComponent(id)}`), evalRunSchema, signal),
  };
}

export function useEvalsClient(): EvalsClient {
  const { api } = useSession();
  const { language } = useI18n();
  return useMemo(() => createEvalsClient(api.http, language), [api, language]);
}

/** Told on the window: the chat and the page of evals stand beside each other and know nothing of each other. */
const keptElsewhere = "zvon-evals-kept";

export const evalsKept = (): void => void dispatchEvent(new Event(keptElsewhere));

/** @param again called when evals were written by another part of the page. */
export function useEvalsKept(again: () => void): void {
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  useEffect(() => {
    const told = () => latest.current();
    addEventListener(keptElsewhere, told);
    return () => removeEventListener(keptElsewhere, told);
  }, []);
}

/** Beside the cases there are; a suite of that name is made when there is none. @returns its pointer among the suites. */
export async function addCase(client: EvalsClient, bot: string, made: EvalSuiteInput["cases"][number], suite: string): Promise<string> {
  const suites: EvalSuiteInput[] = await client.suites(bot);
  const known = suites.findIndex((one) => one.name === suite);
  await client.keep(bot, known >= 0 ? suites.map((one) => (one.name === suite ? { ...one, cases: [...one.cases, made] } : one)) : [...suites, { name: suite, cases: [made] }]);
  evalsKept();
  return known >= 0 ? `/suites/${known}/cases/${suites[known]?.cases.length ?? 0}` : `/suites/${suites.length}/cases/0`;
}
