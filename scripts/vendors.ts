/** The platform's own access to vendors, and whom the edge may reach: from the options, the environment, or the data folder. */
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { vendorAccessesSchema, vendors } from "@zvon/contract/speech.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import { StartFailure, exitCodes } from "./failure.mjs";

/** By vendor. Both programs check them too; what is wrong is told here, where somebody reads it. */
export type Vendors = VendorAccesses;

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
  const parsed = vendorAccessesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Names of fields and of vendors, never what stands in them.
  const faults = parsed.error.issues.map((issue) => (issue.code === "unrecognized_keys" ? `there is no vendor ${issue.keys.map((key) => `"${key}"`).join(", ")}, they are ${vendors.join(", ")}` : `/${issue.path.map(String).join("/")} does not fit`));
  throw new StartFailure(exitCodes.badArgument, `${where} must be JSON like {"openai": {"key": "..."}}: ${faults.join("; ")}.`);
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
