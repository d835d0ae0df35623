/** Русский страниц, которые загружаются, когда их открывают: вместе он нужен типам и проверкам. */
import type { Message } from "../../lib/translate.ts";
import { appointmentsRu } from "./appointments-ru.ts";
import type { PagesKey } from "./en.ts";
import { liveRu } from "./live-ru.ts";
import { linesRu } from "./lines-ru.ts";
import { operatorRu } from "./operator-ru.ts";
import { operatorsRu } from "./operators-ru.ts";

export const pagesRu: Record<PagesKey, Message> = { ...appointmentsRu, ...linesRu, ...liveRu, ...operatorRu, ...operatorsRu };
