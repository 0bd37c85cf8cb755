import { dayOf, startOf } from "#calendar/days.ts";
import type { Scope } from "#wire/access.ts";
import type { FigureState, MissingSources, Reading } from "#wire/figures.ts";
import type { Aim, Document, ObjectivesBlock, ReportFigure, TargetsBlock } from "#wire/reports.ts";
import type { Exclusion, Verdict } from "#wire/sla.ts";
import type { Pace } from "#wire/targets.ts";
import { mayMiss } from "#writing/shares.ts";
import { Fault } from "../kit/fault.ts";
import type { Book } from "./book.ts";
import type { Span } from "./period.ts";

/** The centre's codes with their names. */
export type Codes = readonly {
  kind: string;
  code: string;
  nameTh: string;
  nameEn: string;
  shortTh: string;
  shortEn: string;
}[];

/** An objective and the verdict on a period as a whole. */
export interface JudgedObjective {
  th: string;
  en: string;
  metric: string;
  /** What it is judged by, beside the whole. */
  by: readonly string[];
  /** The figure counts those that missed. */
  countsMisses: boolean;
  verdict: Verdict;
}

/** A target when a day was over. */
export interface StoodTarget {
  pace: Pace;
  /** The days of its value. */
  days: Span;
  isPerDay: boolean;
  state: FigureState;
  missing?: MissingSources;
}

/** Versions of objectives or targets. */
export type Versions = ReadonlyMap<string, number>;

/** How promises and targets are judged, by what was said of them when a document was begun. */
export interface Judges {
  /** @param only these versions, by id; absent: those that were in force when the period ended */
  objectives(reading: Reading, period: Span, scope: Scope, only?: Versions): Promise<JudgedObjective[]>;
  /** What people said that is left out of objectives, and when. */
  exclusions: readonly Exclusion[];
  /** @param until the end of the period */
  targets(reading: Reading, until: number, scope: Scope, only?: Versions): Promise<StoodTarget[]>;
}

export interface Judged {
  objectives: readonly JudgedObjective[];
  targets: readonly StoodTarget[];
}

/** What happened, as a person said it. */
export type Noted = NonNullable<Document["annotations"]>[number];

/** What is said of a period; in a public edition nothing that is of a bank, or has a bank's name. */
export async function judgedOf(
  judges: Judges,
  reading: Reading,
  { period, scope, isPublic }: { period: Span; scope: Scope; isPublic: boolean },
  codes: Codes,
): Promise<Judged> {
  const [objectives, targets] = await Promise.all([
    judges.objectives(reading, period, scope),
    judges.targets(reading, period.until, scope),
  ]);
  if (!isPublic) return { objectives, targets };
  const isTold = nameless(codes);
  return {
    objectives: objectives.filter(({ th, en, verdict }) => isTold(verdict.objective, th, en)),
    targets: targets.filter(
      ({ pace: { slice, target, th, en } }) => slice.by !== "bank" && isTold(target, th, en),
    ),
  };
}

/** What stands for no bank in particular. */
const OTHER = "OTHER";

/** What may be told of a period; in a public edition nothing that is of a bank, or has a bank's name. */
export function toldOf(noted: readonly Noted[], isPublic: boolean, codes: Codes): Noted[] {
  const isTold = nameless(codes);
  return noted
    .filter(({ slice, text }) => !isPublic || (slice.by !== "bank" && isTold(text)))
    .map(({ from, until, text, slice }) => ({ from, until, text, slice }));
}

/** Whether texts name no bank: neither by its code, as a word, nor by its name. */
function nameless(codes: Codes): (...texts: string[]) => boolean {
  const banks = codes.filter(({ kind, code }) => kind === "bank" && code !== OTHER);
  const marks = new Set(banks.map(({ code }) => code.toLowerCase()));
  const names = banks.flatMap(({ nameTh, nameEn }) => [nameTh, nameEn].map((name) => name.toLowerCase()));
  return (...texts) =>
    texts.every((text) => {
      const small = text.toLowerCase();
      return (
        !names.some((name) => small.includes(name)) &&
        !small.split(/[^a-z0-9]+/).some((word) => marks.has(word))
      );
    });
}

type Figure = Omit<ReportFigure, "hash">;

/** A number where it is exact, else its digits. */
const exact = (whole: bigint) =>
  whole <= BigInt(Number.MAX_SAFE_INTEGER) && whole >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(whole)
    : String(whole);

/** What the verdict is on, in the terms of its metric: of one that counts misses those that missed. */
export function figureOfObjective(
  { metric, countsMisses, verdict }: JudgedObjective,
  { from, until }: Span,
): Figure {
  const { objective: id, version, state, missing, budget } = verdict;
  const [kept, of] = [BigInt(verdict.numerator), BigInt(verdict.denominator)];
  const counted = countsMisses ? of - kept : kept;
  const pending = BigInt(budget?.asked ?? of) - of;
  return {
    metric,
    slice: {},
    from,
    until,
    state,
    value: of === 0n ? null : Number(counted) / Number(of),
    numerator: exact(counted),
    denominator: exact(of),
    ...(missing ? { missing } : {}),
    judged: { by: "objective", id, version, part: "cases" },
    ...(pending > 0n ? { pending: String(pending) } : {}),
  };
}

type Part = "value" | "planned" | "landing-low" | "landing" | "landing-high";

/** The figures of a target, all of the days of its value. */
export function figuresOfTarget({ pace, days, state, missing }: StoodTarget): Record<Part, Figure> {
  const { target: id, version, metric, slice, value, planned, landing } = pace;
  const of = (part: Part, of: Pace["value"] | number): Figure => ({
    metric,
    slice: slice.of === null ? {} : { [slice.by]: slice.of },
    ...days,
    state,
    ...(of === null || typeof of === "number"
      ? { value: of }
      : {
          value: Number(of.p) / Number(of.q),
          numerator: exact(BigInt(of.p)),
          denominator: exact(BigInt(of.q)),
        }),
    ...(missing ? { missing } : {}),
    judged: { by: "target", id, version, part },
  });
  return {
    value: of("value", value),
    planned: of("planned", planned),
    "landing-low": of("landing-low", landing?.low ?? null),
    landing: of("landing", landing?.mid ?? null),
    "landing-high": of("landing-high", landing?.high ?? null),
  };
}

export function objectivesBlock({ objectives }: Judged, book: Book, period: Span): ObjectivesBlock {
  return {
    kind: "objectives",
    rows: objectives.map((each) => {
      const { kind, numerator, denominator, budget, beforeExclusions } = each.verdict;
      return {
        figure: book.put(figureOfObjective(each, period)),
        verdict: kind,
        missed: String(BigInt(denominator) - BigInt(numerator)),
        // Of the cases that are decided and those that are not: a case that may still miss may do so within them.
        allowed: budget?.allowed.asked ?? "0",
        isExcluding: beforeExclusions !== undefined,
      };
    }),
  };
}

export function targetsBlock({ targets }: Judged, book: Book): TargetsBlock {
  return {
    kind: "targets",
    rows: targets.map((each) => {
      const of = figuresOfTarget(each);
      const { state, why, days } = each.pace;
      return {
        value: book.put(of.value),
        planned: book.put(of.planned),
        low: book.put(of["landing-low"]),
        landing: book.put(of.landing),
        high: book.put(of["landing-high"]),
        state,
        why,
        days,
      };
    }),
  };
}

/** What figures are compared with: objectives before targets, a promise before a stretch. */
export function aimsOf({ objectives, targets }: Judged): Aim[] {
  return [
    ...objectives.map(({ th, en, metric, by, countsMisses, verdict }): Aim => {
      const { p, q } = countsMisses ? mayMiss(verdict.target) : verdict.target;
      const level = { p: String(p), q: String(q) };
      return {
        by: "objective",
        id: verdict.objective,
        version: verdict.version,
        th,
        en,
        metric,
        slice: {},
        better: countsMisses ? "down" : "up",
        level,
        goal: level,
        isPerDay: false,
        each: by.filter((dimension) => dimension !== "all"),
      };
    }),
    ...targets.map(({ pace, isPerDay }): Aim => {
      const { target: id, version, th, en, metric, slice, better, planned, goal, start, due } = pace;
      return {
        by: "target",
        id,
        version,
        th,
        en,
        metric,
        slice: slice.of === null ? {} : { [slice.by]: slice.of },
        better,
        level: planned,
        goal,
        isPerDay,
        each: [],
        start,
        due,
      };
    }),
  ];
}

/** Of a file that was made up, each period would be judged by itself; ours have one, and one for each target that is over. */
const MOST_JUDGED = 50;
const LAST = Date.UTC(2100, 0);

/** The same figures of objectives and targets, judged by the same versions as of the reading. Throws `bad-request`. */
export async function judgedAgain(
  figures: readonly ReportFigure[],
  reading: Reading,
  judges: Judges,
  scope: Scope,
): Promise<Figure[]> {
  const groups = new Map<string, { by: "objective" | "target"; span: Span; only: Map<string, number> }>();
  for (const { judged, from, until } of figures) {
    // What is no whole number of days was made up: it is found nowhere.
    if (!judged || from >= until || !isDay(from) || !isDay(until)) continue;
    const key = `${judged.by} ${from} ${until}`;
    const group = groups.get(key) ?? { by: judged.by, span: { from, until }, only: new Map() };
    groups.set(key, group);
    group.only.set(judged.id, judged.version);
  }
  if (groups.size > MOST_JUDGED)
    throw new Fault(
      "bad-request",
      `file: judges ${groups.size} periods; no report of ours judges more than ${MOST_JUDGED}`,
    );
  const found = await Promise.all(
    [...groups.values()].map(async ({ by, span, only }) =>
      by === "objective"
        ? (await judges.objectives(reading, span, scope, only)).map((each) => figureOfObjective(each, span))
        : (await judges.targets(reading, span.until, scope, only)).flatMap((each) =>
            Object.values(figuresOfTarget(each)),
          ),
    ),
  );
  return found.flat();
}

/** The start of a Bangkok day of our time: what the calendar can name. */
const isDay = (at: number) => at > 0 && at < LAST && startOf(dayOf(at)) === at;
