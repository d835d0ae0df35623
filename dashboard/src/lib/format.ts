/** Numbers, times and phones as people of each language write them. Unknown is «—», never 0. */
import type { Language } from "./translate.ts";

export type Format = ReturnType<typeof createFormat>;

const noBreak = "\u00a0";
const noBreakHyphen = "\u2011";
export const unknown = "—";

/** @param timeZone IANA name; the viewer's own when left out. @param viewerZone where the reader is. */
export function createFormat(language: Language, timeZone?: string, viewerZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const number = (value: number, digits = 0) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const dayMonthYear = new Intl.DateTimeFormat(language === "ru" ? "ru" : "en-US", { day: "numeric", month: "short", year: "numeric", ...zone });
  // As the bots say and write it: 17:18, 5:18 PM.
  const clock = language === "ru" ? ({ hour: "2-digit", minute: "2-digit", hour12: false } as const) : ({ hour: "numeric", minute: "2-digit", hour12: true } as const);
  const hourMinute = new Intl.DateTimeFormat(language === "ru" ? "ru" : "en-US", { ...clock, ...zone });
  const hourMinuteSecond = new Intl.DateTimeFormat(language === "ru" ? "ru" : "en-US", { ...clock, second: "2-digit", ...zone });
  const day = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...zone });
  const seconds = language === "ru" ? "с" : "s";
  const milliseconds = language === "ru" ? "мс" : "ms";

  /** `ms` of a call: 6:03, 1:02:07. */
  const duration = (ms: number | null): string => {
    if (ms === null || !Number.isFinite(ms)) return unknown;
    const total = Math.max(0, Math.round(ms / 1000));
    const two = (part: number) => String(part).padStart(2, "0");
    const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };

  /** A pause as people feel it: 0,78 с. */
  const latency = (ms: number | null): string => (ms === null ? unknown : `${number(Math.max(0, ms) / 1000, 2)}${noBreak}${seconds}`);
  const millis = (ms: number | null): string => (ms === null ? unknown : `${number(Math.max(0, Math.round(ms)))}${noBreak}${milliseconds}`);

  // Intl's short Russian months are uneven («нояб.», «мая»): three letters each are how they are said on tickets.
  const date = (at: number): string => {
    const parts = dayMonthYear.formatToParts(at);
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
    return language === "ru" ? `${part("day")} ${part("month").slice(0, 3)} ${part("year")}` : `${part("month")} ${part("day")}, ${part("year")}`;
  };
  const time = (at: number): string => plainSpaces(hourMinute.format(at));

  /** `today` is the word for it in the language: «сегодня, 17:18», else «20 ноя 2026, 17:18». */
  const when = (at: number, now: number, today: string): string => (day.format(at) === day.format(now) ? `${today}, ${time(at)}` : `${date(at)}, ${time(at)}`);
  const precise = (at: number): string => `${date(at)}, ${plainSpaces(hourMinuteSecond.format(at))}`;
  /** The exact moment for a tooltip: of this zone, of the viewer's own where that is another, and UTC. */
  const exact = (at: number): string => {
    const elsewhere = timeZone !== undefined && timeZone !== viewerZone ? [`${createFormat(language, viewerZone, viewerZone).precise(at)} ${viewerZone}`] : [];
    return [`${precise(at)} ${timeZone ?? viewerZone}`, ...elsewhere, `${new Date(at).toISOString().replace("T", " ").slice(0, 19)} UTC`].join(" · ");
  };

  /** `2026-11-22T17:00`, a wall-clock time without a zone: shown as written, moved by nothing. */
  const wallTime = (text: string): string => {
    const plain = createFormat(language, "UTC");
    const at = Date.parse(`${text}Z`);
    return Number.isNaN(at) ? text : `${plain.date(at)}, ${plain.time(at)}`;
  };

  /** `17:00` of a wall clock: 17:00, 5:00 PM. */
  const wallClock = (text: string): string => {
    const at = Date.parse(`2026-01-01T${text}Z`);
    return Number.isNaN(at) ? text : createFormat(language, "UTC").time(at);
  };

  /** `2026-11-23` as a heading: «пн 23 ноября», "Mon, Nov 23"; with the year when it is not `now`'s. */
  const wallDay = (date: string, now = Date.now()): string => {
    const at = Date.parse(`${date}T00:00Z`);
    if (Number.isNaN(at)) return date;
    const year = date.slice(0, 4) === String(new Date(now).getUTCFullYear()) ? {} : ({ year: "numeric" } as const);
    const parts = { day: "numeric", month: language === "ru" ? "long" : "short", ...year, timeZone: "UTC" } as const;
    const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(at);
    const rest = new Intl.DateTimeFormat(language === "ru" ? "ru" : "en-US", parts).format(at);
    return language === "ru" ? `${weekday} ${rest}` : `${weekday}, ${rest}`;
  };

  return { wallTime, wallClock, wallDay, number, duration, latency, millis, date, time, when, exact, precise, phone, bytes: (count: number) => bytes(count, language, number) };
}

/** Intl sets a plain space before PM, or a narrow one that many fonts lack. */
const plainSpaces = (text: string): string => text.replace(/\s(?=[AP]M$)/, noBreak);

/** +7 912 000‑14‑27, +1 (415) 555‑0142, also of the digits as they are stored; an extension, a SIP name or anything else stays as it is. */
export function phone(written: string): string {
  // Eleven digits: what Russia dials with 8 at home, or E.164 without its plus.
  const address = /^(?:7\d{10}|1[2-9]\d{9})$/.test(written) ? `+${written}` : /^8[3489]\d{9}$/.test(written) ? `+7${written.slice(1)}` : written;
  const russian = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(address);
  if (russian !== null) return `+7${noBreak}${russian[1]}${noBreak}${russian[2]}${noBreakHyphen}${russian[3]}${noBreakHyphen}${russian[4]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  if (american !== null) return `+1${noBreak}(${american[1]})${noBreak}${american[2]}${noBreakHyphen}${american[3]}`;
  return address;
}

function bytes(count: number, language: Language, number: (value: number, digits?: number) => string): string {
  const units = language === "ru" ? ["Б", "КБ", "МБ"] : ["B", "kB", "MB"];
  if (count < 1000) return `${number(count)}${noBreak}${units[0]}`;
  if (count < 1_000_000) return `${number(count / 1000)}${noBreak}${units[1]}`;
  return `${number(count / 1_000_000, 1)}${noBreak}${units[2]}`;
}
