import { DAY } from "#calendar/units.ts";
import { date, hhmm, hhmmss, longDate, moment, shortDay } from "#writing/dates.ts";
import { duration, inLargestUnit, minutes } from "#writing/durations.ts";
import type { Lang } from "#writing/lang.ts";
import { amount, exactAmount, MONEY_UNITS, rowMoney } from "#writing/money.ts";
import { count, percent } from "#writing/numbers.ts";
import { inThai } from "#writing/numerals.ts";

type Write = (lang: Lang) => string;

const BAHT = 100;
const MILLION = 1e6 * BAHT;
const bangkok = (iso: string) => Date.parse(`${iso}+07:00`);
const row = (satang: number) => (lang: Lang) => {
  const { digits, unit } = rowMoney(satang);
  return `${digits} ${MONEY_UNITS[lang].row[unit]}`;
};

/** What is written, in Thai and in English: in the server's messages and on the wall, to the character. */
const TABLE: [string, Write, string, string][] = [
  ["a count", () => count(12_345), "12,345", "12,345"],
  ["a count beyond 2^53", () => count("9007199254740993"), "9,007,199,254,740,993", "9,007,199,254,740,993"],
  ["a share under its target", () => percent({ value: 0.9496 }), "94.9", "94.9"],
  ["no money", (lang) => amount(0, lang), "0 บาท", "0 baht"],
  ["baht", (lang) => amount(9_500 * BAHT, lang), "9,500 บาท", "9,500 baht"],
  ["thousands", (lang) => amount(480_000 * BAHT, lang), "480 พันบาท", "480 thousand baht"],
  ["a million almost", (lang) => amount(999_499 * BAHT, lang), "999 พันบาท", "999 thousand baht"],
  ["a million", (lang) => amount(999_500 * BAHT, lang), "1.00 ล้านบาท", "1.00 million baht"],
  ["twelve millions", (lang) => amount(12.4 * MILLION, lang), "12.4 ล้านบาท", "12.4 million baht"],
  ["hundreds of millions", (lang) => amount(312 * MILLION, lang), "312 ล้านบาท", "312 million baht"],
  ["thousands of millions", (lang) => amount(1_240.4 * MILLION, lang), "1,240 ล้านบาท", "1,240 million baht"],
  ["thousands in a row", row(480_000 * BAHT), "0.48 ล้านบาท", "0.48 m baht"],
  [
    "money to the satang",
    (lang) => exactAmount(12_400_000_25, lang),
    "12,400,000.25 บาท",
    "12,400,000.25 baht",
  ],
  ["satang alone", (lang) => exactAmount(5, lang), "0.05 บาท", "0.05 baht"],
  ["a difference", (lang) => exactAmount(-1_050, lang), "−10.50 บาท", "−10.50 baht"],
  ["seconds", (lang) => inLargestUnit(59, lang), "59 วิ", "59 s"],
  ["minutes", (lang) => inLargestUnit(47 * 60 + 59, lang), "47 นาที", "47 min"],
  ["hours", (lang) => inLargestUnit(86_399, lang), "23 ชม.", "23 h"],
  ["days", (lang) => inLargestUnit(86_400, lang), "1 วัน", "1 d"],
  ["a clock", () => duration(485), "8:05", "8:05"],
  ["a median", () => minutes(9.94), "9.9", "9.9"],
  ["a median of ten", () => minutes(9.96), "10", "10"],
  ["a time", () => hhmm(bangkok("2026-11-21T00:05:31")), "00:05", "00:05"],
  ["a time with seconds", () => hhmmss(bangkok("2026-11-21T14:05:31.999")), "14:05:31", "14:05:31"],
  ["a day", (lang) => shortDay(bangkok("2026-09-01T00:00:00"), lang), "1 ก.ย.", "1 Sept"],
  ["a date", (lang) => date(bangkok("2026-11-21T14:05:31"), lang), "เสาร์ 21 พ.ย. 2569", "Sat 21 Nov 2026"],
  [
    "29 February",
    (lang) => date(bangkok("2028-02-29T12:00:00"), lang),
    "อังคาร 29 ก.พ. 2571",
    "Tue 29 Feb 2028",
  ],
  [
    "31 December",
    (lang) => date(bangkok("2026-12-31T23:59:59"), lang),
    "พฤหัสบดี 31 ธ.ค. 2569",
    "Thu 31 Dec 2026",
  ],
  ["1 January", (lang) => date(bangkok("2027-01-01T00:00:00"), lang), "ศุกร์ 1 ม.ค. 2570", "Fri 1 Jan 2027"],
  [
    "a long date",
    (lang) => longDate(bangkok("2026-11-21T00:00:00"), lang),
    "21 พฤศจิกายน 2569",
    "21 November 2026",
  ],
  [
    "a moment of today",
    (lang) => moment(bangkok("2026-11-21T00:00:00"), bangkok("2026-11-21T23:59:59"), lang),
    "00:00",
    "00:00",
  ],
  [
    "a moment of another day",
    (lang) => moment(bangkok("2026-11-20T23:59:59"), bangkok("2026-11-21T00:00:00"), lang),
    "20 พ.ย. 23:59",
    "20 Nov 23:59",
  ],
  ["Thai numerals", (lang) => inThai(amount(12.4 * MILLION, lang)), "๑๒.๔ ล้านบาท", "๑๒.๔ million baht"],
];

export interface Line {
  name: string;
  want: Record<Lang, string>;
  got: Record<Lang, string>;
}

/** The table as it is written where this runs: in Node, or in a browser. */
export const lines: Line[] = TABLE.map(([name, write, th, en]) => ({
  name,
  want: { th, en },
  got: { th: write("th"), en: write("en") },
}));

/** Every day of a year with what is said of it, for a comparison of one machine with another. */
export function year(first: number, days: number): string[] {
  return Array.from({ length: days }, (_, index) => first + index * DAY).flatMap((at) =>
    (["th", "en"] as const).map((lang) => `${date(at, lang)} ${longDate(at, lang)} ${hhmmss(at)}`),
  );
}
