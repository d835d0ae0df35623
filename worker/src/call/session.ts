/** LOCAL STUB (helper G, not committed): overwrite me. */
import { DurableObject } from "cloudflare:workers";
import type { Call, Message } from "@zvon/contract/api.ts";
import type { Env } from "../env.ts";
import type { BeginCall } from "./begin.ts";
export class CallSession extends DurableObject<Env> {
  private call: Call | null = null;
  async begin(b: BeginCall): Promise<void> {
    const { config: _, ...bot } = b.bot;
    this.call ??= { id: b.callId, bot, language: b.language, direction: b.direction, via: b.via, status: "queued", from: b.from, to: b.to, createdAt: b.createdAt, answeredAt: null, endedAt: null, durationMs: null, endReason: null, cause: null, detail: null, outcome: null, state: null, fields: {}, usage: { mediaMs: 0, sttMs: 0, ttsChars: 0 }, media: {}, recording: null };
  }
  async snapshot(): Promise<{ call: Call; messages: Message[] } | null> { return this.call === null ? null : { call: this.call, messages: [] }; }
  async hangup(_by: string): Promise<void> {}
  async placeFailed(_f: unknown): Promise<void> {}
  async nodeLost(): Promise<void> {}
  override async fetch(_r: Request): Promise<Response> { const p = new WebSocketPair(); p[1].accept(); return new Response(null, { status: 101, webSocket: p[0] }); }
}
