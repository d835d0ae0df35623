/** English of all pages that come when they are opened, beside the bot's editor: for types and tests; a page loads its own. */
import { appointmentsEn } from "./appointments-en.ts";
import { liveEn } from "./live-en.ts";
import { linesEn } from "./lines-en.ts";
import { operatorEn } from "./operator-en.ts";
import { operatorsEn } from "./operators-en.ts";

export const pagesEn = { ...appointmentsEn, ...linesEn, ...liveEn, ...operatorEn, ...operatorsEn };
export type PagesKey = keyof typeof pagesEn;
