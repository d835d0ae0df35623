/** The platform's own access to vendors, and whom the edge may reach: from the options, the environment, or the data folder. */
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { StartFailure, exitCodes } from "./failure.mjs";

/** By vendor; the shape is the contract's (`vendorAccessesSchema`), and both programs check it. */
export type Vendors = Record<string, { key: string; folder?: string; baseUrl?: string; proxy?: string }>;

/**
 * @param given by who starts the product; else ZVON_VENDORS (JSON), else `vendors.json` in the data folder, which is
 *   made readable for its owner alone. @throws StartFailure when it is no JSON object: a key never stands in the sentence.
 */
export function readVendors(given: Vendors | undefined, env: NodeJS.ProcessEnv, dataDir: string): Vendors {
  if (given !== undefined) return given;
  const fromEnv = env["ZVON_VENDORS"]?.trim() ?? "";
  if (fromEnv !== "") return parse(fromEnv, "ZVON_VENDORS");
  const file = join(dataDir, "vendors.json");
  if (!existsSync(file)) return {};
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  return parse(readFileSync(file, "utf8"), file);
}

function parse(json: string, where: string): Vendors {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = null;
  }
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
  const sound = entries?.every(([, access]: [string, unknown]) => typeof access === "object" && access !== null && "key" in access && typeof access.key === "string");
  if (entries === null || sound !== true) throw new StartFailure(exitCodes.badArgument, `${where} must be JSON like {"openai": {"key": "..."}}.`);
  return Object.fromEntries(entries);
}

/** @param given CIDR ranges; else ZVON_EGRESS_ALLOW, by commas. */
export function readEgress(given: string[] | undefined, env: NodeJS.ProcessEnv): string[] {
  return given ?? (env["ZVON_EGRESS_ALLOW"] ?? "").split(",").map((range) => range.trim()).filter((range) => range !== "");
}

/** Certificates of the operator's own trust, as Node takes them too: GigaChat's chain ends at one that browsers do not know. */
export function readTrusted(env: NodeJS.ProcessEnv): string[] {
  const file = env["NODE_EXTRA_CA_CERTS"] ?? "";
  if (file === "") return [];
  try {
    return readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  } catch (error) {
    throw new StartFailure(exitCodes.badArgument, `NODE_EXTRA_CA_CERTS names a file that cannot be read: ${file}.`, { cause: error });
  }
}
