/** `npm run stand-ins`: vendors' stand-ins on loopback until Ctrl-C, and what the product is told to reach them. */
import { vendors, type Vendor, type VendorAccesses } from "@zvon/contract/speech.ts";
import { accessOf, standIns } from "./all.ts";
import { parseStandInArguments, usage, type StandInArguments } from "./arguments.ts";
import { createEars } from "./core/ears.ts";
import { createMouth } from "./core/mouth.ts";
import { knownLines, learnFolder, learnLines } from "./known-lines.ts";
import type { StandIn } from "./stand-in.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const offered = vendors.filter((vendor) => standIns[vendor] !== undefined);

async function run({ only, faults, port, learn }: StandInArguments): Promise<void> {
  const mouth = await createMouth();
  const ears = createEars();
  const running: StandIn[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((standIn) => standIn.close()));
    await mouth.close();
  };
  const stop = (): void => {
    end().then(() => process.exit(0), (error: unknown) => {
      console.error("stand-ins: stopping failed:", error);
      process.exit(1);
    });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  try {
    const lines = await knownLines();
    await learnLines(ears, mouth, lines);
    const files = learn === null ? 0 : await learnFolder(ears, learn);
    const accesses: VendorAccesses = {};
    for (const [n, name] of only.entries()) {
      const entry = standIns[name];
      if (!entry) continue;
      const planned = faults.find((each) => each.name === name);
      const standIn = await (await entry.load())({ ears, mouth, ...(port === 0 ? {} : { port: port + n }), ...(planned ? { fault: planned.fault } : {}) });
      running.push(standIn);
      accesses[name] = accessOf(entry, standIn);
      say(`${name.padEnd(widest(only))}  ${standIn.url}  key ${standIn.key}${planned ? `  fault ${planned.fault.kind}` : ""}`);
    }
    say("");
    say(`They know ${lines.length} lines of the demo bots and of the test calls${files === 0 ? "" : ` and ${files} files`} by their sound. To reach them:`);
    say(`ZVON_VENDORS='${JSON.stringify(accesses)}'`);
    say("ZVON_EGRESS_ALLOW=127.0.0.0/8");
    say("");
    say("Ctrl-C ends them.");
  } catch (error) {
    await end();
    throw error;
  }
}

const widest = (names: readonly Vendor[]): number => Math.max(...names.map((name) => name.length));

const parsed = ((): StandInArguments | string => {
  try {
    return parseStandInArguments(process.argv.slice(2), offered);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
})();
if (typeof parsed === "string") {
  console.error(`stand-ins: ${parsed}\nUsage: ${usage}`);
  process.exitCode = 2;
} else {
  await run(parsed).catch((error: unknown) => {
    console.error(`stand-ins: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  });
}
