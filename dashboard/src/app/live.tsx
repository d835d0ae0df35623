/** Live calls with their texts: loaded when the page is opened. */
import "../styles/live.css";
import { LivePage } from "../features/live/live-page.tsx";
import { MoreMessages } from "../lib/i18n.tsx";
import { liveEn } from "../locales/pages/live-en.ts";
import { liveRu } from "../locales/pages/live-ru.ts";

const tables = { ru: liveRu, en: liveEn };

export const Live = () => (
  <MoreMessages tables={tables}>
    <LivePage />
  </MoreMessages>
);
