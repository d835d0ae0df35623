import type { Message } from "../../lib/translate.ts";
import { botConfigRu } from "./config-ru.ts";
import type { EditorKey } from "./en.ts";
import { flowRu } from "./flow-ru.ts";
import { formsRu } from "./forms-ru.ts";
import { shellRu } from "./shell-ru.ts";
import { tryingRu } from "./trying-ru.ts";

/** Русский редактора бота: загружается вместе с ним. */
export const editorRu: Record<EditorKey, Message> = { ...shellRu, ...flowRu, ...tryingRu, ...formsRu, ...botConfigRu };
