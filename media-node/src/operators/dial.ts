/**
 * An operator dials, as a pure function. `other` is the caller they talk to, `target` whoever is dialled. The caller is never
 * left alone: blind, both go on talking until the target has answered; attended, the caller waits and is back with whatever
 * ends it; only when the operator has gone meanwhile does the call end with a target that does not come.
 *
 * | step       | event                     | next       | done                                                                 |
 * | ---------- | ------------------------- | ---------- | -------------------------------------------------------------------- |
 * | phone      | operator up               | target     | they hear it ring, the target is dialled                             |
 * | target     | target up: call           | joining    | target and operator                                                  |
 * | target     | target up: blind, or no operator | joining | other and target                                                 |
 * | target     | target up: attended       | consulting | operator and target talk                                             |
 * | consulting | join, or operator gone    | joining    | other and target                                                     |
 * | consulting | other gone                | over       | left: operator and target talk on                                    |
 * | joining    | joined                    | over       | answered: an operator who is not one of them is hung up              |
 * | joining    | unjoined                  | over       | failed, as when the target is gone                                   |
 * | any before | target gone, back         | over       | other and operator talk again; of a call the operator is hung up     |
 * | target     | operator gone, transfer   | target     | the caller hears it ring                                             |
 * | any before | nobody is left to join    | over       | who is left is hung up                                               |
 */
import type { DialAct, DialMode, DialResult, DialStage } from "@zvon/contract/operator-dials.ts";

export type Party = "operator" | "other" | "target";
export type Dial = { mode: DialMode; step: "phone" | "target" | "consulting" | "joining" | "over"; here: Readonly<Record<Party, boolean>> };

export type DialEvent =
  | { type: "ringing" }
  | { type: "up"; who: "operator" | "target" }
  /** `result`: what it means that this one is gone, or never came. */
  | { type: "gone"; who: Party; result: DialResult }
  | { type: "joined" }
  | { type: "unjoined"; first: Party; second: Party }
  | { type: "act"; act: DialAct };

export type DialEffect =
  | { type: "dial"; who: "operator" | "target" }
  /** Out of its bridge, and hears it ring. */
  | { type: "wait"; who: "operator" | "other" }
  /** Operator and target talk; when one of them goes the other does not follow. */
  | { type: "consult" }
  /** Both talk, and end together. Answered by `joined` or `unjoined`. */
  | { type: "join"; first: Party; second: Party }
  | { type: "hangup"; who: Party }
  | { type: "tell"; stage: DialStage; result: DialResult | null };

type Step = { dial: Dial; effects: DialEffect[] };

export function beginDial(mode: DialMode): Step {
  const tell: DialEffect = { type: "tell", stage: mode === "call" ? "phone" : "dialling", result: null };
  const here = { operator: mode !== "call", other: mode !== "call", target: false };
  if (mode === "call") return { dial: { mode, step: "phone", here }, effects: [tell, { type: "dial", who: "operator" }] };
  const waiting: DialEffect[] = mode === "blind" ? [] : [{ type: "wait", who: "other" }, { type: "wait", who: "operator" }];
  return { dial: { mode, step: "target", here }, effects: [tell, ...waiting, { type: "dial", who: "target" }] };
}

export function stepDial(dial: Dial, event: DialEvent): Step {
  if (dial.step === "over") return event.type === "unjoined" ? { dial, effects: hangUp(dial, [event.first, event.second]) } : same(dial);
  switch (event.type) {
    case "ringing":
      return dial.step === "target" ? { dial, effects: [{ type: "tell", stage: "ringing", result: null }] } : same(dial);
    case "up":
      return onUp({ ...dial, here: { ...dial.here, [event.who]: true } }, event.who);
    case "gone":
      return onGone({ ...dial, here: { ...dial.here, [event.who]: false } }, event.who, event.result);
    case "joined": {
      const leaves = dial.mode !== "call" && dial.here.operator;
      return { dial: { ...dial, step: "over" }, effects: [{ type: "tell", stage: "over", result: "answered" }, ...(leaves ? hangUp(dial, ["operator"]) : [])] };
    }
    case "unjoined":
      return finish(dial, "failed");
    case "act":
      if (event.act === "join") return dial.step === "consulting" ? join(dial, "other") : same(dial);
      return dial.step === "joining" ? same(dial) : finish(dial, "cancelled");
  }
}

function onUp(dial: Dial, who: "operator" | "target"): Step {
  if (who === "operator") {
    if (dial.step !== "phone") return same(dial);
    return { dial: { ...dial, step: "target" }, effects: [{ type: "wait", who: "operator" }, { type: "tell", stage: "dialling", result: null }, { type: "dial", who: "target" }] };
  }
  if (dial.step !== "target") return same(dial);
  if (dial.mode === "call") return join(dial, "operator");
  if (dial.mode === "blind" || !dial.here.operator) return join(dial, "other");
  return { dial: { ...dial, step: "consulting" }, effects: [{ type: "consult" }, { type: "tell", stage: "consulting", result: null }] };
}

function onGone(dial: Dial, who: Party, result: DialResult): Step {
  // What is being joined tells of itself.
  if (dial.step === "joining") return same(dial);
  if (who === "target") return finish(dial, result);
  if (who === "other") {
    if (dial.step !== "consulting") return finish(dial, "left");
    return { dial: { ...dial, step: "over" }, effects: [{ type: "tell", stage: "over", result: "left" }, { type: "join", first: "operator", second: "target" }] };
  }
  if (dial.mode === "call") return finish(dial, dial.step === "phone" ? result : "cancelled");
  if (dial.step === "consulting") return join(dial, "other");
  return { dial, effects: dial.mode === "blind" ? [{ type: "wait", who: "other" }] : [] };
}

/** The target with whom it was dialled for: the one who is there for longer gives the bridge its name. */
const join = (dial: Dial, to: "operator" | "other"): Step =>
  ({ dial: { ...dial, step: "joining" }, effects: [to === "other" ? { type: "join", first: "other", second: "target" } : { type: "join", first: "target", second: "operator" }] });

function finish(dial: Dial, result: DialResult): Step {
  const { operator, other } = dial.here;
  const rest: DialEffect[] = dial.mode !== "call" && operator && other ? [{ type: "join", first: "other", second: "operator" }] : hangUp(dial, ["operator", "other"]);
  // Their own telephone rings, or takes the call in this moment: it would be left with nobody.
  if (dial.step === "phone" && !operator) rest.push({ type: "hangup", who: "operator" });
  return { dial: { ...dial, step: "over" }, effects: [{ type: "tell", stage: "over", result }, { type: "hangup", who: "target" }, ...rest] };
}

const hangUp = (dial: Dial, parties: readonly Party[]): DialEffect[] => parties.filter((who) => dial.here[who]).map((who) => ({ type: "hangup", who }));
const same = (dial: Dial): Step => ({ dial, effects: [] });
