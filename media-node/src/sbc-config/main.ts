/** `npm run -s sbc`: the border's configuration, and its hand brake. Described in kamailio/README.md. */
import { lookup } from "node:dns/promises";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { trunkSettingsSchema, type TrunkSettings } from "@zvon/contract/trunk-settings.ts";
import { z } from "zod";
import { readTemplates, templateFolder, writeFiles } from "../asterisk-config/config-folder.ts";
import { keepSecrets } from "../asterisk-config/secrets.ts";
import { applyTrunks, liveCalls, nodeStates, sbcControl, setDrained } from "./control.ts";
import { createFollower } from "./follow.ts";
import { nodeUri, renderSbc, type Resolved } from "./sbc-files.ts";
import { sbcSettingsSchema, type SbcSettings } from "./sbc-settings.ts";

const usage = `usage: npm run -s sbc -- render --settings FILE --out DIR [--trunks FILE] [--secrets FILE] [--apply]
       npm run -s sbc -- follow --settings FILE --out DIR --trunks-from DIR
       npm run -s sbc -- drain|undrain NODE --settings FILE
       npm run -s sbc -- status --settings FILE`;
const exit = { done: 0, someLeftOut: 1, usage: 2 } as const;

/** Passwords are made and kept by the command, never written by hand. */
async function readSettings(file: string, secretsFile: string): Promise<SbcSettings> {
  const draft = z.looseObject({}).parse(JSON.parse(await readFile(file, "utf8")));
  const secrets = await keepSecrets(secretsFile, ["token", "maskKey"], false);
  return sbcSettingsSchema.parse({ ...secrets, ...draft });
}

/** Names of carriers' servers; one that DNS does not know now is left out and said. */
async function resolveHosts(trunks: readonly TrunkSettings[]): Promise<Resolved> {
  const names = [...new Set(trunks.map(({ host }) => host))];
  const found = await Promise.all(names.map(async (name) => [name, await lookup(name, { family: 4, all: true }).then((all) => all.map(({ address }) => address), () => [])] as const));
  return Object.fromEntries(found);
}

async function render(settings: SbcSettings, options: { out: string; trunks: string | undefined; apply: boolean }): Promise<number> {
  const trunks = options.trunks === undefined ? [] : z.array(trunkSettingsSchema).parse(JSON.parse(await readFile(options.trunks, "utf8")));
  const { files, rows, refused } = renderSbc(settings, trunks, await resolveHosts(trunks), await readTemplates(templateFolder("kamailio")));
  const changed = await writeFiles(options.out, files);
  console.log(changed.length === 0 ? "nothing has changed" : `written: ${changed.join(", ")}`);
  if (options.apply) {
    await applyTrunks(sbcControl(settings.controlSocket), rows, changed.includes("dispatcher.list"));
    console.log("the running Kamailio has the trunks; other settings take a restart");
  }
  for (const { id, why } of refused) console.error(`left out: trunk ${id}: ${why}`);
  return refused.length === 0 ? exit.done : exit.someLeftOut;
}

/** How soon a change of a node reaches the border. */
const followEveryMs = 2_000;

/** Until it is asked to stop: puts the trunks of the nodes' files into the running Kamailio, and into its files for the next start. */
async function follow(settings: SbcSettings, options: { out: string; from: string }): Promise<number> {
  const templates = await readTemplates(templateFolder("kamailio"));
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  /** Kamailio was not told of what stands in the files. */
  let owed = true;
  const follower = createFollower({
    async read() {
      const names = (await readdir(options.from)).filter((name) => /^[\w-][\w.-]*\.json$/.test(name));
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(path.join(options.from, name), "utf8")] as const)));
    },
    async put(trunks) {
      const { files, rows, refused } = renderSbc(settings, trunks, await resolveHosts(trunks), templates);
      const changed = (await writeFiles(options.out, files)).length > 0;
      owed ||= changed;
      if (owed) await applyTrunks(sbcControl(settings.controlSocket), rows, false);
      owed = false;
      return { changed, refused };
    },
    now: () => performance.now(),
    tell: (line) => console.log(line),
  });
  while (!stop.signal.aborted) {
    await follower.step();
    await delay(followEveryMs, undefined, { signal: stop.signal }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  }
  return exit.done;
}

async function drain(settings: SbcSettings, id: string | undefined, drained: boolean): Promise<number> {
  const node = settings.nodes.find((one) => one.id === id);
  if (node === undefined) throw new Error(`there is ${settings.nodes.map((one) => one.id).join(", ")}; no ${id ?? "node was named"}`);
  await setDrained(sbcControl(settings.controlSocket), node, drained);
  console.log(drained ? `${node.id} gets no new calls; those it has go on. It stays so until Kamailio restarts: "drained" in the settings keeps it.` : `${node.id} gets calls again`);
  return exit.done;
}

async function status(settings: SbcSettings): Promise<number> {
  const control = sbcControl(settings.controlSocket);
  const states = await nodeStates(control);
  const words: Record<string, string> = { A: "in use", I: "does not answer", D: "drained", T: "not sure" };
  for (const node of settings.nodes) console.log(`${node.id.padEnd(16)} ${nodeUri(node).padEnd(28)} ${words[states[nodeUri(node)]?.[0] ?? ""] ?? "unknown to Kamailio"}`);
  console.log(`calls            ${await liveCalls(control)}`);
  return exit.done;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { settings: { type: "string" }, out: { type: "string" }, trunks: { type: "string" }, "trunks-from": { type: "string" }, secrets: { type: "string" }, apply: { type: "boolean", default: false } },
  });
  const [command, node] = positionals;
  if (values.settings !== undefined) {
    const settings = await readSettings(values.settings, values.secrets ?? `${values.settings}.secrets`);
    if (command === "render" && values.out !== undefined) return render(settings, { out: values.out, trunks: values.trunks, apply: values.apply });
    if (command === "follow" && values.out !== undefined && values["trunks-from"] !== undefined) return follow(settings, { out: values.out, from: values["trunks-from"] });
    if (command === "drain" || command === "undrain") return drain(settings, node, command === "drain");
    if (command === "status") return status(settings);
  }
  console.error(usage);
  return exit.usage;
}

try {
  process.exitCode = await main();
} catch (error) {
  // zod quotes no values, and so no passwords.
  console.error(error instanceof z.ZodError ? error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n") : error instanceof Error ? error.message : String(error));
  process.exitCode = exit.usage;
}
