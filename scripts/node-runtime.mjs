import { existsSync } from "node:fs";
import { join } from "node:path";
import { StartFailure, exitCodes } from "./failure.mjs";

/** The first Node that runs .ts files with no flag. */
const needed = /** @type {const} */ ([22, 18]);

/**
 * May this process run the product's TypeScript as it is?
 * @param {string} version as process.versions.node
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** npm package that carries Node 22 for this machine; there is one for Linux on x64 and arm64. */
export function nodePackage() {
  return `node-${process.platform}-${process.arch}`;
}

/**
 * Path of a Node that runs .ts files: this one if it can, else the one that came with the dependencies.
 * @param {string} root repository root, dependencies installed
 */
export function findNode(root) {
  if (runsTypeScript(process.versions.node)) return process.execPath;
  const installed = join(root, "node_modules", nodePackage(), "bin", "node");
  if (existsSync(installed)) return installed;
  throw new StartFailure(
    exitCodes.other,
    `Node ${needed.join(".")} or newer is needed and npm has none for ${process.platform}-${process.arch}: install it from nodejs.org (this is ${process.version}).`,
  );
}
