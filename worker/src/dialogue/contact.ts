/** What the CRM knows of the caller: kept for the whole call, so bounded, and kept from models as the caller's own words are. */
import { cut } from "./cut.ts";
import type { PersonalValue } from "./decision.ts";

const mostColumns = 20;
const mostChars = 500;

/** Columns beyond the bound are left out; what comes again is newer. */
export function withColumns(contact: Readonly<Record<string, string>>, columns: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...contact, ...columns }).slice(0, mostColumns).map(([column, value]) => [column, cut(value, mostChars)]));
}

/** By the column's name: numbers and e-mails are found by their look anyway. */
const nameColumn = /name|patronymic|(^|_)fio(_|$)/i;
const privateColumn = /address|birth|passport/i;

/** A name is known whole and by its parts: «Анна Петрова» is spoken to as «Анна». */
export function personalIn(contact: Readonly<Record<string, string>>): PersonalValue[] {
  return Object.entries(contact).flatMap(([column, value]): PersonalValue[] => {
    if (nameColumn.test(column)) return [...new Set([value, ...value.split(/\s+/)])].filter((part) => part !== "").map((part) => ({ kind: "name", value: part }));
    return privateColumn.test(column) && value !== "" ? [{ kind: "value", value }] : [];
  });
}
