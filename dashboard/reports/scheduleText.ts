import type { ScheduleBody } from "#wire/schedules.ts";
import type { Words as ScheduleWords } from "./scheduleWords.th.ts";

/** 08:05 */
export const timeText = (minute: number) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** When a schedule sends, in words. */
export function whenText(
  { kind, weekday, date, minute }: Pick<ScheduleBody, "kind" | "weekday" | "date" | "minute">,
  words: ScheduleWords,
): string {
  const time = timeText(minute);
  if (kind === "daily") return words.daily(time);
  return kind === "weekly" ? words.weekly(words.weekdays[weekday - 1]!, time) : words.monthly(date, time);
}
