/** The operator's telephone with its texts: loaded behind the page, and SIP with it only when it is switched on. */
import "../styles/operator-phone.css";
import { OperatorPhone as Phone } from "../features/operator-phone/operator-phone.tsx";
import { MoreMessages } from "../lib/i18n.tsx";
import { operatorEn } from "../locales/pages/operator-en.ts";
import { operatorRu } from "../locales/pages/operator-ru.ts";

const tables = { ru: operatorRu, en: operatorEn };

export const OperatorPhone = () => (
  <MoreMessages tables={tables}>
    <Phone />
  </MoreMessages>
);
