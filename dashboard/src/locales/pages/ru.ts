/** Русский страниц, которые загружаются, когда их открывают: вместе он нужен типам и проверкам. */
import type { Message } from "../../lib/translate.ts";
import { appointmentsRu } from "./appointments-ru.ts";
import type { PagesKey } from "./en.ts";
import { linesRu } from "./lines-ru.ts";
import { operatorRu } from "./operator-ru.ts";

export const pagesRu: Record<PagesKey, Message> = { ...appointmentsRu, ...linesRu, ...operatorRu };
