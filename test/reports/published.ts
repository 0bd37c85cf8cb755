/**
 * What was published of the centre's figures (published.csv, each row with its source): which figure of a report each row is
 * and the events that make it so, or why there is none. Every row is one or the other.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { dayOf, isoDate, readDate, startOf, weekdayOf } from "#calendar/days.ts";
import { MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { event } from "../program.ts";

interface Row {
  period_start: string;
  period_end: string;
  metric: string;
  value: string;
  dimension: string;
}

/** Days, `until` not included. */
interface Days {
  from: number;
  until: number;
}

/** Why a row is no figure of a report of ours. */
export const REASONS = {
  "no-event":
    "no event tells it: numbers and addresses blocked, ages, pools of money, samples, other countries",
  "not-in-a-report": "our registry has it, and no section of a report",
  "no-dimension": "our figures of this kind are not told apart by this",
  "worked-out": "a mean, share or difference of figures of which not all were published",
  "not-exact": "rounded, preliminary or of a period that was not stated",
  "other-body": "of all agencies, or of one that sends nothing here",
  contradicts: "another row says otherwise of the same, or its source says that it is something else",
  overlaps: "it lies across other rows that stand, and what falls in both was not published",
  "too-long": "its period is longer than a report's three years",
  "too-many":
    "more than 36,000 events by itself, which is more than a month has, or a part of a whole that is",
} as const;
export type Reason = keyof typeof REASONS;

export interface Figure {
  row: Row;
  days: Days;
  kind: "calls" | "frozen" | "held" | "asked" | "cases" | "loss" | "share";
  scamType: string | null;
  /** Whole: calls, accounts, cases or satang; of a share its percents, as printed. */
  value: number;
}

/** More than any month has; each is an event at least. */
const MOST = 36_000;
const SATANG = 100;
/** The longest custom period, in days. */
const LONGEST = 1_096;

const METRICS: Record<string, Figure["kind"] | Reason> = {
  calls: "calls",
  accounts_frozen: "frozen",
  amount_frozen: "held",
  freeze_requested_amount: "asked",
  police_online_cases: "cases",
  loss_reported: "loss",
  share_of_cases: "share",
  arrests: "not-in-a-report",
  avg_minutes_to_freeze: "not-in-a-report",
  hotline_lines: "not-in-a-report",
  cases_by_channel: "no-dimension",
  loss_by_channel: "no-dimension",
  cases_by_province: "too-many",
  police_online_cases_per_day: "worked-out",
  accounts_frozen_per_day: "worked-out",
  loss_per_day: "worked-out",
  loss_change: "worked-out",
  loss_change_pct: "worked-out",
  frozen_or_returned_share: "worked-out",
  accounts_flagged_per_week: "worked-out",
  ...Object.fromEntries(
    [
      ...["urls_blocked", "sims_suspended", "numbers_over_100_calls_day", "suspicious_numbers", "callers"],
      ...["amount_saved", "transfers_intercepted", "unfreeze_requests", "unfreeze_first_contact_share"],
      ...["refund_pool", "refund_amount", "share_of_scam_accounts", "victim_share", "cases_by_age"],
      ...["amount_seized", "foreign_benchmark_calls", "loss_five_sample_cases"],
    ].map((metric) => [metric, "no-event" as const]),
  ),
};

/** What stands beside a value, as in the file. */
const TYPES: Record<string, string> = {
  "call centre": "call_center",
  "investment via computer": "invest_computer",
  "digital asset investment": "invest_computer",
  "job/extra income": "job",
  investment: "invest_computer",
  loan: "loan",
  "prize/other transfer": "prize_other",
  purchase: "purchase_single",
  "purchase (non-organised)": "purchase_single",
};
/** Remarks that change nothing of the figure. */
const REMARKS = new Set([
  ...["", "within 1 hour", "within 60 min", "RTP", "47% of 7.097bn", "56.7% of losses", "85,944,568/day"],
  ...[
    "149 m/day",
    "111.98 m/day",
    "85 m/day",
    "54.50 m/day",
    "77 m/day",
    "874/day",
    "next week implies 436.7m",
  ],
  ...["next week implies 7,722", "next week implies 6,925", "derived: 434,671,953+129,942,832"],
  ...["derived: 7,720+175", "period text: from 5 Feb to today", "RTP, 5 months", "AOC only"],
  "bank accounts (some outlets wrongly say Facebook accounts)",
  "article headline says Q1; 149m/day x31 = 4.62bn so period is March",
  ...["CCIB; 700-800/day in the same text", "of 405,194 reports", "463,712 reports of which online cases"],
  ...["RTP; claimed value 11.25bn", "conflicts with the spokesman release 330,000"],
]);
/** Other remarks, with what they mean. */
const TOLD: [RegExp, Reason][] = [
  [
    /more than|rounded|"over"|over 1\.17|"some"|approx|approximate|not stated|preliminary|last 70 days/,
    "not-exact",
  ],
  [/11% of 11\.252bn/, "not-exact"],
  [/all agencies|^BOT|^CFR/, "other-body"],
  [
    /targeted amount|losses prevented|"cases of online scams"|as quoted by government spokesman/,
    "contradicts",
  ],
];
const rows: Row[] = parse(readFileSync(join(import.meta.dirname, "published.csv")), { columns: true });
export const nameOf = ({ period_start, period_end, metric, value, dimension }: Row) =>
  `${period_start} ${period_end} ${metric} ${value}${dimension ? ` (${dimension})` : ""}`;

/** The figure that a row is; or the reason why it is none; null: nobody has looked at such a row yet. */
function readRow(row: Row): Figure | Reason | null {
  const kind = METRICS[row.metric];
  if (kind === undefined) return null;
  if (kind in REASONS) return kind as Reason;
  // "The last 70 days" of an article.
  if (row.period_start === "2023-11-01" && row.period_end === "2024-01-09") return "not-exact";
  const scamType = TYPES[row.dimension] ?? null;
  const told = TOLD.find(([text]) => text.test(row.dimension));
  if (told) return told[1];
  const isMoney = kind === "loss" || kind === "held" || kind === "asked";
  const days = { from: readDate(row.period_start)!, until: readDate(row.period_end)! + 1 };
  if (kind === "frozen" && !REMARKS.has(row.dimension)) return "no-dimension";
  // The parts of what the police counted since March 2022: the whole has more cases than are sent here.
  if (kind === "cases" && row.period_start === "2022-03-01" && Number(row.value) !== 14_794)
    return "too-many";
  if (!scamType && !REMARKS.has(row.dimension)) return null;
  if (!isMoney && Number(row.value) > MOST) return "too-many";
  if (days.until - days.from > LONGEST) return "too-long";
  const value = Number(row.value) * (isMoney ? SATANG : 1);
  return { row, days, kind: kind as Figure["kind"], scamType, value };
}

export const unread: Row[] = [];
export const refused: { row: Row; reason: Reason }[] = [];
const readable: Figure[] = [];
for (const row of rows) {
  const found = readRow(row);
  if (found === null) unread.push(row);
  else if (typeof found === "string") refused.push({ row, reason: found });
  else readable.push(found);
}

const holds = (outer: Days, inner: Days) => outer.from <= inner.from && inner.until <= outer.until;
const isSame = (a: Days, b: Days) => holds(a, b) && holds(b, a);
const lengthOf = ({ from, until }: Days) => until - from;

/** So much of a figure, on these days. */
interface Placed {
  days: number[];
  scamType: string | null;
  value: number;
}

/**
 * How a kind's published sums come about day by day: the shortest period first, each with what the ones within it leave
 * over, on those of its days that no other period has which does not contain it. A week's is from Monday to Saturday, so
 * that it is both the published one, which begins on Sunday, and ours. Where nothing is left over, or there is no such day
 * to put it on, the row lies across the others and is not taken.
 */
function place(figures: readonly Figure[]): { placed: Placed[]; across: Figure[] } {
  const placed: Placed[] = [];
  const across: Figure[] = [];
  const inOrder = [...figures].sort(
    (a, b) =>
      lengthOf(a.days) - lengthOf(b.days) || Number(a.scamType === null) - Number(b.scamType === null),
  );
  for (const figure of inOrder) {
    const { days, scamType, value } = figure;
    const isPart = (of: string | null) => scamType === null || of === scamType;
    const rest = placed
      .filter(
        (each) => isPart(each.scamType) && each.days.some((day) => day >= days.from && day < days.until),
      )
      .reduce((sum, each) => sum - each.value, value);
    const others = figures.filter(
      (each) => (each.scamType === null || each.scamType === scamType) && !holds(each.days, days),
    );
    const own = Array.from({ length: lengthOf(days) }, (_, n) => days.from + n).filter(
      (day) =>
        (lengthOf(days) !== 7 || weekdayOf(day) !== 7) &&
        !others.some((each) => !across.includes(each) && day >= each.days.from && day < each.days.until),
    );
    if (rest < 0 || (rest > 0 && own.length === 0)) across.push(figure);
    else if (rest > 0) placed.push({ days: own, scamType, value: rest });
  }
  return { placed, across };
}

const KINDS = ["calls", "frozen", "held", "asked", "cases", "loss"] as const;
const byKind = new Map(KINDS.map((kind) => [kind, place(readable.filter((each) => each.kind === kind))]));
for (const { across } of byKind.values())
  refused.push(...across.map(({ row }) => ({ row, reason: "overlaps" as const })));
const placedOf = (kind: (typeof KINDS)[number]) => byKind.get(kind)!.placed;

/** A share is told only of a period whose cases are. */
const isTold = ({ kind, days }: Figure) =>
  kind !== "share" || readable.some((each) => each.kind === "cases" && isSame(each.days, days));
refused.push(
  ...readable.filter((each) => !isTold(each)).map(({ row }) => ({ row, reason: "too-many" as const })),
);
/** The rows that reports have. */
export const figures = readable.filter(
  (each) =>
    isTold(each) &&
    (each.kind === "share" || !byKind.get(each.kind as (typeof KINDS)[number])!.across.includes(each)),
);

/** Moments on days, evenly apart, none of them within the last quarter of an hour of a day. */
function moments(days: readonly number[], count: number): number[] {
  const perDay = 1_425 * MINUTE;
  return Array.from({ length: count }, (_, n) => {
    const at = Math.floor(((n + 0.5) / count) * days.length * perDay);
    return startOf(days[Math.floor(at / perDay)]!) + (at % perDay);
  });
}

/** A sum in so many parts that differ by one at most. */
const partsOf = (sum: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => Math.floor(sum / count) + (n < sum % count ? 1 : 0));

interface Case {
  at: number;
  scamType: string;
  lossSatang: number;
}
interface Freeze {
  at: number;
  heldSatang: number;
  askedSatang: number;
}

/** Adds a sum to those of its days, or to one that carries it where nobody has counted any. */
function lay<T extends { at: number }>(
  all: T[],
  { days, value }: Placed,
  add: (to: T, satang: number) => void,
  carrier: (at: number) => T,
  isMeant: (one: T) => boolean = () => true,
): void {
  const own = new Set(days);
  let meant = all.filter((each) => own.has(dayOf(each.at)) && isMeant(each));
  if (meant.length === 0) {
    meant = [carrier(startOf(days[0]!))];
    all.push(...meant);
  }
  for (const [n, satang] of partsOf(value, meant.length).entries()) add(meant[n]!, satang);
}

/** The types of the cases of a period: those whose sums or shares were published, as many of each as were. */
function typesOf(days: readonly number[], count: number): string[] {
  const within = (each: Figure) => days[0]! >= each.days.from && days[0]! < each.days.until;
  const shares = figures.filter((each) => each.kind === "share" && within(each));
  const counted = shares.flatMap(({ scamType, value }) =>
    Array.from({ length: Math.round((value / 100) * count) }, () => scamType!),
  );
  const sums = figures.filter((each) => each.kind === "loss" && each.scamType && within(each));
  const others = [...sums.map(({ scamType }) => scamType!), "other"];
  return Array.from({ length: count }, (_, n) => counted[n] ?? others[n % others.length]!);
}

function cases(): Case[] {
  const all = placedOf("cases").flatMap(({ days, value }) => {
    const types = typesOf(days, value);
    return moments(days, value).map((at, n) => ({ at, scamType: types[n]!, lossSatang: 0 }));
  });
  for (const sum of placedOf("loss"))
    lay(
      all,
      sum,
      (to, satang) => {
        to.lossSatang += satang;
      },
      (at) => ({ at, scamType: sum.scamType ?? "other", lossSatang: 0 }),
      ({ scamType }) => (sum.scamType ? scamType === sum.scamType : isFree(scamType, sum.days)),
    );
  return all;
}

/** Whether what no type was named of may be of this type: its sum of these days was not published. */
const isFree = (scamType: string, days: readonly number[]) =>
  !figures.some(
    (each) =>
      each.kind === "loss" &&
      each.scamType === scamType &&
      days[0]! >= each.days.from &&
      days[0]! < each.days.until,
  );

function freezes(): Freeze[] {
  const all = placedOf("frozen").flatMap(({ days, value }) =>
    moments(days, value).map((at) => ({ at, heldSatang: 0, askedSatang: 0 })),
  );
  const carrier = (at: number) => ({ at, heldSatang: 0, askedSatang: 0 });
  for (const sum of placedOf("held"))
    lay(
      all,
      sum,
      (to, satang) => {
        to.heldSatang += satang;
      },
      carrier,
    );
  for (const sum of placedOf("asked"))
    lay(
      all,
      sum,
      (to, satang) => {
        to.askedSatang += satang;
      },
      carrier,
    );
  return all;
}

/** "The centre took 15 minutes on average to freeze an account" (November 2023). */
const FREEZE_MS = 15 * MINUTE;
/** With the police; where, was not published. */
const FILED = { channel: "police", agency: "ccib", province: "TH-00" } as const;

export function* events(): Generator<CloudEvent> {
  // Of each type that a figure is made of there is one before all: that none came later is then known.
  const first = startOf(readDate("2022-02-28")!);
  const call = { callId: "first", queue: "report" } as const;
  const asked = { freezeId: "first", bank: "GSB", hop: 1 };
  yield event("call.offered", first, call);
  yield event("call.answered", first, call);
  yield event("call.abandoned", first, call);
  yield event("call.ended", first, call);
  const more = { reportId: "first", amountSatang: 1, accountToken: "token" };
  yield event("freeze.requested", first, { ...asked, ...more });
  yield event("freeze.confirmed", first, { ...asked, heldSatang: 1 });
  yield event("freeze.refused", first, { ...asked, freezeId: "second", reason: "other", movedSatang: 0 });
  yield event("report.filed", first, { reportId: "first", ...FILED, scamType: "hack", lossSatang: 1 });
  yield event("refund.paid", first, { refundId: "first", reportId: "first", bank: "GSB", amountSatang: 1 });

  let n = 0;
  for (const { days, value } of placedOf("calls"))
    for (const at of moments(days, value))
      yield event("call.offered", at, { callId: `c-${n++}`, queue: "report" });
  for (const { at, heldSatang, askedSatang } of freezes()) {
    const freeze = { freezeId: `f-${n++}`, bank: "KBANK", hop: 1 };
    const amountSatang = askedSatang || heldSatang;
    yield event("freeze.requested", at, { ...freeze, reportId: "r", amountSatang, accountToken: "token" });
    yield event("freeze.confirmed", at + FREEZE_MS, { ...freeze, heldSatang });
  }
  for (const { at, scamType, lossSatang } of cases())
    yield event("report.filed", at, { reportId: `r-${n++}`, ...FILED, scamType, lossSatang });
}

/** The kind of report that has a period. */
export function kindOf({ from, until }: Days): "daily" | "weekly" | "monthly" | "custom" {
  if (until - from === 1) return "daily";
  if (until - from === 7 && weekdayOf(from) === 7) return "weekly";
  const [first, next] = [isoDate(from), isoDate(until)].map((day) => day.slice(8));
  return first === "01" && next === "01" && until - from <= 31 ? "monthly" : "custom";
}
