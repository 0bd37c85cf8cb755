import { dayOf, startOf } from "#calendar/days.ts";
import { periodOf } from "#calendar/periods.ts";
import { MINUTE } from "#calendar/units.ts";
import type { Deadline, Exclusion, ObjectiveVersion, PastChange, PastRange } from "#wire/sla.ts";
import type { Cases } from "./cases.ts";
import { judged } from "./judge.ts";
import { IF_SLOW, KEPT, LATE, type Ledger, OF, openLedger, PACE_KEPT, PACE_OF, THERE } from "./ledger.ts";
import type { Promised } from "./promised.ts";
import { FEWEST, isSlow, PACE_MS, riskOf, type Timer, turnsOf } from "./risk.ts";

/** The first whole minute at which something has happened, as a number of minutes. */
const since = (at: number) => Math.ceil(at / MINUTE);
export const NEVER = Number.POSITIVE_INFINITY;
/**
 * After so many numbers of cases, or so many minutes, there is a place to pause: some milliseconds at most. What lies
 * between two such places is a function of its own: V8 does not compile the loop of a generator that is running.
 */
export const STRIDE = 2 * 5_000;
export const STEP = 60;

/** Of how many cases it is decided: those with an answer, and those whose time is over. */
export const decidedOf = (began: number, answered: number, overMs: number | null) =>
  Math.max(
    since(began),
    Math.min(
      answered === 0 ? NEVER : since(answered),
      // At its last millisecond it may still be kept.
      overMs === null ? NEVER : since(began + overMs + 1),
    ),
  );

/** Slices by number, and what was said last of each: only what changed is said. */
export function openSlices(expected: readonly (string | null)[]) {
  const numbers = new Map<string | null, number>();
  const values: (string | null)[] = [];
  const last: PastChange["found"][] = [];
  const numberOf = (value: string | null) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, values.length);
    last.push(null);
    return values.push(value) - 1;
  };
  for (const value of expected) numberOf(value);
  return {
    values,
    numberOf,
    /** What is said at the minutes from one on, and was not said before. */
    changesOf(
      { first, minutes }: Ledger,
      from: number,
      touched: Set<number>,
      turn: (minute: number) => void,
      foundOf: (slice: number) => PastChange["found"],
    ): PastChange[] {
      const changes: PastChange[] = [];
      for (let minute = from; minute < Math.min(from + STEP, minutes); minute++) {
        turn(minute);
        for (const slice of touched) {
          const found = foundOf(slice);
          if (isSame(found, last[slice]!)) continue;
          last[slice] = found;
          changes.push({ at: (first + minute) * MINUTE, of: values[slice]!, found });
        }
        touched.clear();
      }
      return changes;
    },
  };
}

const isSame = (one: PastChange["found"], other: PastChange["found"]) =>
  one === null || other === null
    ? one === other
    : one.kind === other.kind && one.bad === other.bad && one.cases === other.cases;

/** What of the past is judged. */
export interface Past {
  promised: Promised;
  by: string;
  /** Of the objective, by version. */
  versions: readonly ObjectiveVersion[];
  exclusions: readonly Exclusion[];
  /** After so long a case is decided without an answer; null: it never is. */
  overMs: number | null;
  /** Values of the dimension that are judged whether or not anything came. */
  expected: readonly string[];
}

/**
 * How an objective was kept at each whole minute of a range, where that changed, in order: by the versions in force then,
 * without what is excluded now. All that is known now was known at the time of its event. Null: a place to pause.
 */
export function* pastOf(
  { promised, by, versions, exclusions, overMs, expected }: Past,
  cases: readonly Cases[],
  range: PastRange,
): Generator<PastChange | null> {
  const slices = openSlices(by === "all" ? [null] : expected);
  const isOut = outOf(exclusions, by);
  for (const { version, from, until } of stretchesOf(versions, range)) {
    const ledger = openLedger({ from, until });
    const isJudged = version?.objective.enabled && version.objective.by.some((each) => each === by);
    if (version && isJudged) {
      const windowOf = windowsOf(version);
      for (const { slice, told } of cases) {
        const number = slices.numberOf(by === "all" ? null : slice.get(by)!);
        const fillFrom = (start: number) => {
          for (let place = start; place < Math.min(start + STRIDE, told.length); place += 2) {
            const began = told[place]!;
            const answered = told[place + 1]!;
            if (isOut(slice, began)) continue;
            const isKept = promised.countsMisses ? answered <= 0 : answered > 0;
            fill(ledger, number, windowOf(began), decidedOf(began, Math.abs(answered), overMs), isKept);
          }
        };
        for (let place = 0; place < told.length; place += STRIDE) {
          yield null;
          fillFrom(place);
        }
      }
    }
    const foundOf = (number: number): PastChange["found"] => {
      const value = slices.values[number]!;
      const isThere = ledger.at(number, THERE) > 0 || value === null || expected.includes(value);
      if (!version || !isJudged || !isThere) return null;
      const of = ledger.at(number, OF);
      const kept = ledger.at(number, KEPT);
      const counted = { of: BigInt(of), kept: BigInt(kept), state: "settled" as const };
      const { kind, why } = judged(counted, version.objective);
      return { kind, why, bad: of - kept, cases: of };
    };
    const touched = new Set<number>();
    let startsAt = version ? nextStart(version, from) : NEVER;
    const turn = (minute: number) => {
      const at = (ledger.first + minute) * MINUTE;
      if (minute === 0 || at === startsAt) {
        // A new window is empty, and so is what another version has counted.
        ledger.clear();
        for (const number of slices.values.keys()) touched.add(number);
      }
      if (version && at === startsAt) startsAt = nextStart(version, at + 1);
      ledger.turn(minute, touched);
    };
    for (let minute = 0; minute < ledger.minutes; minute += STEP) {
      yield null;
      for (const change of slices.changesOf(ledger, minute, touched, turn, foundOf)) yield change;
    }
  }
}

/** From which minute on, and until which, what began at a time lies in the window. */
interface Span {
  from: number;
  until: number;
  /** It leaves the window then; else all of it does, at once. */
  ends: number;
}

export function windowsOf({ objective: { window } }: ObjectiveVersion): (began: number) => Span {
  if (window.kind === "rolling") {
    const { minutes } = window;
    return (began) => {
      const minute = Math.floor(began / MINUTE);
      // The running minute is not in it.
      return { from: minute + 1, until: minute + minutes + 1, ends: minute + minutes + 1 };
    };
  }
  const untils = new Map<number, number>();
  return (began) => {
    const day = dayOf(began);
    const until = untils.get(day) ?? startOf(periodOf(window.kind, day).until) / MINUTE;
    untils.set(day, until);
    return { from: since(began), until, ends: NEVER };
  };
}

/** A case counts from its decision on, for as long as it lies in the window. */
function fill(ledger: Ledger, slice: number, { from, until, ends }: Span, decided: number, isKept: boolean) {
  // What an earlier window holds is gone with it; and so is what is heard of when it is over.
  if (until <= ledger.first || from >= until) return;
  const what = isKept ? OF | KEPT : OF;
  if (decided <= from || decided <= ledger.first) return ledger.count(slice, THERE | what, from, ends);
  ledger.count(slice, THERE, from, ends);
  if (decided < until) ledger.count(slice, what, decided, ends);
}

/** When the first window begins at that time or later. */
export function nextStart({ objective: { window } }: ObjectiveVersion, at: number): number {
  if (window.kind === "rolling") return NEVER;
  const { from, until } = periodOf(window.kind, dayOf(at));
  return startOf(from) === at ? at : startOf(until);
}

/** Which version was in force from when to when; null: none was. */
export function stretchesOf(versions: readonly ObjectiveVersion[], { from, until }: PastRange) {
  const turns = [...new Set([from, ...versions.map((version) => version.from)])]
    .filter((at) => at >= from && at < until)
    .sort((a, b) => a - b);
  return turns.map((at, place) => ({
    version: versions.reduce<ObjectiveVersion | null>(
      (last, each) => (each.from <= at && (!last || each.from >= last.from) ? each : last),
      null,
    ),
    from: at,
    until: turns[place + 1] ?? until,
  }));
}

/** Is a case left out? What is left out of everything is of each bank too; what is of one bank, of the whole too. */
export function outOf(exclusions: readonly Exclusion[], by: string) {
  return (slice: ReadonlyMap<string, string>, began: number) =>
    exclusions.some(
      ({ slice: { by: dimension, of }, from, until }) =>
        from <= began &&
        began < until &&
        (dimension === "all" ||
          ((by === "all" || by === dimension) && of !== null && slice.get(dimension) === of)),
    );
}

/**
 * How many cases of each value were said to miss a deadline, or to have missed it, at each whole minute of a range, where
 * that changed, in order. Found of each expected value. Null: a place to pause.
 * @param isPaced whether the pace of the last hour is known: that of the cases that are told
 */
export function* pastDeadlines(
  {
    timer,
    why,
    by,
    expected,
    isPaced,
  }: {
    timer: Timer;
    why: Exclude<Deadline["why"], "at-risk">;
    by: string;
    expected: readonly string[];
    isPaced: boolean;
  },
  cases: readonly Cases[],
  range: PastRange,
): Generator<PastChange | null> {
  const slices = openSlices(expected);
  const ledger = openLedger(range);
  const turns = turnsOf(timer).sort((a, b) => a - b);
  const ages = turns.map((age, place) => ({
    age,
    ends: turns[place + 1] ?? timer.withinMs + timer.newsMs + 1,
  }));
  const slow = { inTime: 0, of: FEWEST };
  const said = ages.flatMap(({ age, ends }) => {
    const usual = riskOf(timer, 0, age, undefined) === why;
    const ifSlow = !usual && riskOf(timer, 0, age, slow) === why;
    return usual || ifSlow ? [{ what: usual ? LATE : IF_SLOW, age, ends }] : [];
  });
  for (const { slice, told } of cases) {
    const value = slice.get(by)!;
    if (!expected.includes(value)) continue;
    const number = slices.numberOf(value);
    const fillFrom = (start: number) => {
      for (let place = start; place < Math.min(start + STRIDE, told.length); place += 2) {
        const began = told[place]!;
        const answered = Math.abs(told[place + 1]!);
        const isKept = told[place + 1]! > 0;
        const over = answered === 0 ? NEVER : since(answered);
        for (const { what, age, ends } of said)
          ledger.count(number, what, since(began + age), Math.min(over, since(began + ends)));
        if (!isPaced) continue;
        const decided = decidedOf(began, answered, timer.withinMs);
        const what = isKept ? PACE_OF | PACE_KEPT : PACE_OF;
        ledger.count(number, what, decided, decided + PACE_MS / MINUTE);
      }
    };
    for (let place = 0; place < told.length; place += STRIDE) {
      yield null;
      fillFrom(place);
    }
  }
  const foundOf = (number: number): PastChange["found"] => {
    const pace = { inTime: ledger.at(number, PACE_KEPT), of: ledger.at(number, PACE_OF) };
    const bad = ledger.at(number, LATE) + (isSlow(pace) ? ledger.at(number, IF_SLOW) : 0);
    return bad > 0 ? { kind: "bad", why, bad, cases: null } : { kind: "good", why: "kept", bad, cases: null };
  };
  const touched = new Set(slices.values.keys());
  const turn = (minute: number) => ledger.turn(minute, touched);
  for (let minute = 0; minute < ledger.minutes; minute += STEP) {
    yield null;
    for (const change of slices.changesOf(ledger, minute, touched, turn, foundOf)) yield change;
  }
}
