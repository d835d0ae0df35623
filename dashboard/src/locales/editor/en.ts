/** English of the bot's editor: loaded with it. */
import { botConfigEn } from "./config-en.ts";
import { flowEn } from "./flow-en.ts";
import { formsEn } from "./forms-en.ts";
import { shellEn } from "./shell-en.ts";
import { tryingEn } from "./trying-en.ts";

export const editorEn = { ...shellEn, ...flowEn, ...tryingEn, ...formsEn, ...botConfigEn };
export type EditorKey = keyof typeof editorEn;

export const isConfigWord = (key: string): key is keyof typeof botConfigEn => Object.hasOwn(botConfigEn, key);
