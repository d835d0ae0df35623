/** Caller lists as text, one entry a line: "+7 495 123-45-67, склад" or "7495*". Pure. */
import type { CallerEntry } from "@zvon/contract/numbers-api.ts";
import { phone } from "../../lib/format.ts";

/** @returns entries as the API takes them; a line without a number is left for the server to point at. */
export function entriesOf(text: string): CallerEntry[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) => {
    const cut = line.indexOf(",");
    return cut < 0 ? { number: line, note: "" } : { number: line.slice(0, cut).trim(), note: line.slice(cut + 1).trim() };
  });
}

export const linesOf = (entries: readonly CallerEntry[]): string => entries.map(({ number, note }) => `${/^\d{11,15}$/.test(number) ? phone(`+${number}`).replaceAll("\u00a0", " ").replaceAll("\u2011", "-") : number}${note === "" ? "" : `, ${note}`}`).join("\n");
