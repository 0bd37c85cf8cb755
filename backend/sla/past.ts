import type { Exclusion, ObjectiveVersion, PastChange, PastRange } from "#wire/sla.ts";
import type { Cases } from "./cases.ts";
import { decidedOf } from "./decided.ts";
import { judged } from "./judge.ts";
import { KEPT, type Ledger, OF, openLedger, THERE } from "./ledger.ts";
import type { Promised } from "./promisedFigures.ts";
import { openSlices, throughCases } from "./slices.ts";
import { outOf, type Span, stretchesOf, turnsOfWindow, windowsOf } from "./stretches.ts";

/** The question: an objective and the dimension by which its past is judged. */
export interface Past {
  promised: Promised;
  by: string;
  /** The versions of the objective. */
  versions: readonly ObjectiveVersion[];
  exclusions: readonly Exclusion[];
  /** A case without an answer counts as missed after this time; null: never. */
  overMs: number | null;
  /** Values of the dimension that are judged even without cases. */
  expected: readonly string[];
}

/**
 * Replays how an objective was kept, minute by minute, and yields each change in order. It uses the versions in force at
 * that minute, today's exclusions, and today's knowledge of each event. It yields null where the caller may pause.
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

/** Counts a case from its decision until it leaves the window. */
function fill(ledger: Ledger, slice: number, { from, until, ends }: Span, decided: number, isKept: boolean) {
  // A case of an earlier window, or one that was decided after its window, changes nothing in this range.
  if (until <= ledger.first || from >= until) return;
  const what = isKept ? OF | KEPT : OF;
  if (decided <= from || decided <= ledger.first) return ledger.count(slice, THERE | what, from, ends);
  ledger.count(slice, THERE, from, ends);
  if (decided < until) ledger.count(slice, what, decided, ends);
}
