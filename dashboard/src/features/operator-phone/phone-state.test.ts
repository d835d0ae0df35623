import { describe, expect, it } from "vitest";
import { dialling, phoneOff, stepPhone } from "./phone-state.ts";
import type { PhoneEvent, PhoneState } from "./phone-state.ts";

const after = (...events: PhoneEvent[]): PhoneState => events.reduce(stepPhone, phoneOff);
const offer = { callId: "call_1", from: "+79160000000", group: null, summary: "Имя: Анна.", waitedMs: 4000 };
const ready: PhoneEvent[] = [{ type: "start" }, { type: "registered" }];
const ringing: PhoneEvent[] = [...ready, { type: "invite", from: "79160000000" }];
const told = (state: "available" | "busy" | "away", of: typeof offer | null = null): PhoneEvent => ({ type: "presence", presence: { known: true, state, waiting: 2, offer: of, talk: null, dial: null } });

describe("an operator's telephone", () => {
  it("is away until the server says otherwise", () => {
    expect(after(...ready)).toEqual({ at: "ready", presence: "away", waiting: 0, lost: false, dial: null });
    expect(after(...ready, told("available"))).toMatchObject({ presence: "available", waiting: 2 });
  });

  it("rings before it knows who calls, and keeps what it was told of the caller while they talk", () => {
    expect(after(...ringing)).toMatchObject({ at: "ringing", offer: null });
    expect(after(...ringing, told("available", offer))).toMatchObject({ at: "ringing", offer });
    expect(after(...ringing, told("available", offer), { type: "answered", nowMs: 5 }, told("busy"))).toMatchObject({ at: "talking", offer, sinceMs: 5, muted: false });
  });

  it("is ready again when the caller hung up before the answer, or after it", () => {
    expect(after(...ringing, { type: "ended" })).toMatchObject({ at: "ready" });
    expect(after(...ringing, { type: "answered", nowMs: 5 }, { type: "muted", on: true }, { type: "ended" })).toEqual({ at: "ready", presence: "away", waiting: 0, lost: false, dial: null });
  });

  it("takes no second call while it rings or talks", () => {
    expect(after(...ringing, { type: "invite", from: "other" })).toMatchObject({ from: "79160000000" });
  });

  it("says that the connection is lost, and when it is back", () => {
    expect(after(...ready, { type: "lost" })).toMatchObject({ lost: true });
    expect(after(...ready, { type: "lost" }, { type: "registered" })).toMatchObject({ at: "ready", lost: false });
  });

  it("stays off, with the reason, whatever comes after a failure", () => {
    expect(after({ type: "start" }, { type: "failed", fault: "no-microphone" }, { type: "registered" }, told("available"))).toEqual({ at: "off", fault: "no-microphone" });
  });

  describe("that dials", () => {
    const dial = { id: "dial_0000000001", mode: "blind", to: "Борис", stage: "dialling", result: null } as const;
    const went = (stage: "ringing" | "over", result: "busy" | "answered" | null = null): PhoneEvent => ({ type: "presence", presence: { known: true, state: "busy", waiting: 0, offer: null, talk: offer, dial: { ...dial, stage, result } } });
    const talking: PhoneEvent[] = [...ringing, { type: "answered", nowMs: 5 }, { type: "dialled", dial }];

    it("shows how it goes, and what came of it until that is read, also when the call ended with it", () => {
      expect(dialling(after(...talking))).toBe(true);
      expect(after(...talking, went("ringing"))).toMatchObject({ at: "talking", dial: { stage: "ringing" }, offer });
      const over = after(...talking, went("over", "busy"), { type: "ended" });
      expect(over).toMatchObject({ at: "ready", dial: { result: "busy" } });
      expect(dialling(over)).toBe(false);
      expect(stepPhone(over, { type: "dial-read" })).toMatchObject({ dial: null });
    });

    it("has nothing of an old dial when a caller comes, but its own when it is rung for one", () => {
      expect(stepPhone(after(...talking, went("over", "busy"), { type: "ended" }), { type: "invite", from: "1" })).toMatchObject({ at: "ringing", dial: null });
      expect(after(...ready, { type: "dialled", dial }, { type: "invite", from: "1" })).toMatchObject({ at: "ringing", dial });
    });

    it("is told nothing by what was dialled from elsewhere, and puts nothing away that is under way", () => {
      expect(after(...ringing, { type: "answered", nowMs: 5 }, went("ringing"))).toMatchObject({ dial: null });
      expect(after(...talking, { type: "dial-read" })).toMatchObject({ dial });
    });
  });
});
