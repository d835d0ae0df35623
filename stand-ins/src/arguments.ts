/** Arguments of `npm run stand-ins`. */
import { vendors, type Vendor } from "@zvon/contract/speech.ts";
import { faultKinds, type Fault, type FaultKind } from "./stand-in.ts";

export type StandInArguments = {
  only: Vendor[];
  faults: { name: Vendor; fault: Fault }[];
  /** Of the first; the others follow it. 0: any free ports. */
  port: number;
  /** Folder of wav files named by what is said in them. */
  learn: string | null;
};

export const usage = "npm run stand-ins -- [--only NAME…] [--fault NAME:KIND[:MS]…] [--port N] [--learn DIR]";

/**
 * @param offered names that can be started
 * @throws Error with a sentence that lists what may be named
 */
export function parseStandInArguments(argv: readonly string[], offered: readonly Vendor[]): StandInArguments {
  const given = new Map<string, string[]>();
  let values: string[] | null = null;
  for (const word of argv) {
    if (word.startsWith("--")) {
      const [flag = "", value] = word.split("=", 2);
      values = given.get(flag) ?? [];
      given.set(flag, values);
      if (value !== undefined) values.push(...value.split(","));
    } else if (values) values.push(...word.split(",").filter((part) => part !== ""));
    else throw new Error(`"${word}" stands before any option`);
  }
  for (const flag of given.keys()) if (!["--only", "--fault", "--port", "--learn"].includes(flag)) throw new Error(`${flag} is no option`);
  const nameOf = (text: string): Vendor => {
    const name = vendors.find((vendor) => vendor === text);
    if (!name || !offered.includes(name)) throw new Error(`there is no stand-in "${text}"; there are ${offered.join(", ")}`);
    return name;
  };
  const listed = (flag: string): string[] | null => {
    const list = given.get(flag);
    if (list?.length === 0) throw new Error(`${flag} needs a value`);
    return list ?? null;
  };
  const single = (flag: string): string | null => {
    const list = listed(flag);
    if (list && list.length > 1) throw new Error(`${flag} takes one value`);
    return list?.[0] ?? null;
  };

  const only = listed("--only")?.map(nameOf) ?? [...offered];
  const faults = (listed("--fault") ?? []).map((text) => {
    const [who = "", kindText = "", msText] = text.split(":");
    const name = nameOf(who);
    if (!only.includes(name)) throw new Error(`--fault ${text}: ${name} is not started`);
    const kind: FaultKind | undefined = faultKinds.find((each) => each === kindText);
    if (!kind) throw new Error(`--fault ${text}: there is no fault "${kindText}"; there are ${faultKinds.join(", ")}`);
    const ms = msText === undefined ? undefined : Number(msText);
    if (ms !== undefined && !(Number.isInteger(ms) && ms > 0)) throw new Error(`--fault ${text}: "${msText ?? ""}" is no number of milliseconds`);
    return { name, fault: { kind, ...(ms === undefined ? {} : { ms }) } };
  });
  const portText = single("--port") ?? "0";
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65_535 - offered.length) throw new Error(`--port: "${portText}" is no port`);
  return { only: [...new Set(only)], faults, port, learn: single("--learn") };
}
