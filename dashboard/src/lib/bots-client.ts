/** The API of bots as their pages use it: drafts, versions, templates. Kept apart from api.ts so that who looks at calls does not load it. */
import { botDiffSchema, botDraftSchema, botRecordSchema, botTemplateListSchema, botVersionConfigSchema, botVersionPageSchema, importedBotSchema, promptPreviewSchema } from "@zvon/contract/bots-api.ts";
import type { BotDraft, BotRecord, BotTemplate, BotVersion, changeBotSchema, createBotSchema } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { secretListSchema } from "@zvon/contract/secrets-api.ts";
import type { SecretInfo } from "@zvon/contract/secrets-api.ts";
import { useMemo } from "react";
import { z } from "zod";
import type { Api } from "./api.ts";
import { useI18n } from "./i18n.tsx";
import { useSession } from "./session.tsx";

/** Publishing runs the evals first. */
const publishTimeoutMs = 60_000;

export type ConfigOf = "draft" | number;
export type CreateBot = z.input<typeof createBotSchema>;
export type ChangeBot = z.input<typeof changeBotSchema>;
export type BotDiff = z.infer<typeof botDiffSchema>;
export type BotVersionConfig = z.infer<typeof botVersionConfigSchema>;
export type PromptPreview = z.infer<typeof promptPreviewSchema>;
export type BotsClient = ReturnType<typeof createBotsClient>;

const recordListSchema = z.object({ records: z.array(botRecordSchema) });

/** @param language of the sentences about faults. */
export function createBotsClient({ request, read, get, send }: Api["http"], language: string) {
  const spoken = { "accept-language": language };
  const path = (bot: string, rest = "") => `/v1/bots/${encodeURIComponent(bot)}${rest}`;
  return {
    list: (signal?: AbortSignal): Promise<BotRecord[]> => get("/v1/bots", recordListSchema, signal).then((page) => page.records),
    templates: (signal?: AbortSignal): Promise<BotTemplate[]> => get("/v1/bot-templates", botTemplateListSchema, signal).then((page) => page.templates),
    create: async (body: CreateBot): Promise<BotRecord> => read(botRecordSchema, await send("POST", "/v1/bots", body, spoken)),
    /** @param text of a YAML or JSON file. */
    importFile: async (text: string, kind: "yaml" | "json", query: { name: string } | { bot: string }): Promise<BotRecord> =>
      read(importedBotSchema, await request(`/v1/bots/import?${new URLSearchParams(query)}`, { method: "POST", headers: { ...spoken, "content-type": kind === "yaml" ? "text/yaml" : "application/json" }, body: text })),
    change: async (bot: string, change: ChangeBot): Promise<BotRecord> => read(botRecordSchema, await send("PATCH", path(bot), change, spoken)),
    remove: async (bot: string): Promise<void> => {
      await request(path(bot), { method: "DELETE", headers: spoken });
    },
    draft: async (bot: string, signal?: AbortSignal): Promise<BotDraft> => read(botDraftSchema, await request(path(bot, "/draft"), { headers: { accept: "application/json", ...spoken } }, signal)),
    /** @param revision of the draft that was changed; 409 when it is no longer the newest. */
    putDraft: async (bot: string, revision: number, config: unknown): Promise<BotDraft> => read(botDraftSchema, await send("PUT", path(bot, "/draft"), { revision, config }, spoken)),
    /** @param checks keys of warnings that were looked at. */
    checked: async (bot: string, checks: readonly string[]): Promise<void> => {
      await send("POST", path(bot, "/checked"), { checks }, spoken);
    },
    publish: async (bot: string, body: { revision: number; note: string; override: boolean }): Promise<BotRecord> => read(botRecordSchema, await send("POST", path(bot, "/publish"), body, spoken, publishTimeoutMs)),
    versions: (bot: string, cursor?: string, signal?: AbortSignal): Promise<{ versions: BotVersion[]; next: string | null }> => get(path(bot, `/versions${cursor === undefined ? "" : `?${new URLSearchParams({ cursor })}`}`), botVersionPageSchema, signal),
    version: (bot: string, version: number, signal?: AbortSignal): Promise<BotVersionConfig> => get(path(bot, `/versions/${version}`), botVersionConfigSchema, signal),
    restore: async (bot: string, version: number, body: { note: string; override: boolean }): Promise<void> => {
      await send("POST", path(bot, `/versions/${version}/restore`), body, spoken, publishTimeoutMs);
    },
    diff: (bot: string, from: ConfigOf, to: ConfigOf, signal?: AbortSignal): Promise<BotDiff> => get(path(bot, `/diff?${new URLSearchParams({ from: String(from), to: String(to) })}`), botDiffSchema, signal),
    secrets: (signal?: AbortSignal): Promise<SecretInfo[]> => get("/v1/secrets", secretListSchema, signal).then((page) => page.secrets),
    putSecret: async (name: string, body: { value: string; hosts: string[] }): Promise<void> => {
      await send("PUT", `/v1/secrets/${encodeURIComponent(name)}`, body, spoken);
    },
    deleteSecret: async (name: string): Promise<void> => {
      await request(`/v1/secrets/${encodeURIComponent(name)}`, { method: "DELETE", headers: spoken });
    },
    preview: async (bot: string, body: { state?: string; language: Language; config: unknown }): Promise<PromptPreview> => read(promptPreviewSchema, await send("POST", path(bot, "/prompt-preview"), body, spoken)),
    exported: async (bot: string, of: ConfigOf, kind: "yaml" | "json", signal?: AbortSignal): Promise<string> => (await request(`${exportUrl(bot, of, kind)}&what=config`, {}, signal)).text(),
  };
}

export const exportUrl = (bot: string, of: ConfigOf, kind: "yaml" | "json") => `/v1/bots/${encodeURIComponent(bot)}/export?${new URLSearchParams({ format: kind, of: String(of) })}`;

export function useBotsClient(): BotsClient {
  const { api } = useSession();
  const { language } = useI18n();
  return useMemo(() => createBotsClient(api.http, language), [api, language]);
}
