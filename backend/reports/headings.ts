import { dateOf, dayOf } from "#calendar/days.ts";
import { weekOf } from "#calendar/periods.ts";
import { DAY } from "#calendar/units.ts";
import type { Document } from "#wire/reports.ts";
import { longDate, longMonth } from "#writing/dates.ts";
import type { Lang } from "#writing/lang.ts";
import { REPORT_WORDS } from "./words.ts";
import type { Writing } from "./writing.ts";

/** What the report is compared with, or why it is not; and the public holidays in which the two differ. */
export function comparedText({ document: { before, holidays, ...period }, words, lang }: Writing): string {
  if (!before) return words.notCompared;
  const within = ({ from, until }: { from: number; until: number }) =>
    (holidays ?? []).filter(({ at }) => at >= from && at < until).length;
  const [then, now] = [within(before), within(period)];
  const isDay = period.until - period.from === DAY;
  const told =
    then === now ? (isDay && now === 1 ? words.bothHolidays : null) : words.holidayCounts(then, now);
  return spanText(before, lang) + (told === null ? "" : ` (${told})`);
}

/** 21 พฤศจิกายน 2569; 15–21 …: the days of a period, both included. */
export function spanText({ from, until }: { from: number; until: number }, lang: Lang): string {
  const last = until - 1;
  if (dayOf(from) === dayOf(last)) return longDate(from, lang);
  const [first, end] = [dateOf(dayOf(from)), dateOf(dayOf(last))];
  const written = longDate(from, lang).split(" ");
  // What both have is written once.
  const own = first.year !== end.year ? 3 : first.month !== end.month ? 2 : 1;
  return `${written.slice(0, own).join(" ")} – ${longDate(last, lang)}`;
}

/** What the report is called. */
export function titleOf(
  { kind, from, until }: Pick<Document, "kind" | "from" | "until">,
  lang: Lang,
): string {
  const words = REPORT_WORDS[lang];
  if (kind === "monthly") return words.ofMonth(words.titles.monthly, longMonth(from, lang));
  const week = kind === "weekly" ? words.week(weekOf(dayOf(from)).week) : "";
  return `${words.titles[kind]}${week} (${spanText({ from, until }, lang)})`;
}

/** What it is about: all, or what is named. */
export function scopeText({
  scope: { banks, provinces, agencies },
  words,
  nameOf,
}: Pick<Writing, "words" | "nameOf"> & Pick<Document, "scope">): string {
  const named = [
    ...(banks ?? []).map((code) => nameOf("bank", code)),
    ...(provinces ?? []).map((code) => nameOf("province", code)),
    ...(agencies ?? []).map((code) => nameOf("agency", code)),
  ];
  return banks === null && provinces === null && agencies === null ? words.everything : named.join(", ");
}
