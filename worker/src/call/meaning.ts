/**
 * A turn that the rules did not understand: a model is asked for a moment what was meant, and the same turn is decided
 * again. Nothing is stored meanwhile, so an object that is lost is told the turn anew by its node; a chat has none, and keeps
 * the turn itself. What else happens to the call in
 * that moment ends it: the rules' result stands.
 */
import { isFact } from "@zvon/contract/call-link.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import type { Decision, Understood } from "../dialogue/decision.ts";
import { commit } from "./commit.ts";
import type { CallEvent, Work } from "./events.ts";
import { acknowledge } from "./link-out.ts";
import { answer, messageOfTurn } from "./replies.ts";

type TurnFact = Extract<Fact, { type: "turn.final" }>;

/** @returns null where nobody is to answer: the call hangs up. */
export function decideTurn<D>({ data, context, nowMs }: Work<D>, fact: TurnFact, understood: Understood | null = null): Decision<D> | null {
  if (data.hangup !== null || data.dialogue === null) return null;
  return context.decide(data.dialogue, { type: "turn", text: fact.text, verdict: fact.verdict, by: fact.by, language: fact.language, ...(understood === null ? {} : { understood }) }, nowMs);
}

export function takeTurn<D>(work: Work<D>, fact: TurnFact, asked: Decision<D> | null): void {
  work.data.turn = fact.turn;
  messageOfTurn(work, fact, asked);
  if (asked !== null) answer(work, asked, "turn");
}

/** @returns true when the answer is waited for. */
export function askMeaning<D>(work: Work<D>, fact: TurnFact, { refinable }: Decision<D>): boolean {
  if (refinable === undefined || work.context.refines !== true) return false;
  work.memory.meaning = fact;
  if (work.context.begin.via === "text") {
    work.data.pendingTurn = fact;
    commit(work);
  }
  work.effects.push({ type: "refine", turn: fact.turn, text: fact.text, wanted: refinable });
  return true;
}

export function onRefined<D>(work: Work<D>, turn: number, understood: Understood | null): void {
  const { meaning } = work.memory;
  if (meaning === null || meaning.turn !== turn) return;
  work.memory.meaning = null;
  work.data.pendingTurn = null;
  takeTurn(work, meaning, decideTurn(work, meaning, understood));
  acknowledge(work);
}

/** The object is back: a turn in writing that it was asking about is asked about anew. */
export function askMeaningAgain<D>(work: Work<D>): void {
  const { pendingTurn, phase } = work.data;
  if (pendingTurn === null || phase !== "live") return;
  work.memory.meaning = pendingTurn;
  const asked = decideTurn(work, pendingTurn);
  // The bot is pinned, so what could be asked then can be asked now; a newer version of ours may think otherwise.
  work.effects.push({ type: "refine", turn: pendingTurn.turn, text: pendingTurn.text, wanted: asked?.refinable ?? { intents: [], fields: [] } });
}

/** Before an event that the turn comes before. */
export function settleMeaning<D>(work: Work<D>, event: CallEvent): void {
  const { meaning } = work.memory;
  if (meaning === null) return;
  if (event.type === "frame" ? event.epoch === work.data.epoch && isFact(event.message) && !isBeside(event.message) : ends.has(event.type)) onRefined(work, meaning.turn, null);
}

/** Facts that say nothing to the dialogue about the turn: a person who took the call is often told of by the very words that are asked about. */
const beside: ReadonlySet<string> = new Set<Fact["type"]>(["usage", "reply.heard"]);
const isBeside = (fact: Fact): boolean => beside.has(fact.type) || (fact.type === "amd" && fact.verdict !== "machine" && fact.verdict !== "fax");
const ends: ReadonlySet<string> = new Set<CallEvent["type"]>(["hangup", "place-failed", "node-lost", "tool-finished"]);
