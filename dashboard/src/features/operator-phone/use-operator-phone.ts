/** The telephone at work: what the page does, what the exchange and the server say, and the beat that keeps it alive. */
import type { DialAct } from "@zvon/contract/operator-dials.ts";
import { operatorBeatMs } from "@zvon/contract/operators-api.ts";
import type { AskDial, OperatorState, Phone } from "@zvon/contract/operators-api.ts";
import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import type { RefObject } from "react";
import { ApiError } from "../../lib/api.ts";
import type { OperatorsClient } from "../../lib/operators-client.ts";
import { dialling, phoneOff, stepPhone } from "./phone-state.ts";
import type { PhoneState } from "./phone-state.ts";
import type { SipPhone } from "./sip-phone.ts";

export type OperatorPhone = {
  state: PhoneState;
  start: () => void;
  stop: () => void;
  /** Takes calls, or a break. */
  setPresence: (presence: OperatorState) => void;
  line: Pick<SipPhone, "answer" | "decline" | "hangUp" | "hold" | "key">;
  mute: (on: boolean) => void;
  /** @param name as it is shown meanwhile. @throws ApiError */
  dial: (asked: Omit<AskDial, "phone">, name: string) => Promise<void>;
  /** @throws ApiError */
  act: (act: DialAct) => Promise<void>;
  /** What came of the last dial has been read. */
  readDial: () => void;
};

/** A person looks on while somebody is dialled. */
const dialBeatMs = 1_000;
/** Until the server knows that a call was declined, or rang in vain. */
const untakenMs = 1_500;

type Running = { phone: Phone; sip: SipPhone };

/** @param sound where the caller is heard. */
export function useOperatorPhone(client: OperatorsClient, sound: RefObject<HTMLAudioElement | null>): OperatorPhone {
  const [state, step] = useReducer(stepPhone, phoneOff);
  const running = useRef<Running | null>(null);
  /** A later start or stop makes what an earlier one brings void. */
  const round = useRef(0);

  const stop = useCallback(() => {
    round.current += 1;
    const was = running.current;
    running.current = null;
    step({ type: "stop" });
    if (was === null) return;
    was.sip.stop();
    client.close(was.phone.id).catch((error: unknown) => console.warn("the telephone could not be given back", error));
  }, [client]);

  const beat = useCallback((presence?: OperatorState) => {
    const at = running.current;
    if (at === null) return;
    client.beat(at.phone.id, presence).then(
      (told) => {
        if (running.current !== at) return;
        if (told.known) return step({ type: "presence", presence: told });
        // Taken over by another page, or too old.
        stop();
        step({ type: "failed", fault: "no-registration" });
      },
      (error: unknown) => console.warn("the server was not told that the operator is here", error),
    );
  }, [client, stop]);

  const start = useCallback(() => {
    const mine = ++round.current;
    const current = () => round.current === mine;
    step({ type: "start" });
    const open = async () => {
      // Asked for now: the first caller must not wait for a person to find the browser's question.
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of microphone.getTracks()) track.stop();
      const [phone, { openSipPhone }] = await Promise.all([client.open(), import("./sip-phone.ts")]);
      if (!current()) return;
      /** Whom callers were rung through to before the connection broke; at first everybody. */
      let comesBack = true;
      let broken = true;
      const sip = openSipPhone(phone, {
        registered: () => {
          if (!current()) return;
          step({ type: "registered" });
          if (broken && comesBack) beat("available");
          broken = false;
        },
        lost: () => {
          if (!current()) return;
          step({ type: "lost" });
          if (broken) return;
          broken = true;
          comesBack = available.current;
          // It could not ring: nobody is to wait for that.
          if (comesBack) beat("away");
        },
        refused: () => {
          if (!current()) return;
          stop();
          step({ type: "failed", fault: "no-registration" });
        },
        invite: (from) => {
          step({ type: "invite", from });
          // The exchange rings the telephone of whoever dials first.
          if (calling.current !== null) return sip.answer();
          beat();
        },
        answered: () => {
          step({ type: "answered", nowMs: Date.now() });
          beat("busy");
          inCall.current = calling.current;
          calling.current = null;
        },
        ended: () => {
          step({ type: "ended" });
          if (sound.current !== null) sound.current.srcObject = null;
          // Whoever called somebody on a break is still on it.
          const { before } = inCall.current ?? { before: "available" };
          inCall.current = null;
          if (talked.current) return beat(before);
          // The server learns from the exchange that it was not taken, a moment later than we.
          setTimeout(() => beat(), untakenMs);
        },
        held: (on) => step({ type: "held", on }),
        sound: (stream) => {
          if (sound.current !== null) sound.current.srcObject = stream;
        },
      });
      running.current = { phone, sip };
    };
    open().catch((error: unknown) => {
      if (!current()) return;
      const fault = error instanceof DOMException ? "no-microphone" : error instanceof ApiError && error.status === 409 ? "no-server" : "offline";
      step({ type: "failed", fault });
    });
  }, [client, beat, stop, sound]);

  /** Somebody new is called: our own telephone has not rung for it yet, and then, it has. */
  const calling = useRef<{ before: OperatorState } | null>(null);
  const inCall = useRef<{ before: OperatorState } | null>(null);
  /** Who let it ring is away until they say otherwise: the server has decided so. */
  const talked = useRef(false);
  const available = useRef(false);
  useEffect(() => {
    talked.current = state.at === "talking";
    available.current = state.at === "ready" && state.presence === "available";
  }, [state]);

  const dial = useCallback<OperatorPhone["dial"]>(async (asked, name) => {
    const at = running.current;
    if (at === null) return;
    if (asked.mode === "call") calling.current = { before: available.current ? "available" : "away" };
    try {
      const id = await client.dial({ ...asked, phone: at.phone.id });
      step({ type: "dialled", dial: { id, mode: asked.mode, to: name, stage: asked.mode === "call" ? "phone" : "dialling", result: null } });
      beat();
    } catch (error) {
      calling.current = null;
      throw error;
    }
  }, [client, beat]);
  const dialId = "dial" in state ? (state.dial?.id ?? null) : null;
  const act = useCallback(async (what: DialAct) => {
    const at = running.current;
    if (at === null || dialId === null) return;
    await client.act(at.phone.id, dialId, what);
    beat();
  }, [client, beat, dialId]);
  const underWay = dialling(state);
  useEffect(() => {
    if (!underWay) {
      // Our own telephone never rang: the next one to ring is a caller.
      calling.current = null;
      return;
    }
    const timer = setInterval(() => beat(), dialBeatMs);
    return () => clearInterval(timer);
  }, [underWay, beat]);

  const on = state.at !== "off";
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => beat(), operatorBeatMs);
    const leave = () => stop();
    addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", leave);
    };
  }, [on, beat, stop]);
  // Signed out, or the page is gone: nobody is put through to it.
  useEffect(() => stop, [stop]);

  const line = useMemo<OperatorPhone["line"]>(() => ({
    answer: () => running.current?.sip.answer(),
    decline: () => running.current?.sip.decline(),
    hangUp: () => running.current?.sip.hangUp(),
    hold: (held) => running.current?.sip.hold(held),
    key: (digit) => running.current?.sip.key(digit),
  }), []);
  const mute = useCallback((muted: boolean) => {
    running.current?.sip.mute(muted);
    step({ type: "muted", on: muted });
  }, []);
  const readDial = useCallback(() => step({ type: "dial-read" }), []);
  return { state, start, stop, setPresence: beat, line, mute, dial, act, readDial };
}
