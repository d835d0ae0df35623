/** When the calendars that the platform keeps are open; what another service keeps is not known here. */
import type { BotConfig } from "./bot-config.ts";
import type { ToolOf } from "./bot-tools.ts";

/** "HH:MM"; a place that is open until midnight closes at 00:00. */
export type DayHours = { from: string; to: string };

export const builtInCalendars = ({ tools }: Pick<BotConfig, "tools">): ToolOf<"calendar">[] =>
  tools.filter((tool): tool is ToolOf<"calendar"> => tool.type === "calendar" && tool.config.source.kind === "built_in" && Object.keys(tool.config.hours).length > 0);

/** What `{hours}` in a text stands for: of the first of them, by the day of the week, "1" Monday … "7" Sunday. */
export const calendarHours = (bot: Pick<BotConfig, "tools">): Readonly<Record<string, DayHours>> | null => builtInCalendars(bot)[0]?.config.hours ?? null;
