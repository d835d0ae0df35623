/** Evals that are saved while a version is being published by the older ones. */
import { env } from "cloudflare:workers";
import { botDraftSchema, botRecordSchema } from "@zvon/contract/bots-api.ts";
import { evalSuiteSchema } from "@zvon/contract/eval-suite.ts";
import { expect, it } from "vitest";
import { createServices } from "../services.ts";
import { ask, makeTenant } from "../testing/people.ts";
import { putEvals } from "./evals.ts";
import { publishDraft } from "./publish.ts";

it("have the version wait for them: what the older let through is not published", async () => {
  const { id, apiKey } = await makeTenant();
  const services = createServices(env);
  const suites = (says: string) => [evalSuiteSchema.parse({ name: "a", cases: [{ name: "b", language: "ru", turns: [{ says }] }] })];
  const change = { actor: "somebody", requestId: "r", now: new Date(), language: "en" as const };
  await putEvals(services.db, id, "salon", suites("алло"), { ...change, now: new Date(change.now.getTime() - 60_000) });
  const draft = botDraftSchema.parse(await (await ask("/v1/bots/salon/draft", { key: apiKey })).json());
  const config = { ...draft.config as object, prompts: { greeting: { ru: "Другое приветствие.", en: "Another greeting." } } };
  const { revision } = botDraftSchema.parse(await (await ask("/v1/bots/salon/draft", { method: "PUT", key: apiKey, json: { revision: draft.revision, config } })).json());
  const runEvals: typeof services.runEvals = async (...args) => {
    await putEvals(services.db, id, "salon", suites("да"), change);
    return services.runEvals(...args);
  };
  const publish = (tools: typeof services) => publishDraft(tools, id, "salon", { revision, note: "", override: false }, change);
  await expect(publish({ ...services, runEvals })).rejects.toMatchObject({ status: 409, code: "evals_changed" });
  expect(botRecordSchema.parse(await (await ask("/v1/bots/salon", { key: apiKey })).json()).version).toBe(1);
  expect((await publish(services)).version).toBe(2);
});
