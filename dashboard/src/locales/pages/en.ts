/** English of all pages that come when they are opened, beside the bot's editor: for types and tests; a page loads its own. */
import { appointmentsEn } from "./appointments-en.ts";
import { linesEn } from "./lines-en.ts";
import { operatorEn } from "./operator-en.ts";

export const pagesEn = { ...appointmentsEn, ...linesEn, ...operatorEn };
export type PagesKey = keyof typeof pagesEn;
