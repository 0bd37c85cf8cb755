import type { Lang } from "./words.ts";

const ZONE = "Asia/Bangkok";

const HOURS = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "medium" });
const DATES = {
  th: new Intl.DateTimeFormat("th-TH-u-ca-buddhist", dateParts("long")),
  en: new Intl.DateTimeFormat("en-GB", dateParts("short")),
};
const DAYS = {
  th: new Intl.DateTimeFormat("th-TH-u-ca-buddhist", { timeZone: ZONE, day: "numeric", month: "short" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "short" }),
};

function dateParts(weekday: "long" | "short"): Intl.DateTimeFormatOptions {
  return { timeZone: ZONE, weekday, day: "numeric", month: "short", year: "numeric" };
}

/** 14:05 */
export function hhmm(at: number): string {
  return HOURS.format(at);
}

/** 14:05:31 */
export function hhmmss(at: number): string {
  return SECONDS.format(at);
}

/** เสาร์ 21 พ.ย. 2569; Sat 21 Nov 2026 */
export function date(at: number, lang: Lang): string {
  const parts = Object.fromEntries(DATES[lang].formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = parts.weekday?.replace(/^วัน/, "");
  return `${weekday} ${parts.day} ${parts.month} ${parts.year}`;
}

/** A moment in the past: 14:05, and with its day if that was another one. */
export function moment(at: number, now: number, lang: Lang): string {
  const day = DAYS[lang].format(at);
  return day === DAYS[lang].format(now) ? hhmm(at) : `${day} ${hhmm(at)}`;
}

/** 8:05 of minutes and seconds; hours count as minutes. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * What is left of an hour: whole seconds, so that 0:00 is past it. Rounded up: a clock that shows
 * 0:01 still has time.
 */
export function secondsLeft(deadline: number, now: number): number {
  return Math.ceil((deadline - now) / 1_000);
}

/** How old a word is, in seconds; a clock that runs behind does not make it negative. */
export function ageSeconds(heard: number, now: number): number {
  return Math.max(0, Math.floor((now - heard) / 1_000));
}

/** A length of time in its largest unit: 4 seconds, 12 minutes, 3 hours, 2 days. */
export function inUnits(seconds: number): { count: number; unit: "second" | "minute" | "hour" | "day" } {
  if (seconds < 60) return { count: seconds, unit: "second" };
  if (seconds < 3_600) return { count: Math.floor(seconds / 60), unit: "minute" };
  if (seconds < 86_400) return { count: Math.floor(seconds / 3_600), unit: "hour" };
  return { count: Math.floor(seconds / 86_400), unit: "day" };
}

/** A deadline's clock: 7:05 left, −4:12 past; ten minutes past it, only the largest unit counts. */
export function clockLeft(
  deadline: number,
  now: number,
  past: (seconds: number) => { digits: string; unit: string },
): { digits: string; unit: string } {
  const left = secondsLeft(deadline, now);
  if (left > 0) return { digits: duration(left), unit: "" };
  if (left > -600) return { digits: `−${duration(-left)}`, unit: "" };
  const { digits, unit } = past(-left);
  return { digits: `−${digits}`, unit };
}
