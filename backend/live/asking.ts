import { startOfDay, startOfHour } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { Figure, FigureRow, Question, Reading, UnansweredFreeze } from "#wire/figures.ts";
import type { Snapshot } from "#wire/live.ts";
import { OPEN_DAYS } from "#wire/promises.ts";
import type { OpenFreeze, SceneAnnotation, Strip, TableRow, Warning } from "#wire/sceneParts.ts";
import type { FigureKey, Scenery } from "#wire/scenery.ts";
import type { Dimension, FreezeJudge, Verdict } from "#wire/sla.ts";
import type { Recall } from "./recall.ts";

/** How many cases the running day will have in all, by kind of cells. Null: the forecast is no better than last week. */
export type Expected = ReadonlyMap<string, bigint | null>;

export type Ask = (question: Question) => Promise<FigureRow[]>;
/** What must be asked, and what is made of the answers, in the same order. */
export interface Plan<T> {
  questions: Question[];
  judge(answers: readonly (readonly FigureRow[])[], expected?: Expected): T[];
}

/** One reading of the figures, which takes over what has not changed since the reading before. */
export interface Asking extends Reading {
  recall: Recall;
  warnings: readonly Warning[];
  plan: PlanVerdicts;
  /** Asks about more than a day at most once a minute: what it gets is at most so old. */
  slowly: Ask;
  expected: () => Promise<Expected>;
  freezes: JudgingFreezes;
  /** The alerts that are open. */
  strip: () => Promise<Strip>;
  /** What people said that happened, by its time. */
  annotations: readonly SceneAnnotation[];
}

/** How open freezes are judged: what is said of one may change at these ages (ms, in order) alone. */
export interface JudgingFreezes {
  ages: readonly number[];
  judge: () => Promise<FreezeJudge>;
}

/** What must be asked to judge the walls' objectives by these dimensions. */
export type PlanVerdicts = (at: number, by: readonly Dimension[], isBudget: boolean) => Plan<Verdict>;

/** A code of the centre (a bank, a province …) with its short names. */
export interface Code {
  kind: string;
  code: string;
  shortTh: string;
  shortEn: string;
}

/** A basis that any commit of these kinds touches. */
export const whenever = (...kinds: string[]) => ({
  kinds,
  from: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
});

/** The name of a metric begins with the kind of its cells. */
function byKind(metrics: readonly string[]): [kind: string, metrics: string[]][] {
  const kinds = new Map<string, string[]>();
  for (const metric of metrics) {
    const kind = metric.slice(0, metric.indexOf("."));
    kinds.set(kind, [...(kinds.get(kind) ?? []), metric]);
  }
  return [...kinds];
}

export type Figures = Record<FigureKey, Figure>;

interface Window {
  name: "today" | "2min" | "week" | "7days" | "90days";
  from: number;
  until: number;
}

/** How many cases the day will have: it stands on its hours that are over. */
export function askExpected({ asOf, recall, expected }: Asking): Promise<Expected> {
  const [from, until] = [startOfDay(asOf), startOfHour(asOf)];
  return recall(`expected ${until}`, { kinds: ["calls", "freezes"], from, until }, expected);
}

/** What is made of the answers to a plan. */
export async function askPlan<T>(
  { ask, recall }: Asking,
  { questions, judge }: Plan<T>,
  expected?: Promise<Expected>,
): Promise<T[]> {
  const answers = questions.map((question) => {
    const { metrics, from, until } = question;
    const basis = { kinds: byKind(metrics).map(([kind]) => kind), from, until };
    return recall(`verdicts ${JSON.stringify(question)}`, basis, () => ask(question));
  });
  const [known, ...rows] = await Promise.all([expected, ...answers]);
  return judge(rows, known);
}

/** The walls' verdicts as of the reading, of the whole and by a dimension. @param isBudget with what may still miss */
export async function askVerdicts(
  asking: Asking,
  by: readonly Dimension[],
  isBudget: boolean,
): Promise<Scenery["verdicts"]> {
  const plan = asking.plan(asking.asOf, by, isBudget);
  const verdicts = await askPlan(asking, plan, isBudget ? askExpected(asking) : undefined);
  return Object.fromEntries(
    verdicts.map(({ objective, slice, kind, numerator, denominator, target, left }) => [
      slice.of === null ? objective : `${objective} ${slice.by} ${slice.of}`,
      { kind, numerator, denominator, target, ...(isBudget && left ? { left } : {}) },
    ]),
  );
}

/** The figures of one window, each kind of cell recalled by itself. */
export async function askFigures(
  asking: Asking,
  { name, from, until }: Window,
  metrics: readonly string[],
): Promise<Figures> {
  const step = name === "today" ? "day" : "total";
  const ofKinds = byKind(metrics).map(([kind, ids]) =>
    asking.recall(`${name} ${kind} ${from} ${until}`, { kinds: [kind], from, until }, async () => {
      const rows = await asking.ask({ metrics: ids, from, until, step });
      return rows.map((row) => [`${row.metric}@${name}`, toFigure(row)] as const);
    }),
  );
  return Object.fromEntries((await Promise.all(ofKinds)).flat());
}

/** What walls count as open was requested from here on. */
export const openSince = (asOf: number) => startOfDay(asOf) - OPEN_DAYS * DAY;

export const today = (asOf: number): Window => ({
  name: "today",
  from: startOfDay(asOf),
  until: startOfDay(asOf) + DAY,
});

/** The figure alone, without the metric, bucket and slice that it is of. */
function toFigure({ metric: _, at: _at, slice: _slice, ...figure }: FigureRow): Figure {
  return figure;
}

/** A minute of a metric that charts show. */
export interface Minute extends Pick<Figure, "state"> {
  at: number;
  value: number | null;
  /** The share of a source is missing from it. */
  missing: boolean;
}

/**
 * The minutes [from, until) of each metric. After a commit only the minutes from the first one that it touched are
 * read again.
 * @param name names the window while it moves on with time
 */
export async function askMinutes<Id extends string>(
  asking: Asking,
  metrics: readonly Id[],
  { name, from, until }: { name: string; from: number; until: number },
): Promise<Record<Id, Minute[]>> {
  const ofKinds = byKind(metrics).map(([kind, ids]) =>
    asking.recall<Record<string, Minute[]>>(
      `minutes ${name} ${kind}`,
      { kinds: [kind], from, until },
      async (known) => {
        const newest = known
          ? Math.max(...Object.values(known.answer).map((minutes) => minutes[minutes.length - 1]!.at))
          : from;
        const since = known ? Math.max(from, Math.min(known.span.first, newest)) : from;
        const rows = await asking.ask({ metrics: ids, from: since, until, step: "minute" });
        const minutes: Record<string, Minute[]> = {};
        for (const id of ids)
          minutes[id] = known?.answer[id]?.filter(({ at }) => at >= from && at < since) ?? [];
        for (const { metric, at, value, state, missing } of rows)
          minutes[metric]!.push({
            at,
            value: value === null ? null : Number(value),
            state,
            missing: missing !== undefined,
          });
        return minutes;
      },
    ),
  );
  return Object.assign({}, ...(await Promise.all(ofKinds)));
}

/**
 * The day so far by one dimension, in the order of the codes: the codes that have something, or that a source is
 * expected to report.
 */
export async function askTable(
  asking: Asking,
  metrics: readonly string[],
  dimension: string,
  codes: readonly Code[],
): Promise<TableRow[]> {
  const { from, until } = today(asking.asOf);
  const ofKinds = byKind(metrics).map(([kind, ids]) =>
    asking.recall(`by ${dimension} ${ids} ${from}`, { kinds: [kind], from, until }, () =>
      asking.ask({ metrics: ids, from, until, step: "day", by: [dimension] }),
    ),
  );
  const table = new Map<string, Record<string, Figure>>();
  for (const row of (await Promise.all(ofKinds)).flat()) {
    const code = row.slice[dimension]!;
    table.set(code, { ...table.get(code), [row.metric]: toFigure(row) });
  }
  const known = codes.filter(({ kind }) => kind === dimension);
  const orders = new Map(known.map(({ code }, index) => [code, index]));
  const orderOf = (code: string) => orders.get(code) ?? known.length + (Number(code) || 0);
  return [...table]
    .map(([code, figures]) => ({ code, order: orderOf(code), ...nameOf(known, dimension, code), figures }))
    .sort((a, b) => a.order - b.order);
}

/** A hop has a number instead of a code. */
function nameOf(known: readonly Code[], dimension: string, code: string): { th: string; en: string } {
  if (dimension === "hop") return { th: `ชั้นที่ ${code}`, en: `Hop ${code}` };
  const found = known.find((each) => each.code === code);
  return { th: found?.shortTh ?? code, en: found?.shortEn ?? code };
}

/** The banks that are not written as their code, by code: a snapshot names these few. */
export function bankNames(codes: readonly Code[]): Snapshot["banks"] {
  return Object.fromEntries(
    codes
      .filter(({ kind, code, shortTh, shortEn }) => kind === "bank" && (shortTh !== code || shortEn !== code))
      .map(({ code, shortTh, shortEn }) => [code, { th: shortTh, en: shortEn }]),
  );
}

/** JSON numbers are exact up to 2^53 − 1; beyond, the digits as a string. */
export const exact = (satang: bigint) =>
  satang <= Number.MAX_SAFE_INTEGER ? Number(satang) : String(satang);

export function toOpenFreeze(freeze: UnansweredFreeze, judge: FreezeJudge): OpenFreeze {
  const { id, bank, hop, satang, requestedAt } = freeze;
  return { key: id, bank, hop, amountSatang: exact(satang), requestedAt, ...judge.clockOf(freeze) };
}
