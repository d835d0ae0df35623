/** A fault of a bot's config, where it stands and what to tell its owner. */

/** What a person is told, in whichever language they read. */
export type Sentence = { ru: string; en: string };
/** `pointer` is a JSON pointer (RFC 6901) into the config; `message` a sentence for its owner. */
export type BotConfigError = { pointer: string; message: Sentence; /** Of a warning that its owner may settle by looking at it. */ check?: string };
/** Notes a fault at a path. */
export type Fault = (path: PropertyKey[], ru: string, en: string) => void;

export const pointerOf = (...path: PropertyKey[]): string => path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
