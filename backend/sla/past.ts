import type { Exclusion, ObjectiveVersion, PastChange, PastRange } from "#wire/sla.ts";
import type { Cases } from "./cases.ts";
import { decidedOf } from "./decided.ts";
import { judged } from "./judge.ts";
import { KEPT, type Ledger, OF, openLedger, THERE } from "./ledger.ts";
import type { Promised } from "./promised.ts";
import { openSlices, throughCases } from "./slices.ts";
import { outOf, type Span, stretchesOf, turnsOfWindow, windowsOf } from "./stretches.ts";

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
        yield* throughCases(told, (began, answered) => {
          if (isOut(slice, began)) return;
          const isKept = promised.countsMisses ? answered <= 0 : answered > 0;
          fill(ledger, number, windowOf(began), decidedOf(began, Math.abs(answered), overMs), isKept);
        });
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
    yield* slices.changesOf(ledger, turnsOfWindow(version, from, ledger), foundOf);
  }
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
