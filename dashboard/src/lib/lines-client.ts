/** The API of numbers, trunks, nodes and limits as their pages use it. */
import { limitsSchema } from "@zvon/contract/limits-api.ts";
import type { LimitsRecord } from "@zvon/contract/limits-api.ts";
import { nodeCredentialSchema, nodeListSchema } from "@zvon/contract/nodes-api.ts";
import type { NodeCredential, NodeRecord } from "@zvon/contract/nodes-api.ts";
import { callerListsSchema, numberListSchema, numberRecordSchema } from "@zvon/contract/numbers-api.ts";
import type { CallerLists, NumberList, NumberRecord } from "@zvon/contract/numbers-api.ts";
import { trunkListSchema, trunkRecordSchema, trunkTestSchema } from "@zvon/contract/trunks-api.ts";
import type { TrunkRecord, TrunkTest } from "@zvon/contract/trunks-api.ts";
import { useMemo } from "react";
import type { Api } from "./api.ts";
import { useI18n } from "./i18n.tsx";
import { useSession } from "./session.tsx";

/** A node registers or asks the carrier, which may keep silent for as long as SIP waits (32 s). */
const testTimeoutMs = 40_000;

export type LinesClient = ReturnType<typeof createLinesClient>;

/** @param language of the sentences about fields, and of what a carrier answered. */
export function createLinesClient({ request, read, send }: Api["http"], language: string) {
  const spoken = { "accept-language": language };
  const at = (kind: "numbers" | "trunks" | "nodes", id: string, rest = "") => `/v1/${kind}/${encodeURIComponent(id)}${rest}`;
  const got = async (path: string, signal?: AbortSignal) => request(path, { headers: { accept: "application/json", ...spoken } }, signal);
  const remove = async (path: string): Promise<void> => {
    await request(path, { method: "DELETE", headers: spoken });
  };
  return {
    numbers: async (signal?: AbortSignal): Promise<NumberList> => read(numberListSchema, await got("/v1/numbers", signal)),
    createNumber: async (body: unknown): Promise<NumberRecord> => read(numberRecordSchema, await send("POST", "/v1/numbers", body, spoken)),
    changeNumber: async (id: string, body: unknown): Promise<NumberRecord> => read(numberRecordSchema, await send("PATCH", at("numbers", id), body, spoken)),
    deleteNumber: (id: string): Promise<void> => remove(at("numbers", id)),
    callers: async (id: string, signal?: AbortSignal): Promise<CallerLists> => read(callerListsSchema, await got(at("numbers", id, "/callers"), signal)),
    putCallers: async (id: string, lists: CallerLists): Promise<void> => {
      await send("PUT", at("numbers", id, "/callers"), lists, spoken);
    },

    trunks: async (signal?: AbortSignal): Promise<TrunkRecord[]> => (await read(trunkListSchema, await got("/v1/trunks", signal))).trunks,
    createTrunk: async (body: unknown): Promise<TrunkRecord> => read(trunkRecordSchema, await send("POST", "/v1/trunks", body, spoken)),
    changeTrunk: async (id: string, body: unknown): Promise<TrunkRecord> => read(trunkRecordSchema, await send("PATCH", at("trunks", id), body, spoken)),
    deleteTrunk: (id: string): Promise<void> => remove(at("trunks", id)),
    testTrunk: async (id: string): Promise<TrunkTest> => read(trunkTestSchema, await send("POST", at("trunks", id, "/test"), {}, spoken, testTimeoutMs)),

    nodes: async (signal?: AbortSignal): Promise<NodeRecord[]> => (await read(nodeListSchema, await got("/v1/nodes", signal))).nodes,
    createNode: async (name: string): Promise<NodeCredential> => read(nodeCredentialSchema, await send("POST", "/v1/nodes", { name }, spoken)),
    newCredential: async (id: string): Promise<NodeCredential> => read(nodeCredentialSchema, await send("POST", at("nodes", id, "/credential"), {}, spoken)),
    drain: async (id: string, on: boolean): Promise<void> => {
      await send("POST", at("nodes", id, on ? "/drain" : "/undrain"), {}, spoken);
    },
    limits: async (signal?: AbortSignal): Promise<LimitsRecord> => read(limitsSchema, await got("/v1/limits", signal)),
    changeLimits: async (body: unknown): Promise<LimitsRecord> => read(limitsSchema, await send("PATCH", "/v1/limits", body, spoken)),

    deleteNode: (id: string): Promise<void> => remove(at("nodes", id)),
  };
}

export function useLinesClient(): LinesClient {
  const { api } = useSession();
  const { language } = useI18n();
  return useMemo(() => createLinesClient(api.http, language), [api, language]);
}
