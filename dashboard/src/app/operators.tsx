/** Operators and their groups, with their texts: loaded when the page is opened. */
import "../styles/operators.css";
import { OperatorsPage } from "../features/operators/operators-page.tsx";
import { MoreMessages } from "../lib/i18n.tsx";
import { operatorsEn } from "../locales/pages/operators-en.ts";
import { operatorsRu } from "../locales/pages/operators-ru.ts";

const tables = { ru: operatorsRu, en: operatorsEn };

export const Operators = () => (
  <MoreMessages tables={tables}>
    <OperatorsPage />
  </MoreMessages>
);
