/** The part of `npm start` that runs under Node 22: the resident edition with a voice, until it is told to stop. */
import { createWriteStream, existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartFailure, exitCodes } from "./failure.mjs";
import type { LogLine } from "./log.ts";
import { startResident, type Resident } from "./resident.ts";
import type { StartArguments } from "./start-arguments.mjs";

/** Past this size the log of the former runs is set aside, one generation. */
const logLimitBytes = 10_000_000;
/** A second Ctrl-C after this long means "at once". */
const patienceMs = 1_000;

export async function serve(options: StartArguments): Promise<void> {
  let resident: Resident | null = null;
  let stoppingSince: number | null = null;
  let log: NodeJS.WritableStream | null = null;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);

  const stop = (exitCode: number): void => {
    const now = performance.now();
    if (stoppingSince !== null) {
      if (now - stoppingSince > patienceMs) process.exit(exitCodes.other);
      return;
    }
    stoppingSince = now;
    if (resident === null) return; // still starting: stops as soon as it stands
    resident.stop().then(() => process.exit(exitCode), (error: unknown) => {
      console.error("zvon: stopping failed:", error);
      process.exit(exitCodes.other);
    });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(exitCodes.stopped));
  process.on("disconnect", () => stop(exitCodes.stopped));
  stopWithNpm(() => stop(exitCodes.stopped));

  const onLog = (line: LogLine): void => {
    // The data folder exists once the launcher's own steps are over; before that only those speak.
    log ??= existsSync(join(options.dataDir, "version.json")) ? openLog(join(options.dataDir, "zvon.log")) : null;
    log?.write(`${new Date().toISOString()} ${line.from} ${line.level} ${line.text}\n`);
    if (line.from === "launcher") say(line.text);
    else if (line.level === "error") console.error(`${line.from}: ${line.text}`);
  };

  try {
    resident = await startResident({
      ...options,
      onLog,
      onLost: (sentence) => {
        console.error(`zvon: ${sentence}`);
        stop(exitCodes.other);
      },
    });
    if (stoppingSince !== null) {
      await resident.stop();
      process.exit(exitCodes.stopped);
    }
    say(welcome(resident));
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    console.error(`zvon: ${error.message}`);
    process.exit(error.exitCode);
  }
}

function welcome({ url, demo }: Resident): string {
  return `
  Dashboard · Панель     ${url}
  Sign in · Вход         ${demo.email}  ${demo.password}
  API key · Ключ API     ${demo.apiKey}

  Try · Попробуйте
    Test call in the browser, by microphone or with a scripted caller · Тестовый звонок в браузере: ${url}/test-call
    npm run -s call -- --bot salon --lang ru      a caller that really speaks · говорящий звонящий
    npm run -s call -- --bot order-status --lang en
    npm run lab -- up                             Asterisk beside it, for your softphone · Asterisk для вашего телефона

Zvon is ready: ${url}`;
}

function openLog(file: string): NodeJS.WritableStream {
  if (existsSync(file) && statSync(file).size > logLimitBytes) renameSync(file, `${file}.1`);
  return createWriteStream(file, { flags: "a", mode: 0o600 });
}

/** npm killed hard tells its children nothing: their parent changes. */
function stopWithNpm(stop: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) stop(); }, 500).unref();
}

// Run by start.mjs as a child when the Node that npm brought was too old; otherwise imported by it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options: StartArguments = JSON.parse(process.argv[2] ?? "{}");
  await serve(options);
}
