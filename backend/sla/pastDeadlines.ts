import { MINUTE } from "#calendar/units.ts";
import type { Deadline, PastChange, PastRange } from "#wire/sla.ts";
import type { Cases } from "./cases.ts";
import { decidedOf, NEVER, since } from "./decided.ts";
import { IF_SLOW, LATE, openLedger, PACE_KEPT, PACE_OF } from "./ledger.ts";
import { FEWEST, isSlow, PACE_MS, riskOf, type Timer, turnsOf } from "./risk.ts";
import { openSlices, throughCases } from "./slices.ts";

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
    yield* throughCases(told, (began, signed) => {
      const answered = Math.abs(signed);
      const isKept = signed > 0;
      const over = answered === 0 ? NEVER : since(answered);
      for (const { what, age, ends } of said)
        ledger.count(number, what, since(began + age), Math.min(over, since(began + ends)));
      if (!isPaced) return;
      const decided = decidedOf(began, answered, timer.withinMs);
      const what = isKept ? PACE_OF | PACE_KEPT : PACE_OF;
      ledger.count(number, what, decided, decided + PACE_MS / MINUTE);
    });
  }
  const foundOf = (number: number): PastChange["found"] => {
    const pace = { inTime: ledger.at(number, PACE_KEPT), of: ledger.at(number, PACE_OF) };
    const bad = ledger.at(number, LATE) + (isSlow(pace) ? ledger.at(number, IF_SLOW) : 0);
    return bad > 0 ? { kind: "bad", why, bad, cases: null } : { kind: "good", why: "kept", bad, cases: null };
  };
  yield* slices.changesOf(ledger, ledger.turn, foundOf);
}
