/**
 * Asks models for a session, outside its steps: the answer of the committed turn, and at most one more, thought ahead in
 * memory for words that may yet change. When the turn ends with the same words, that one is taken as it stands; else it
 * is aborted. Nothing is stored here: what comes of it are events, and what it cost is told either way.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import type { ModelCall, Segment } from "../dialogue/decision.ts";
import { printOf } from "../dialogue/history.ts";
import { speakable } from "../dialogue/render.ts";
import { createReplyCheck } from "../dialogue/safety.ts";
import type { Checked } from "../dialogue/safety.ts";
import type { AnswerEvent, Attempt } from "../llm/fallback.ts";
import { createSegmenter, lastPieces } from "../llm/segments.ts";
import { usageLines } from "../llm/usage.ts";
import type { CallEvent } from "./events.ts";
import type { Ask } from "./models.ts";
import type { Thought } from "./state.ts";

export type ThinkingEvent = Extract<CallEvent, { type: "thought" | "thought-done" | "thought-usage" }>;

export interface Thinking {
  /** The turn is committed: the answer goes out as it comes. Whatever was thought for another turn is aborted. */
  think(thought: Thought): void;
  speculate(thought: Thought): void;
  /** Aborts all; `thought-usage` with `over` follows once everything has told its cost. */
  stop(): void;
}

export type ThinkingOptions = {
  ask: Ask;
  /** ms; only differences count. */
  now: () => number;
  emit: (event: ThinkingEvent) => void;
  /** Keeps the object alive until then. */
  waitUntil: (promise: Promise<void>) => void;
  onFailure: (error: unknown) => void;
};

type Withheld = Extract<Checked, { withheld: unknown }>;
type Said = { text: string; atMs: number };
type Ended = { type: "ended"; result: Extract<ThinkingEvent, { type: "thought-done" }>["result"] };
type Run = {
  thought: Thought;
  print: string;
  controller: AbortController;
  /** When the turn wanted the answer; null: nobody does yet, so it is kept. */
  wantedMs: number | null;
  kept: (Said | Ended)[];
  firstWordMs: number | null;
  spoken: boolean;
  failed: boolean;
  over: Promise<void>;
};

export function createThinking(options: ThinkingOptions): Thinking {
  let current: Run | null = null;
  let ahead: Run | null = null;
  const running = new Set<Run>();

  function start(thought: Thought, print: string, wantedMs: number | null): Run {
    const run: Run = { thought, print, controller: new AbortController(), wantedMs, kept: [], firstWordMs: null, spoken: false, failed: false, over: Promise.resolve() };
    running.add(run);
    run.over = follow(run).finally(() => running.delete(run));
    options.waitUntil(run.over);
    return run;
  }

  async function follow(run: Run): Promise<void> {
    const segmenter = createSegmenter();
    const check = checkOf(run.thought);
    const guard: { withheld: Withheld | null; after: number } = { withheld: null, after: 0 };
    const tools: ModelCall[] = [];
    const said: string[] = [];
    let finish: Extract<AnswerEvent, { type: "done" }>["finish"] = "stop";
    const say = (pieces: string[]) => {
      for (const piece of pieces) {
        if (guard.withheld !== null) return;
        const checked = check(piece);
        if ("withheld" in checked) {
          guard.withheld = checked;
          return;
        }
        if (checked.text === "") continue;
        said.push(checked.text);
        give(run, { text: checked.text, atMs: options.now() });
      }
    };
    const take = (event: AnswerEvent): void => {
      switch (event.type) {
        case "answering":
          run.firstWordMs = options.now();
          return;
        case "text":
          return say(segmenter.push(event.text));
        case "tool":
          tools.push({ id: event.id, name: event.name, arguments: event.arguments });
          return;
        case "done":
          finish = event.finish;
          return say(lastPieces(segmenter, finish));
      }
    };
    const result = (): Ended["result"] => {
      // What was spoken, and nothing else: of an answer in smileys the caller heard not a word.
      const heard = said.join(" ");
      const { withheld } = guard;
      if (withheld !== null) return { status: "said", text: heard, tools, withheld: { rule: withheld.withheld, ...(withheld.claim === undefined ? {} : { claim: withheld.claim }) } };
      if (finish === "stop" || finish === "tools") return { status: "said", text: heard, tools };
      // An answer that was only too long stands by itself when a sentence of it was said to its end.
      return { status: "said", text: heard, tools, cut: finish !== "length" || !wholeSentence.test(heard) };
    };
    try {
      for await (const event of options.ask(run.thought, run.controller.signal, (attempt) => tell(attempt))) {
        take(event);
        if (guard.withheld === null) continue;
        // After a claim the very call may follow that would have borne it out; after anything else nothing is wanted.
        if (event.type === "text") guard.after += event.text.length;
        if (guard.withheld.withheld !== "claim" || guard.after > longestAfterClaim) break;
      }
      if (!run.controller.signal.aborted) give(run, { type: "ended", result: result() });
    } catch (error) {
      if (run.controller.signal.aborted) return;
      options.onFailure(error);
      run.failed = true;
      give(run, { type: "ended", result: { status: "failed" } });
    }
  }

  /** What a vendor bills for an answer that nobody heard is billed all the same. */
  function tell({ provider, model, usage }: Attempt): void {
    if (usage !== null) options.emit({ type: "thought-usage", lines: usageLines(provider, model, usage), over: false });
  }

  function give(run: Run, what: Said | Ended): void {
    if (run.controller.signal.aborted) return;
    if (run.wantedMs === null) return void run.kept.push(what);
    const { key, language } = run.thought;
    if ("type" in what) return options.emit({ type: "thought-done", key, result: what.result });
    const since = (atMs: number | null) => Math.max(0, Math.round((atMs ?? what.atMs) - (run.wantedMs ?? 0)));
    const timings = run.spoken ? null : { firstTokenMs: since(run.firstWordMs), segmentMs: since(what.atMs) };
    run.spoken = true;
    options.emit({ type: "thought", key, segment: segmentOf(what.text, language), timings });
  }

  function abort(run: Run | null): void {
    run?.controller.abort(new Error("nobody waits for this answer any more"));
  }

  return {
    think(thought) {
      const print = printOf(thought.system, thought.messages, thought.called);
      abort(current);
      const taken = ahead !== null && ahead.print === print && !ahead.failed ? ahead : null;
      if (taken === null) abort(ahead);
      ahead = null;
      if (taken === null) {
        current = start(thought, print, options.now());
        return;
      }
      current = taken;
      taken.wantedMs = options.now();
      taken.thought = thought;
      const { kept } = taken;
      taken.kept = [];
      for (const what of kept) give(taken, what);
    },
    speculate(thought) {
      const print = printOf(thought.system, thought.messages, thought.called);
      if (ahead?.print === print) return;
      abort(ahead);
      ahead = start(thought, print, null);
    },
    stop() {
      abort(current);
      abort(ahead);
      current = ahead = null;
      const all = Promise.all([...running].map((run) => run.over));
      options.waitUntil(all.then(() => options.emit({ type: "thought-usage", lines: [], over: true })));
    },
  };
}

/** Before a voice has it: what was told to the model is all that it may know. */
function checkOf({ rules, system, messages, called = [], language }: Thought): (text: string) => Checked {
  if (rules === undefined) return (text) => ({ text });
  return createReplyCheck(rules, [system, ...[...messages, ...called].map((message) => message.content)], language).segment;
}

/** Signs; the caller waits meanwhile. */
const longestAfterClaim = 400;

const segmentOf = (text: string, language: Language): Segment => ({ text, voice: speakable(text, language) });
const wholeSentence = /[.!?…][»"”’')\]]*$/;
