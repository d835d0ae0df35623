/** The API of the team beside a live call. @param language of the server's sentences. */
import { listenTicketSchema } from "@zvon/contract/listening-api.ts";
import type { ListenTicket } from "@zvon/contract/listening-api.ts";
import type { Api } from "./api.ts";

export type LiveClient = ReturnType<typeof createLiveClient>;

export function createLiveClient({ read, send }: Api["http"], language: string) {
  const post = (callId: string, what: string, body: unknown = {}) => send("POST", `/v1/calls/${encodeURIComponent(callId)}/${what}`, body, { "accept-language": language });
  return {
    listen: async (callId: string): Promise<ListenTicket> => read(listenTicketSchema, await post(callId, "listen")),
    whisper: async (callId: string, whisper: { text: string; say: boolean }): Promise<void> => void (await post(callId, "whisper", whisper)),
    takeOver: async (callId: string, listener: string): Promise<void> => void (await post(callId, "take-over", { listener })),
    handBack: async (callId: string): Promise<void> => void (await post(callId, "hand-back")),
  };
}

/** ws(s) address of the list of live calls. */
export const liveListUrl = (origin: string) => `${origin.replace(/^http/, "ws")}/v1/live`;
