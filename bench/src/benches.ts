/** All benches, in the order in which they run: what needs an idle machine comes before what warms it up. */
import { amd } from "./amd.ts";
import { bargeIn } from "./barge-in.ts";
import { bill } from "./bill.ts";
import { callLink } from "./call-link.ts";
import { createDatesBench } from "./dates.ts";
import { decision } from "./decision.ts";
import { edgePath } from "./edge-path.ts";
import { failover } from "./failover.ts";
import { firstStart } from "./first-start.ts";
import { intentsEnglish, intentsRussian, ownIntents } from "./intents.ts";
import { invite } from "./invite.ts";
import { lossyPath } from "./lossy-path.ts";
import { createMediaBenches } from "./media.ts";
import { recogniser } from "./recogniser.ts";
import type { Bench } from "./row.ts";
import { shortCalls } from "./short-calls.ts";
import { soak } from "./soak.ts";
import { turnTaking } from "./turn-taking.ts";
import { createTurnBenches } from "./turns.ts";
import { voiceToVoice } from "./voice-to-voice.ts";
import { walksBench } from "./walks.ts";
import { wholeProduct } from "./whole-product.ts";

const { turnOverhead, memory } = createTurnBenches();
const { callsPerCore, pacing } = createMediaBenches();

export const benches: Bench[] = [firstStart, turnOverhead, memory, callsPerCore, pacing, callLink, recogniser, amd, lossyPath, bargeIn, turnTaking, voiceToVoice, failover, bill, edgePath, invite, wholeProduct, createDatesBench("ru"), createDatesBench("en"), intentsRussian, intentsEnglish, ownIntents, decision, walksBench, shortCalls, soak];
