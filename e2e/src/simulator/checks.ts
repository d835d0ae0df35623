/** What must hold of the books once a call has come to rest, whatever befell it. */
import type { Books } from "./edge.ts";
import type { World } from "./world.ts";
import { violated } from "./world.ts";

/** Being away for less than this must cost no call. */
const harmlessMs = 5_000;
/** A hang-up that was lost is said again with the next word of the node, which comes each second. */
const patienceMs = 15_000;

export function checkBooks(world: World, books: Books): void {
  const { truth } = world;
  const { call } = books;
  if (call === null) return violated(world, "the call is not in the books");
  if (call.status !== "ended" || call.endReason === null) violated(world, "the record has no end");
  if (books.endings !== 1) violated(world, `the end was told ${books.endings} times`);

  checkTurns(world, books);
  checkHeard(world, books);
  checkUsage(world, books);
  checkEnd(world, books);
  checkTools(world, books);
  checkTransfers(world, books);
  checkTakeOvers(world, books);
  checkAnalysis(world, books);
  if (books.lease !== null) violated(world, "the lease was not given back");
  if (books.reaped > 0 && truth.awayMs === 0 && world.schedule.hubFails === 0 && !world.schedule.hubRefuses) violated(world, "the lease ran out under a living call");
  if (world.schedule.mishaps.length > 0) return;
  if (call.answeredAt !== null) checkCommits(world, books);
  const { loss, twice, reordered } = world.schedule.network;
  if (loss + twice + reordered === 0 && truth.resent + truth.spooled > 0) violated(world, `nothing was lost, and ${truth.resent} facts were sent again, ${truth.spooled} calls were spooled`);
}

/** The end came from the node, so everything before it did too. What the edge makes of itself has a detail. */
const endIsTheNodes = ({ truth }: World, { call }: Books): boolean => truth.ended !== null && !truth.ended.excused && call?.detail === "";

function checkTurns(world: World, books: Books): void {
  const written = books.messages.filter((message) => message.who === "caller").map((message) => message.text);
  if (new Set(written).size !== written.length) violated(world, `a turn is written twice: ${written.join(", ")}`);
  const spoken = new Set(world.truth.turns.map((turn) => turn.text));
  for (const text of written) if (!spoken.has(text)) violated(world, `nobody said "${text}"`);
  if (!endIsTheNodes(world, books)) return;
  for (const turn of world.truth.turns) if (!turn.excused && !written.includes(turn.text)) violated(world, `turn "${turn.text}" is lost`);
  const order = world.truth.turns.map((turn) => turn.text).filter((text) => written.includes(text));
  if (order.join() !== written.join()) violated(world, "the turns are out of order");
}

/** Replies' words are unique in the call: the message a truth belongs to is the one that holds them. */
function checkHeard(world: World, books: Books): void {
  const bot = books.messages.filter((message) => message.who === "bot");
  for (const message of bot) {
    if (message.heardText === null) violated(world, `nobody knows what was heard of "${message.text}"`);
    else if (!message.text.startsWith(message.heardText)) violated(world, `"${message.heardText}" was never to be said`);
  }
  if (!endIsTheNodes(world, books)) return;
  const heard = [...world.truth.heard.values()].filter((truth) => !truth.excused && truth.text !== "").map((truth) => truth.text);
  for (const text of heard) if (!bot.some((message) => message.heardText === text)) violated(world, `the caller heard "${text}", the history does not say so`);
  if (world.truth.nodeCrashes > 0) return;
  for (const message of bot) if (message.heardText !== "" && message.heardText !== null && !heard.includes(message.heardText)) violated(world, `the history says "${message.heardText}", the caller did not hear that`);
}

function checkUsage(world: World, books: Books): void {
  const booked = books.corrections.at(-1)?.usage ?? books.call?.usage ?? { mediaMs: 0, sttMs: 0, ttsChars: 0 };
  const lives = world.truth.usage;
  const most = lives.reduce((sum, life) => sum + life.told.mediaMs, 0);
  const last = lives.at(-1);
  const least = lives.slice(0, -1).reduce((sum, life) => sum + life.stored.mediaMs, 0) + (endIsTheNodes(world, books) && last !== undefined ? last.told.mediaMs : 0);
  if (booked.mediaMs > most) violated(world, `${booked.mediaMs} ms are booked, ${most} ms were used`);
  const thoughts = (booked.vendors ?? []).reduce((sum, line) => sum + line.amount, 0);
  if (thoughts > world.truth.thoughtsTold) violated(world, `${thoughts} requests to models are booked, ${world.truth.thoughtsTold} were made`);
  if (thoughts < world.truth.thoughtsTold && world.schedule.mishaps.length === 0) violated(world, `${thoughts} requests to models are booked, ${world.truth.thoughtsTold} told their cost`);
  if (booked.mediaMs < least && endIsTheNodes(world, books)) violated(world, `${booked.mediaMs} ms are booked, at least ${least} ms were used`);
}

function checkEnd(world: World, books: Books): void {
  const { truth, schedule } = world;
  const { call } = books;
  const reason = call?.endReason ?? null;
  if (truth.ended !== null && !truth.ended.excused && reason !== truth.ended.reason && !books.corrections.some((correction) => correction.endReason === truth.ended?.reason)) {
    violated(world, `the node ended the call as ${truth.ended.reason}, the books say ${reason ?? "nothing"} and have no correction`);
  }
  const rough = schedule.network.loss > 0 || schedule.network.delayMs[1] > 100;
  const calm = truth.awayMs < harmlessMs && truth.nodeCrashes === 0 && !rough;
  if (calm && (reason === "edge_lost" || reason === "node_lost" || reason === "failed")) violated(world, `the call ended as ${reason}, and nothing was away for long`);
  const hangsMs = (truth.ended?.atMs ?? 0) - (truth.goodbyeHeardAtMs ?? Infinity);
  if (truth.awayMs === 0 && truth.nodeCrashes === 0 && hangsMs > patienceMs) violated(world, `the line stayed open for ${hangsMs} ms after the goodbye`);
  if (reason === "limit" && !schedule.hubRefuses && schedule.hubFails === 0 && truth.awayMs < harmlessMs) violated(world, "the call ended for its limits, and nobody refused it");
}

function checkTools(world: World, books: Books): void {
  const { toolTurn, tool } = world.schedule;
  if (books.effects.size > 1) violated(world, `the tool changed the world ${books.effects.size} times: ${[...books.effects.keys()].join(", ")}`);
  const told = books.call?.fields["told"];
  if (toolTurn === null || tool.effect === "read" || told === undefined) return;
  if (told === "ok" && books.effects.size === 0) violated(world, "the caller was told of a success that was none");
  if (told === "failed" && books.effects.size > 0) violated(world, "the caller was told of a failure that was none");
}

/** What the node told of a transfer reached the dialogue, and a caller whom somebody took was handed over. */
function checkTransfers(world: World, books: Books): void {
  const { truth, schedule } = world;
  const { call } = books;
  if (new Set(truth.transfers.map(({ key }) => key)).size !== truth.transfers.length && truth.nodeCrashes === 0) violated(world, "the exchange was asked twice");
  if (call?.endReason === "transferred" && (truth.transfers.length === 0 || schedule.transfer?.result !== "answered")) violated(world, "the call is booked as transferred, and nobody took it");
  if (call?.endReason === "transferred" && call.outcome !== "transferred") violated(world, `a transferred call came to "${call.outcome ?? "nothing"}"`);
}

/** Who talked to the caller in the bot's place stands in the books, and nobody who did not. */
function checkTakeOvers(world: World, books: Books): void {
  const booked = books.call?.takeOvers?.length ?? 0;
  if (booked === 0 && world.truth.takeOvers > 0) violated(world, "somebody talked in the bot's place, and the books do not know");
  if (booked > 0 && world.schedule.person === null) violated(world, "the books know of somebody who was not there");
}

/** Every record has its analysis: with it when the rules are all there is, else filed beside it, always with the same end. */
function checkAnalysis(world: World, { call, filed, analysed }: Books): void {
  if (analysed === 0) violated(world, "nobody was told that the call was analysed");
  if (world.schedule.analysis === null && call?.analysis?.by !== "rules") violated(world, "the record has no analysis");
  if (world.schedule.analysis === null) return;
  if (call?.analysis !== null) violated(world, "the record waited for the model");
  if (filed.length === 0) violated(world, "what was found out was never filed");
  const { fails, nonsense } = world.schedule.analysis;
  if (world.schedule.mishaps.length === 0 && fails + nonsense === 0 && filed.at(-1)?.analysis.by !== "model") violated(world, "what the model found was not taken");
}

/** One commit a turn and one each for its tool, beside beginning, greeting, prompts, leases, end and settlement. */
function checkCommits(world: World, books: Books): void {
  const turns = world.truth.turns.length;
  const prompts = books.messages.filter((message) => /^(still|quiet|nobody)/.test(message.text)).length;
  const leases = Math.ceil(((books.settledAtMs ?? 0) + 1) / 30_000);
  // Of each visit: asked, came, took, was lost and came back, gave back, went.
  const visits = world.schedule.person === null ? 0 : 2 * 7 + 2 * world.schedule.person.whispersMs.length;
  const most = turns + 2 * books.toolRuns + prompts + leases + 6 + (world.schedule.analysis === null ? 0 : 4) + visits;
  if (books.commits > most) violated(world, `${books.commits} commits for ${turns} turns, at most ${most}`);
}
