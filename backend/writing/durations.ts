import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Lang } from "./lang.ts";
import { count } from "./numbers.ts";

export type TimeUnit = "second" | "minute" | "hour" | "day";

const SIZES = { day: DAY / SECOND, hour: HOUR / SECOND, minute: MINUTE / SECOND } as const;

/** Units of time as they stand after a number; the same for one and for many. */
export const TIME_UNITS: Record<Lang, Record<TimeUnit, string>> = {
  th: { second: "วิ", minute: "นาที", hour: "ชม.", day: "วัน" },
  en: { second: "s", minute: "min", hour: "h", day: "d" },
};

/** 8:05 of minutes and seconds; hours count as minutes. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / SIZES.minute)}:${String(whole % SIZES.minute).padStart(2, "0")}`;
}

/**
 * Minutes rounded to the whole one, under ten to the tenth. Rounded, not cut off: a percentile may be off by a
 * hundredth, and every whole minute up to an hour is then written as itself.
 */
export function minutes(value: number): string {
  const tenths = Math.round(value * 10);
  return tenths < 100 ? (tenths / 10).toFixed(1) : count(Math.round(value));
}

/** A length of time in its largest unit: 4 seconds, 12 minutes, 3 hours, 2 days; cut off. */
export function inUnits(seconds: number): { count: number; unit: TimeUnit } {
  for (const unit of ["day", "hour", "minute"] as const)
    if (seconds >= SIZES[unit]) return { count: Math.floor(seconds / SIZES[unit]), unit };
  return { count: seconds, unit: "second" };
}

/** A length of time in its largest unit, with its name: 47 นาที; 47 min. */
export function inLargestUnit(seconds: number, lang: Lang): string {
  const { count, unit } = inUnits(seconds);
  return `${count} ${TIME_UNITS[lang][unit]}`;
}

/**
 * What is left of an hour: whole seconds, so that 0:00 is past it. Rounded up: a clock that shows
 * 0:01 still has time.
 */
export function secondsLeft(deadline: number, now: number): number {
  return Math.ceil((deadline - now) / SECOND);
}

/** Seconds since a moment; a clock that runs behind does not make it negative. */
export function ageSeconds(heard: number, now: number): number {
  return Math.max(0, Math.floor((now - heard) / SECOND));
}

/** A deadline's clock: 7:05 left, −4:12 past; from ten minutes past it on, only the largest unit counts. */
export function clockLeft(
  deadline: number,
  now: number,
  past: (seconds: number) => { digits: string; unit: string },
): { digits: string; unit: string } {
  const left = secondsLeft(deadline, now);
  if (left > 0) return { digits: duration(left), unit: "" };
  if (left > -10 * SIZES.minute) return { digits: `−${duration(-left)}`, unit: "" };
  const { digits, unit } = past(-left);
  return { digits: `−${digits}`, unit };
}
