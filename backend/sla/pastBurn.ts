import { MINUTE, WEEK } from "#calendar/units.ts";
import type { BurnPair, PastChange, PastRange } from "#wire/sla.ts";
import { ALPHA, burnOf } from "./burn.ts";
import type { Cases } from "./cases.ts";
import { decidedOf, NEVER } from "./decided.ts";
import { COMING, LONG_BAD, LONG_OF, openLedger, SHORT_BAD, THERE } from "./ledger.ts";
import type { Past } from "./past.ts";
import { openSlices, throughCases } from "./slices.ts";
import { outOf, stretchesOf, turnsOfWindow, windowsOf } from "./stretches.ts";
import { lastRest, windowOf } from "./window.ts";

/** A window ends so many minutes before the one that is judged: with the last case whose time is over. */
const lagOf = (withinMs: number) => Math.ceil(withinMs / MINUTE);

/** The first moment whose cases a look back over a range needs. */
export const firstNeeded = (
  { promised, versions }: Pick<Past, "promised" | "versions">,
  pair: BurnPair,
  from: number,
) =>
  Math.min(
    from - (lagOf(promised.withinMs) + pair.longMinutes) * MINUTE,
    ...versions.flatMap(({ objective: { window } }) => {
      const own = windowOf(window, from);
      return [own.from, lastRest(window, own, from)?.from ?? from];
    }),
  );

/**
 * How fast a budget was used up over a pair of windows at each whole minute of a range, where that changed, in order: by
 * the versions in force then that have this pair, of the same cases as `pastOf`. Null: a place to pause.
 */
export function* pastBurn(
  { promised, by, versions, exclusions, overMs, expected }: Past,
  pair: BurnPair,
  cases: readonly Cases[],
  range: PastRange,
): Generator<PastChange | null> {
  const slices = openSlices(by === "all" ? [null] : expected);
  const isOut = outOf(exclusions, by);
  const alpha = by === "all" ? ALPHA.whole : ALPHA.slice;
  const lag = lagOf(promised.withinMs);
  for (const { version, from, until } of stretchesOf(versions, range)) {
    /** What trails the minute, and what belongs to a window of the objective, which begins anew. */
    const [pace, whole] = [openLedger({ from, until }), openLedger({ from, until })];
    const isJudged = version?.objective.enabled && version.objective.by.some((each) => each === by);
    const rule = isJudged
      ? version.objective.burn.find(
          ({ longMinutes, shortMinutes }) =>
            longMinutes === pair.longMinutes && shortMinutes === pair.shortMinutes,
        )
      : undefined;
    if (version && rule) {
      const spanOf = windowsOf(version);
      const { kind } = version.objective.window;
      const hasLastWeek = kind === "day" || kind === "week";
      const count = (number: number, began: number, decided: number, isKept: boolean) => {
        const minute = Math.floor(began / MINUTE);
        const enters = Math.max(decided, minute + lag + 1);
        const leaves = minute + lag + 1;
        pace.count(number, isKept ? LONG_OF : LONG_OF | LONG_BAD, enters, leaves + rule.longMinutes);
        if (!isKept) pace.count(number, SHORT_BAD, enters, leaves + rule.shortMinutes);
        const { from: starts, until: ends, ends: gone } = spanOf(began);
        const asked = promised.pending ? starts : Math.max(starts, decided);
        if (ends > whole.first && asked < ends) whole.count(number, THERE, asked, gone);
      };
      /** It came a week ago in what is now the rest of the window, until the minute of it is over. */
      const expect = (number: number, came: number) => {
        const again = came + WEEK;
        const { from: start, until: end } = windowOf(version.objective.window, again);
        const over = Math.floor(again / MINUTE) + 1;
        if (end / MINUTE > whole.first)
          whole.count(number, COMING, start / MINUTE, over < end / MINUTE ? over : NEVER);
      };
      for (const { slice, told } of cases) {
        const number = slices.numberOf(by === "all" ? null : slice.get(by)!);
        yield* throughCases(told, (began, answered) => {
          const decided = decidedOf(began, Math.abs(answered), overMs);
          if (hasLastWeek && decided < NEVER) expect(number, began);
          if (isOut(slice, began)) return;
          count(number, began, decided, promised.countsMisses ? answered <= 0 : answered > 0);
        });
      }
    }
    const foundOf = (number: number): PastChange["found"] => {
      const value = slices.values[number]!;
      const there = whole.at(number, THERE);
      if (!version || !rule || !(there > 0 || value === null || expected.includes(value))) return null;
      const [bad, of] = [pace.at(number, LONG_BAD), pace.at(number, LONG_OF)];
      const { why } = burnOf(
        rule,
        version.objective.target,
        {
          long: { bad: BigInt(bad), of: BigInt(of) },
          short: { bad: BigInt(pace.at(number, SHORT_BAD)), of: 0n },
          expected: BigInt(there + whole.at(number, COMING)),
        },
        alpha,
      );
      return { kind: why === "fires" ? "bad" : "good", why, bad, cases: of };
    };
    yield* slices.changesOf(whole, turnsOfWindow(version, from, whole, pace), foundOf);
  }
}
