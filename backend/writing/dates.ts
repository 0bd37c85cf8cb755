import { dateOf, dayOf, timeOfDay, weekdayOf } from "#calendar/days.ts";
import { toBuddhist } from "#calendar/era.ts";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { Lang } from "./lang.ts";

/**
 * Names of months and weekdays as CLDR has them for th-TH and en-GB. Not by `Intl`: what it writes changes with the
 * release of the browser (en-GB has had Sep and Sept), and a message must say what the wall says.
 */
const MONTHS: Record<Lang, { short: readonly string[]; long: readonly string[] }> = {
  th: {
    short: "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split(" "),
    long: "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split(" "),
  },
  en: {
    short: "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split(" "),
    long: "January February March April May June July August September October November December".split(" "),
  },
};
/** Monday first. */
const WEEKDAYS: Record<Lang, readonly string[]> = {
  th: "จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์".split(" "),
  en: "Mon Tue Wed Thu Fri Sat Sun".split(" "),
};

const two = (value: number) => String(value).padStart(2, "0");
const part = (at: number, unit: number, of: number) => two(Math.floor(timeOfDay(at) / unit) % of);

/** 14:05, in Bangkok. */
export function hhmm(at: number): string {
  return `${part(at, HOUR, 24)}:${part(at, MINUTE, 60)}`;
}

/** 14:05:31, in Bangkok. */
export function hhmmss(at: number): string {
  return `${hhmm(at)}:${part(at, SECOND, 60)}`;
}

/** The year as it is written: in the Buddhist era in Thai, in the common era in English. */
export function yearIn(lang: Lang, year: number): number {
  return lang === "th" ? toBuddhist(year) : year;
}

/** 21 พ.ย.; 21 Nov */
export function shortDay(at: number, lang: Lang): string {
  const { month, date } = dateOf(dayOf(at));
  return `${date} ${MONTHS[lang].short[month - 1]}`;
}

/** เสาร์ 21 พ.ย. 2569; Sat 21 Nov 2026 */
export function date(at: number, lang: Lang): string {
  const day = dayOf(at);
  return `${WEEKDAYS[lang][weekdayOf(day) - 1]} ${shortDay(at, lang)} ${yearIn(lang, dateOf(day).year)}`;
}

/** พฤศจิกายน 2569; November 2026 */
export function longMonth(at: number, lang: Lang): string {
  const { year, month } = dateOf(dayOf(at));
  return `${MONTHS[lang].long[month - 1]} ${yearIn(lang, year)}`;
}

/** 21 พฤศจิกายน 2569; 21 November 2026 */
export const longDate = (at: number, lang: Lang): string =>
  `${dateOf(dayOf(at)).date} ${longMonth(at, lang)}`;

/** A moment in the past: 14:05, and with its day if that was another one. */
export function moment(at: number, now: number, lang: Lang): string {
  return dayOf(at) === dayOf(now) ? hhmm(at) : `${shortDay(at, lang)} ${hhmm(at)}`;
}

/** The same to the second: 14:05:31. */
export function momentToSecond(at: number, now: number, lang: Lang): string {
  return dayOf(at) === dayOf(now) ? hhmmss(at) : `${shortDay(at, lang)} ${hhmmss(at)}`;
}
