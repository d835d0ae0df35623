import { isAbsolute, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { StartFailure, exitCodes } from "./failure.mjs";

export const startUsage = "npm start [-- --port 8787 --host 127.0.0.1 --data DIR --reset]";

/**
 * @typedef {{ port: number, host: string, dataDir: string, reset: boolean }} StartArguments
 */

/**
 * Arguments of `npm start`. A relative data folder is relative to the folder the command was typed in.
 * @param {readonly string[]} argv without node and script
 * @param {{ root: string, cwd: string }} where repository root; folder the command was typed in
 * @returns {StartArguments} throws StartFailure(badArgument)
 */
export function parseStartArguments(argv, where) {
  const { values } = readOptions(argv);
  const port = Number(values.port ?? "8787");
  if (!/^\d{1,5}$/.test(values.port ?? "8787") || port > 65535) {
    throw new StartFailure(exitCodes.badArgument, `--port ${values.port} is not a port: give a number from 0 (any free port) to 65535.`);
  }
  const host = values.host ?? "127.0.0.1";
  if (host === "" || /[\s/]/.test(host)) throw new StartFailure(exitCodes.badArgument, `--host ${JSON.stringify(host)} is not an address.`);
  const data = values.data;
  if (data === "") throw new StartFailure(exitCodes.badArgument, "--data needs a folder.");
  const dataDir = data === undefined ? join(where.root, "data") : isAbsolute(data) ? data : resolve(where.cwd, data);
  return { port, host, dataDir, reset: values.reset ?? false };
}

/** @param {readonly string[]} argv */
function readOptions(argv) {
  try {
    return parseArgs({
      args: [...argv],
      options: { port: { type: "string" }, host: { type: "string" }, data: { type: "string" }, reset: { type: "boolean" } },
      strict: true,
      allowPositionals: false,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message.split(/[.\n]/)[0] : String(error);
    throw new StartFailure(exitCodes.badArgument, `${why}. Usage: ${startUsage}`, { cause: error });
  }
}
