/** `npm run call`: a scripted caller that really speaks holds a call; prints it and says whether its expectations held. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { prepareScript } from "@zvon/media-node/src/caller/prepare.ts";
import { parseScript } from "@zvon/media-node/src/caller/script.ts";
import { startEmbeddedVoice } from "@zvon/media-node/src/tts/embedded/embedded-voice.ts";
import { startLab } from "../lab/asterisk.ts";
import { freeUdpPort } from "../lab/ports.ts";
import { announceLab, withdrawLab } from "../lab/product.ts";
import { runningLab } from "../lab/record.ts";
import { parseCallArguments, type CallArguments } from "./arguments.ts";
import { checkExpectations } from "./expectations.ts";
import { holdByBrowser, holdByRtp, holdBySip, maxCallMs, type Held } from "./hold.ts";
import { reportCall, type CallReport } from "./report.ts";
import { joinOrStart, repositoryRoot } from "./server.ts";

const exit = { held: 0, notHeld: 1, couldNotRun: 2 } as const;
/** Extensions of the demo numbers (the seed's). */
const numbers: Record<string, string> = { "salon.ru": "1001", "salon.en": "1002", "order-status.ru": "1003", "order-status.en": "1004" };
const trunkHost = "127.0.0.2";

/** The scripts of the dashboard's test-call page; the first one of each bot is what a newcomer hears. */
const firstScripts: Record<string, string> = { "salon": "booking", "order-status": "voice" };
const scriptFor = (bot: string, language: string): string => path.join(repositoryRoot, "dashboard/src/features/test-call/scripts", `${bot}.${firstScripts[bot] ?? "first"}.${language}.yaml`);

async function run(options: CallArguments): Promise<CallReport> {
  const scriptPath = options.script ?? scriptFor(options.bot, options.lang);
  const script = parseScript(await readFile(scriptPath, "utf8").catch(() => Promise.reject(new Error(options.script ? `The script ${options.script} can't be read.` : `There is no script for a bot "${options.bot}": the demo bots are ${Object.keys(firstScripts).join(" and ")}; for one of your own give --script FILE.`))));
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const voice = await startEmbeddedVoice();
  const signal = AbortSignal.timeout(maxCallMs);
  const closing: (() => Promise<unknown>)[] = [() => voice.close()];
  try {
    const { steps, lines } = await prepareScript(script, options.lang, voice, path.dirname(scriptPath), signal);
    const line = options.via === "sip" ? await findLine(options, closing) : null;
    const server = await joinOrStart(line?.environment ?? {}, say, options.data);
    closing.push(() => server.close());
    const hold = { api: server.api, bot: options.bot, language: options.lang, steps, signal };
    let held: Held;
    if (line) {
      if (server.dataFolder !== null && line.announced !== server.dataFolder) {
        await announceLab(server.dataFolder, line.lab);
        closing.push(() => withdrawLab(server.dataFolder ?? ""));
      }
      held = await holdBySip(hold, line.lab, line.number);
    } else held = await (options.via === "rtp" ? holdByRtp : holdByBrowser)(hold);
    const report = reportCall(held.call, held.messages, { via: options.via, apiUrl: server.api.url, expectations: checkExpectations(script, held.call, held.messages), lines });
    // A product of the tool's own ends with it, and its addresses too.
    return server.dataFolder === null ? { ...report, recording: null } : report;
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

/** The Asterisk the call goes through: the one that `npm run lab` left running, or one for this call. */
async function findLine(options: CallArguments, closing: (() => Promise<unknown>)[]) {
  const number = numbers[`${options.bot}.${options.lang}`];
  if (!number) throw new Error(`No demo number reaches the bot ${options.bot} in ${options.lang}: use --via rtp.`);
  const running = await runningLab();
  const lab = running?.lab ?? (await startLab({ ariApp: "zvon", trunkHost, trunkPort: await freeUdpPort(trunkHost) }));
  if (!running) closing.push(() => lab.stop());
  return { lab, number, announced: running?.data ?? null, environment: { ZVON_ARI_URL: lab.ari.url, ZVON_ARI_USER: lab.ari.user, ZVON_ARI_PASSWORD: lab.ari.password, ZVON_ARI_APP: lab.ari.app } };
}

function print(report: CallReport): void {
  for (const turn of report.turns) {
    const at = turn.startMs === null ? "     —" : `${(turn.startMs / 1000).toFixed(1).padStart(5)} s`;
    const unheard = turn.interrupted ? `   (heard: ${"heardText" in turn ? turn.heardText : ""})` : "";
    const understood = "recognised" in turn && turn.recognised?.toLocaleLowerCase() !== turn.text.toLocaleLowerCase() ? `   (understood: ${turn.recognised || "nothing"})` : "";
    process.stdout.write(`${at}  ${turn.who === "bot" ? "bot   " : "caller"}  ${turn.text}${unheard}${understood}\n`);
  }
  process.stdout.write(`\n${report.callId}: ${report.outcome ?? "no outcome"}, ${report.endReason ?? "not ended"}; fields ${JSON.stringify(report.fields)}\n`);
  for (const { line, ok, why } of report.expectations) process.stdout.write(`${ok ? "as expected" : "NOT as expected"} after line ${line} of the script${ok ? "" : `: ${why}`}\n`);
  if (report.recording) process.stdout.write(`recording: ${report.recording}\n`);
}

try {
  const options = parseCallArguments(process.argv.slice(2));
  const report = await run(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else print(report);
  process.exitCode = report.expectations.every((one) => one.ok) ? exit.held : exit.notHeld;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exit.couldNotRun;
}
