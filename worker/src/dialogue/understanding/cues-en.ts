/** All English cues. */
import type { CueTable, Meaning } from "./cue.ts";
import { englishAnswers } from "./cues-en-answers.ts";
import { englishCallers } from "./cues-en-callers.ts";
import { englishObjections } from "./cues-en-objections.ts";
import { englishWishes } from "./cues-en-wishes.ts";

export const englishCues: CueTable<Meaning> = { ...englishAnswers, ...englishWishes, ...englishCallers, ...englishObjections, complex_request: {}, emergency: {}, danger_to_self: {} };
