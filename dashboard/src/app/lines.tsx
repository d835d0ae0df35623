/** Numbers, trunks and nodes with their texts: loaded when one of them is opened. */
import "../styles/lines.css";
import { LinesPage } from "../features/lines/lines-page.tsx";
import { NumberPage } from "../features/lines/number-page.tsx";
import { TrunkPage } from "../features/lines/trunk-page.tsx";
import { MoreMessages } from "../lib/i18n.tsx";
import type { LinesRoute } from "../lib/routes.ts";
import { linesEn } from "../locales/pages/lines-en.ts";
import { linesRu } from "../locales/pages/lines-ru.ts";

const tables = { ru: linesRu, en: linesEn };

export const Lines = ({ route }: { route: LinesRoute }) => (
  <MoreMessages tables={tables}>{route.page === "number" ? <NumberPage key={route.id} id={route.id} /> : route.page === "trunk" ? <TrunkPage key={route.id} id={route.id} /> : <LinesPage tab={route.tab} />}</MoreMessages>
);
