/** The page of appointments with its texts: loaded when it is opened. */
import "../styles/appointments.css";
import { AppointmentsPage } from "../features/appointments/appointments-page.tsx";
import { MoreMessages } from "../lib/i18n.tsx";
import { appointmentsEn } from "../locales/pages/appointments-en.ts";
import { appointmentsRu } from "../locales/pages/appointments-ru.ts";

const tables = { ru: appointmentsRu, en: appointmentsEn };

export const Appointments = () => (
  <MoreMessages tables={tables}>
    <AppointmentsPage />
  </MoreMessages>
);
