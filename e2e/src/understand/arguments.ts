/** Arguments of `npm run understand`. */
import { parseArgs } from "node:util";
import { localClock } from "@zvon/worker/src/language/calendar.ts";
import type { LocalNow } from "@zvon/worker/src/language/calendar.ts";
import { z } from "zod";

const schema = z.object({
  lang: z.enum(["ru", "en"], "ru or en"),
  now: z.string().optional(),
  bot: z.string().optional(),
  "time-zone": z.string().optional(),
  help: z.boolean().default(false),
});
export type UnderstandArguments = { help: true } | { help: false; language: "ru" | "en"; /** Null: the clock of this machine, read for each line. */ now: LocalNow | null; bot: string | null; timeZone: string };

export const usage = `npm run -s understand -- --lang ru|en [--now ISO] [--bot SLUG] [--time-zone ZONE]

Says what Zvon makes of a caller's words, without a language model. Reads JSON lines from the standard input,
{"text": "завтра в пять", "context": "Во сколько?"}, and answers each at once with one line:
{"intent", "confidence", "when", "fields", "language"}; what was not understood is null.

  --lang       the language of the call; "language" says in which one the words are
  --now        when the words are said: 2026-11-20T10:00, local time, of the offset if one is written; without it, now
  --bot        a bot by its slug or template: its own intents and fields are used
  --time-zone  such as Europe/Moscow: in which local time is counted; by default this machine's

"context" may be left out. It is what the bot had just asked, or {"asked": "…", "state": "…", "expects":
"yes_no"|"time"|"name"|"digits"|"address"|"any"}: a lone number after «во сколько» is a time.

Ends with 0, with 1 when a line could not be read, with 2 when nothing could be run.`;

const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** @throws Error with a sentence for the user. */
export function parseUnderstandArguments(argv: string[]): UnderstandArguments {
  try {
    const { values } = parseArgs({ args: argv, options: { lang: { type: "string" }, now: { type: "string" }, bot: { type: "string" }, "time-zone": { type: "string" }, help: { type: "boolean", short: "h" } } });
    if (values.help === true) return { help: true };
    const given = schema.parse(values);
    const timeZone = given["time-zone"] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { help: false, language: given.lang, now: given.now === undefined ? null : readNow(given.now, given["time-zone"] ?? null), bot: given.bot ?? null, timeZone };
  } catch (error) {
    const why = error instanceof z.ZodError ? error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; ") : error instanceof Error ? error.message : String(error);
    throw new Error(`${why}\n\n${usage}`, { cause: error });
  }
}

/** The clock on the wall as it is written; a moment with an offset is moved to the zone when one is given. */
function readNow(text: string, timeZone: string | null): LocalNow {
  const match = written.exec(text.trim());
  if (match === null || Number.isNaN(Date.parse(match[1] ?? "")) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(match[2] ?? "00:00")) throw new Error(`--now: "${text}" is no moment such as 2026-11-20T10:00 or 2026-11-20T10:00+03:00.`);
  if (timeZone !== null && match[3] !== undefined) return localClock(timeZone)(Date.parse(text.trim()));
  return { date: match[1] ?? "", time: match[2] ?? "00:00" };
}
