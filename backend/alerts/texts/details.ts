import { SECOND } from "#calendar/units.ts";
import type { Finding } from "#wire/alerts.ts";
import { moment } from "#writing/dates.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Lang } from "#writing/lang.ts";
import { amount } from "#writing/money.ts";
import { count } from "#writing/numbers.ts";
import { percentOf } from "#writing/shares.ts";
import type { NameOf, Told } from "./title.ts";

/** How many, and how much, as it was found. @param isWhole with people, minutes and money */
export function countsOf(finding: Finding | null, now: number, lang: Lang, isWhole = true): string[] {
  const th = lang === "th";
  const parts: string[] = [];
  if (finding?.target && BigInt(finding.denominator) > 0n) {
    const { numerator, denominator, target } = finding;
    const missed = missedSaid(
      count(BigInt(denominator) - BigInt(numerator)),
      count(denominator),
      finding,
      lang,
    );
    const goal = percentOf(target);
    // A call is decided at once: it has no time that runs out.
    const [ends, ended] = finding.facts.calls ? [" ", ""] : ["ที่ครบเวลา", " whose time ran out"];
    const long = finding.burn && inLargestUnit(finding.burn.longMinutes * 60, lang);
    parts.push(
      long
        ? th
          ? `${missed}${ends}ใน ${long}ล่าสุด (เป้า ${goal} %)`
          : `${missed}${ended} in the last ${long} (objective ${goal} %)`
        : th
          ? `${missed} (เป้า ${goal} %)`
          : `${missed} (objective ${goal} %)`,
    );
  }
  if (finding?.facts.budget) parts.push(...budgetSaid(finding, finding.facts.budget, now, lang));
  const { people, hop, satang, minutes, dueAt, pace } = finding?.facts ?? {};
  if (isWhole && people !== undefined)
    parts.push(
      th ? `ผู้เสียหาย ${count(people)} ราย` : `${count(people)} ${people === 1 ? "victim" : "victims"}`,
    );
  if (hop !== undefined) parts.push(hopName(hop, lang));
  if (isWhole && minutes !== undefined)
    parts.push(th ? `เกินเวลารวม ${count(minutes)} นาที` : `${count(minutes)} min over in all`);
  if (dueAt !== undefined)
    parts.push(
      th ? `รายแรกครบเวลา ${moment(dueAt, now, "th")}` : `the first is due at ${moment(dueAt, now, "en")}`,
    );
  if (pace !== undefined) parts.push(paceSaid(pace, lang));
  if (isWhole && satang !== undefined) parts.push(amount(satang, lang));
  if (finding?.facts.quota) parts.push(...quotaSaid(finding.facts.quota, now, lang));
  return parts;
}

/**
 * How many, how much, and since when. What was counted has its time: it may be said long after.
 * @param isMessage it may be read long after `now`: how long it has lasted has its time too
 * @param isBesideFacts people, minutes and money, and since when, stand beside it already
 */
export function detailOf(
  { finding, foundAt, since }: Told,
  now: number,
  lang: Lang,
  { isMessage = false, isBesideFacts = false } = {},
): string {
  const th = lang === "th";
  const isCounted = finding !== null && (finding.facts.cases !== undefined || finding.denominator !== "0");
  const saysFound = isCounted && foundAt !== null;
  const lasted = inLargestUnit(Math.max(0, Math.floor((now - since) / SECOND)), lang);
  const at = (of: number) => (th ? `ณ ${moment(of, now, "th")}` : `as of ${moment(of, now, "en")}`);
  const length = isMessage && !saysFound ? `${lasted} ${at(now)}` : lasted;
  if (isBesideFacts) return countsOf(finding, now, lang, false).join(" · ");
  return [
    ...countsOf(finding, now, lang),
    th ? `ตั้งแต่ ${moment(since, now, "th")} (${length})` : `since ${moment(since, now, "en")} (${length})`,
    ...(saysFound ? [`${th ? "ตัวเลข" : "figures"} ${at(foundAt)}`] : []),
  ].join(" · ");
}

/** How many missed of how many. Of calls nobody knows who called: they are no people. */
function missedSaid(missed: string, all: string, { facts: { calls } }: Finding, lang: Lang): string {
  const th = lang === "th";
  switch (calls) {
    case "waited":
      return th
        ? `รอนานเกินหรือวางสาย ${missed} จาก ${all} สาย`
        : `${missed} of ${all} calls waited too long or were given up`;
    case "abandoned":
      return th ? `วางสายก่อนรับ ${missed} จาก ${all} สาย` : `${missed} of ${all} calls were given up`;
    default:
      return th ? `พลาด ${missed} จาก ${all} ราย` : `${missed} of ${all} missed`;
  }
}

/** How much of a budget the long window has used up, what is left of it, and when nothing is. */
function budgetSaid(
  { facts: { cases = 0 } }: Finding,
  { allowed, left, lostAt }: NonNullable<Finding["facts"]["budget"]>,
  now: number,
  lang: Lang,
): string[] {
  const used = allowed > 0 ? count(Math.round((100 * cases) / allowed)) : null;
  const [all, rest] = [count(allowed), count(Math.abs(left))];
  const lost = lostAt === null ? null : moment(lostAt, now, lang);
  return lang === "th"
    ? [
        ...(used ? [`เท่ากับ ${used} % ของที่ยอมให้พลาดได้ทั้งรอบ (${all} ราย)`] : []),
        left < 0 ? `พลาดเกินที่ยอมให้แล้ว ${rest} ราย` : `ยังพลาดได้อีก ${rest} ราย`,
        ...(lost ? [`ถ้าพลาดเร็วเท่านี้จะเกิน ${lost}`] : []),
      ]
    : [
        ...(used ? [`${used} % of the ${all} that may miss in the whole window`] : []),
        left < 0 ? `${rest} more missed than may` : `${rest} more may miss`,
        ...(lost ? [`at this pace it is lost at ${lost}`] : []),
      ];
}

/** By what a miss is expected of a bank that has time left. */
const paceSaid = ({ inTime, of }: NonNullable<Finding["facts"]["pace"]>, lang: Lang) =>
  lang === "th"
    ? `ชั่วโมงล่าสุดธนาคารระงับทันเวลา ${count(inTime)} จาก ${count(of)} ราย จึงคาดว่าจะไม่ทัน`
    : `${count(inTime)} of the bank’s ${count(of)} in the last hour were in time, so a miss is expected`;

/** How often the money had moved on. */
const hopName = (hop: number | string, lang: Lang) => (lang === "th" ? `บัญชีชั้นที่ ${hop}` : `hop ${hop}`);

/** How much is used up, when that was answered, and when nothing is left. */
function quotaSaid(
  { used, most, readAt, runsOutAt }: NonNullable<Finding["facts"]["quota"]>,
  now: number,
  lang: Lang,
): string[] {
  const [part, all, at] = [count(used), count(most), moment(readAt, now, lang)];
  const out = runsOutAt === null ? null : moment(runsOutAt, now, lang);
  return lang === "th"
    ? [`ใช้ไป ${part} จาก ${all} ข้อความ (LINE แจ้งเมื่อ ${at})`, ...(out ? [`ถ้าใช้เร็วเท่านี้จะหมด ${out}`] : [])]
    : [
        `${part} of ${all} used (LINE said at ${at})`,
        ...(out ? [`at this pace nothing is left at ${out}`] : []),
      ];
}

/** The part that has most of what is wrong; null: none has more than the others. */
export function driveOf({ finding }: Told, nameOf: NameOf, lang: Lang): string | null {
  const { drive, cases } = finding?.facts ?? {};
  if (!drive || cases === undefined) return null;
  const [own, all] = [count(drive.cases), count(cases)];
  if (drive.by === "hop") {
    const hop = hopName(drive.of, lang);
    return lang === "th" ? `มาจาก: ${hop} จำนวน ${own} จาก ${all} บัญชี` : `Mostly: ${hop}, ${own} of ${all}`;
  }
  const name = nameOf({ by: drive.by, of: drive.of }, lang);
  return lang === "th" ? `มาจาก: ${name} ${own} จาก ${all} ราย` : `Mostly: ${name}, ${own} of ${all}`;
}
