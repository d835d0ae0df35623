/** Holds one scripted call against a running product: over bare RTP, through the browser's media socket, or by SIP. */
import { randomInt } from "node:crypto";
import { WebSocket } from "ws";
import type { Call, Message } from "@zvon/contract/api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { createScriptedCaller } from "@zvon/media-node/src/caller/caller.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import type { Api } from "./api.ts";
import { converse } from "./converse.ts";
import type { Lab } from "../lab/asterisk.ts";
import { openPhoneAudio } from "../sip/phone-audio.ts";
import type { AudioCodec } from "../sip/sdp.ts";
import { startUserAgent } from "../sip/user-agent.ts";

export type Held = { call: Call; messages: Message[]; why: "script" | "bot-silent" | "far-hangup" };
export type HoldOptions = { api: Api; bot: string; language: Language; steps: CallerStep[]; signal: AbortSignal };

/** Longest call a script may hold. */
export const maxCallMs = 300_000;
const endTimeoutMs = 20_000;

const settled = async (api: Api, id: string, why: Held["why"]): Promise<Held> => {
  const call = await api.ended(id, { withinMs: endTimeoutMs, withRecording: true });
  return { call, messages: await api.messages(id), why };
};

/** Questions in a row without an answer after which the product is taken for stopped: about 10 s. */
const patience = 30;

/** Aborts once the API says that the call is over (bare RTP has no signalling to say it), or answers no more. */
function watchEnd(api: Api, id: string, signal: AbortSignal): AbortSignal {
  const over = new AbortController();
  signal.addEventListener("abort", () => over.abort(), { once: true });
  void (async () => {
    for (let unanswered = 0; !over.signal.aborted; ) {
      const call = await api.call(id).catch(() => null);
      unanswered = call === null ? unanswered + 1 : 0;
      if (call?.status === "ended" || unanswered >= patience) over.abort();
      else await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return over.signal;
}

export async function holdByRtp({ api, bot, language, steps, signal }: HoldOptions, codec: "pcma" | "pcmu" = "pcma"): Promise<Held> {
  const audio = await openPhoneAudio("127.0.0.1");
  try {
    const started = await api.startCall({ bot, language, via: "rtp", from: "rtp-tool", rtp: { host: "127.0.0.1", port: audio.port, codec } });
    const remote = started.media.rtp;
    if (!remote) throw new Error("the API gave no RTP address");
    audio.connect({ host: remote.host, port: remote.port, codec: codec === "pcma" ? "alaw" : "ulaw", eventsType: remote.dtmfPayloadType });
    const why = await converse(audio, steps, watchEnd(api, started.call.id, signal));
    if (why !== "far-hangup") await api.hangup(started.call.id);
    return await settled(api, started.call.id, why);
  } finally {
    audio.close();
  }
}

export async function holdByBrowser({ api, bot, language, steps, signal }: HoldOptions): Promise<Held> {
  const started = await api.startCall({ bot, language, via: "browser", from: "browser-tool" });
  if (!started.media.browser) throw new Error("the API gave no media socket");
  const socket = new WebSocket(`${started.media.browser.url}?ticket=${encodeURIComponent(started.ticket ?? "")}`, { perMessageDeflate: false });
  const caller = createScriptedCaller(steps);
  const why = await new Promise<Held["why"]>((resolve, reject) => {
    let left = new Int16Array(0);
    caller.onKey = (digit) => socket.send(JSON.stringify({ type: "key", digit }));
    caller.onDone = () => {
      socket.send(JSON.stringify({ type: "hangup" }));
      resolve("script");
    };
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ type: "start", rate: 8000 })));
    socket.on("message", (data, binary) => {
      if (!binary) return;
      const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
      const all = new Int16Array(left.length + (bytes.length >> 1));
      all.set(left);
      for (let i = 0; i < bytes.length >> 1; i++) all[left.length + i] = bytes.readInt16LE(2 * i);
      let at = 0;
      for (; at + 160 <= all.length; at += 160) {
        const out = caller.exchange(all.subarray(at, at + 160));
        if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(out.buffer));
      }
      left = all.slice(at);
    });
    socket.on("close", () => resolve("far-hangup"));
    signal.addEventListener("abort", () => socket.close(), { once: true });
  });
  socket.close();
  return settled(api, started.call.id, why);
}

/** A caller's number that no other call has, so that its call is found by it. */
export const freshCaller = (): string => `+7912${String(randomInt(10_000_000)).padStart(7, "0")}`;

/** @param number the extension that reaches the bot (the seed's 1001 … 1004) */
export async function holdBySip({ api, steps, signal }: HoldOptions, lab: Lab, number: string, codecs: readonly AudioCodec[] = ["alaw", "ulaw"]): Promise<Held> {
  const agent = await startUserAgent({ host: lab.trunk.host });
  try {
    const from = freshCaller();
    const phone = await agent.call({ ...lab.sip, number, from, codecs });
    const status = await phone.answered;
    if (status !== 200) throw new Error(`the call was answered with SIP ${status}`);
    const over = new AbortController();
    void phone.ended.then(() => over.abort());
    const why = await converse(phone.audio, steps, AbortSignal.any([over.signal, signal]));
    await phone.hangup();
    return await settled(api, (await callFrom(api, from)).id, why);
  } finally {
    await agent.close();
  }
}

/** The call of that caller: a SIP caller is not told its id. */
export async function callFrom(api: Api, from: string): Promise<Call> {
  const call = (await api.calls()).find((one) => one.via === "sip" && one.from === from);
  if (!call) throw new Error(`the API lists no call from ${from}`);
  return call;
}
