/** A call with everything around it made up: the leg, the voice, the ears and the edge do what the test says. */
import type { FactBody, ReplyText, ToNode, Welcome } from "@zvon/contract/call-link.ts";
import { startCall } from "../call/call.ts";
import type { Way, WayEvent } from "../call/way.ts";
import type { FromLink, NoteBody } from "../link/port.ts";
import { createLog } from "../log.ts";
import type { Stt } from "../stt/port.ts";
import type { Tts } from "../tts/port.ts";
import type { TurnModel } from "../turn/turn-model.ts";
import { createFakeEngine } from "./fake-engine.ts";
import { fakeStt, fakeTts, scriptedStt, type Script } from "./fake-speech.ts";

export const callId = "call_26110123456789bcdfghjkmn";
export const listen = { phrases: ["да"], digits: null, keys: null };
export const welcome: Welcome = {
  v: 1, type: "welcome", epoch: 1, stored: 0, seen: 0, turn: 0, reply: -1, language: "ru",
  voice: { provider: "embedded", voice: "anna", speed: 1 },
  stt: { provider: "embedded", listens: [listen] },
  turnTaking: { endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 },
  lostPlan: { fillerAtMs: 2000, apologyAtMs: 20_000, endAtMs: 30_000, filler: "Секунду", apology: "Простите" },
  recording: null, maxDurationMs: 600_000,
};
export const reply = (number: number, turn: number, text: string, more: Partial<ReplyText> = {}): ReplyText => ({ v: 1, type: "reply.text", reply: number, turn, seq: 0, text, voice: text, last: true, interruptible: true, language: "ru", listen, ...more });

export type Options = { finals?: Parameters<typeof fakeStt>[0]; failing?: () => boolean | Error; without?: "stt" | "tts"; unwelcome?: boolean; now?: () => number; scripts?: Script[]; turnTaking?: Partial<Welcome["turnTaking"]>; turnModel?: TurnModel; ears?: Stt; voice?: Tts; second?: Way["second"]; detectMachine?: boolean; recordAfterReply?: number };

export async function begin(options: Options = {}) {
  const placed = await place(options);
  const leg = placed.legs[0];
  if (!leg) throw new Error("no leg was opened");
  return { ...placed, leg };
}

export async function place(options: Options = {}) {
  const facts: FactBody[] = [];
  const notes: NoteBody[] = [];
  const timers = new Set<{ run: () => void; ms: number }>();
  let toCall: (event: FromLink) => void = () => undefined;
  let toWay: (event: WayEvent) => void = () => undefined;
  const hangups: string[] = [];
  const pressed: string[] = [];
  const { engine, legs } = createFakeEngine();
  const way: Way = {
    via: "rtp",
    transport: { kind: "frames" },
    start(_leg, onEvent) {
      toWay = onEvent;
      onEvent({ type: "answered" });
      return Promise.resolve();
    },
    onLegEvent: () => undefined,
    flush: () => undefined,
    press: (digits) => Promise.resolve(void pressed.push(digits)),
    hangup(reason) {
      hangups.push(reason);
      return Promise.resolve();
    },
    ...(options.second ? { second: options.second } : {}),
  };
  const stt = fakeStt(options.finals ?? []);
  const ears = options.ears ?? (options.scripts ? scriptedStt(options.scripts) : stt);
  const lacks = (): never => {
    throw new Error("this node has no such provider");
  };
  const call = startCall({
    grant: { callId, path: "/", token: "t", epochBase: 0 }, fresh: false, way,
    ports: {
      engine, stt: options.without === "stt" ? lacks : () => ears, turnModel: options.turnModel ?? null, tts: options.without === "tts" ? lacks : () => options.voice ?? fakeTts(options.failing ? { failing: options.failing } : {}), now: options.now ?? (() => 0), log: createLog(() => undefined),
      openLink(_grant, _fresh, onEvent) {
        toCall = onEvent;
        return { fact: (body) => facts.push(body), note: (body) => notes.push(body), sound: () => undefined, drain: () => Promise.resolve() };
      },
      recordings: { pathOf: (id) => id, deliver: () => undefined },
      setTimer(run, ms) {
        const timer = { run, ms };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
  });
  const edge = (message: Exclude<ToNode, { type: "ack" }>) => toCall({ type: "message", message });
  if (!options.unwelcome) {
    // A vendor's ears are those that have words before the end.
    edge({ ...welcome, stt: options.scripts ? { ...welcome.stt, provider: "deepgram" } : welcome.stt, turnTaking: { ...welcome.turnTaking, ...options.turnTaking }, ...(options.detectMachine ? { detectMachine: true } : {}), ...(options.recordAfterReply === undefined ? {} : { recording: { path: "/recording", token: "t" }, recordAfterReply: options.recordAfterReply }) });
    await call.placed;
  }
  await Promise.resolve();
  return { call, legs, facts, notes, hangups, pressed, edge, plan: (step: "filler" | "apology" | "end") => toCall({ type: "plan", step }), far: (event: WayEvent) => toWay(event), timers, stt };
}
export const types = (facts: FactBody[]) => facts.map((fact) => fact.type);
export const factOf = <T extends FactBody["type"]>(facts: FactBody[], type: T) => facts.filter((fact): fact is Extract<FactBody, { type: T }> => fact.type === type);
