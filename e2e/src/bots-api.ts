/** Bots over the public API, as an owner's own program would ask for them; answers are parsed by the contract. */
import { problemSchema } from "@zvon/contract/api.ts";
import type { Problem } from "@zvon/contract/api.ts";
import { botDraftSchema, botRecordSchema } from "@zvon/contract/bots-api.ts";
import type { BotDraft, BotRecord } from "@zvon/contract/bots-api.ts";
import type { Product } from "./testing.ts";

export type BotsApi = {
  /** Any answer, refusals too. A string is sent as YAML. */
  send(method: string, path: string, body?: unknown, language?: string): Promise<Response>;
  create(body: Record<string, unknown>): Promise<BotRecord>;
  draft(bot: string): Promise<BotDraft>;
  /** Keeps the draft with `edit` applied to what it was. */
  edit(bot: string, edit: (config: unknown) => unknown): Promise<BotDraft>;
  /** @throws Error unless the draft becomes a version. */
  publish(bot: string): Promise<BotRecord>;
  /** Creates and publishes. @returns its slug. */
  published(slug: string, config: unknown): Promise<string>;
};

export function botsOf({ resident }: Product): BotsApi {
  async function send(method: string, path: string, body?: unknown, language = "en"): Promise<Response> {
    const given = body === undefined ? {} : typeof body === "string" ? { type: "application/yaml", text: body } : { type: "application/json", text: JSON.stringify(body) };
    return fetch(new URL(path, resident.url), {
      method,
      headers: { authorization: `Bearer ${resident.apiKey}`, "accept-language": language, ...(given.type === undefined ? {} : { "content-type": given.type }) },
      ...(given.text === undefined ? {} : { body: given.text }),
      signal: AbortSignal.timeout(30_000),
    });
  }
  async function json(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  const api: BotsApi = {
    send,
    create: async (body) => botRecordSchema.parse(await json("POST", "/v1/bots", body)),
    draft: async (bot) => botDraftSchema.parse(await json("GET", `/v1/bots/${bot}/draft`)),
    async edit(bot, edit) {
      const { revision, config } = await api.draft(bot);
      return botDraftSchema.parse(await json("PUT", `/v1/bots/${bot}/draft`, { revision, config: edit(config) }));
    },
    async publish(bot) {
      const { revision } = await api.draft(bot);
      return botRecordSchema.parse(await json("POST", `/v1/bots/${bot}/publish`, { revision }));
    },
    async published(slug, config) {
      await api.create({ name: slug, slug, config });
      await api.publish(slug);
      return slug;
    },
  };
  return api;
}

export const problemOf = async (response: Response): Promise<Problem> => problemSchema.parse(await response.json());

/** The config with every text in it changed: what an owner does in an editor. @throws Error when there is nothing to change. */
export function reworded(config: unknown, from: string, to: string): unknown {
  const text = JSON.stringify(config);
  if (!text.includes(from)) throw new Error(`the config does not say "${from}"`);
  return JSON.parse(text.replaceAll(from, to));
}
