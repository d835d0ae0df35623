/** All Russian cues. */
import type { CueTable, Meaning } from "./cue.ts";
import { russianAnswers } from "./cues-ru-answers.ts";
import { russianCallers } from "./cues-ru-callers.ts";
import { russianNothing } from "./cues-ru-nothing.ts";
import { russianObjections } from "./cues-ru-objections.ts";
import { russianWishes } from "./cues-ru-wishes.ts";

export const russianCues: CueTable<Meaning> = { ...russianAnswers, ...russianWishes, ...russianCallers, ...russianObjections, ...russianNothing, complex_request: {}, emergency: {}, danger_to_self: {} };
