import type { Backtest, BacktestProgress, RuleBody } from "#wire/alerts.ts";
import type { LookBack, PastRange } from "#wire/sla.ts";
import type { Clock } from "../kit/clock.ts";
import { openTurns } from "../store/turns.ts";
import { backtest } from "./backtest.ts";
import type { Hearers } from "./escalation.ts";

/** A rule is tried alone: the cases of a year are some 50 MB. How many may wait: at five seconds each. */
const ALONE = {
  places: 1,
  most: { live: 0, pages: 0, background: 1 },
  mostWaiting: { live: 0, pages: 0, background: 10 },
};
/** So long it judges without a pause: a beat of a wall does not wait for longer. */
const PIECE_MS = 20;
/** Steps between two looks at the clock: each takes up to a few milliseconds. */
const STRIDE = 4;

/**
 * Tries a rule on what is stored: reads it in turns behind all others, and judges in pieces that let others between.
 * Throws `unavailable` when too many wait, and the reason of the signal, which also ends one that nobody goes on with.
 */
export type TryRule = (
  body: RuleBody,
  range: PastRange,
  signal: AbortSignal,
) => AsyncGenerator<BacktestProgress, Backtest>;

export function openTrying({
  clock,
  lookBack,
  hearers,
}: {
  clock: Clock;
  lookBack: LookBack;
  hearers: () => Promise<Hearers>;
}): TryRule {
  const turns = openTurns(ALONE, clock);
  return async function* tryRule(body, range, signal) {
    const end = await turns.take({ class: "background", signal });
    signal.addEventListener("abort", end, { once: true });
    try {
      const reading = lookBack(body, range, signal);
      let read = await reading.next();
      for (; !read.done; read = await reading.next()) yield { phase: "reading", ...read.value };
      // One that is off would do nothing: it is tried as it would be when it is on.
      const rule = { id: "tried", version: 1, from: range.from, ...body, isOn: true };
      const judging = backtest(rule, read.value, await hearers(), range);
      let began = clock.ticks();
      for (let count = 1; ; count++) {
        const step = judging.next();
        if (step.done) return step.value;
        if (count % STRIDE !== 0 || clock.ticks() - began < PIECE_MS) continue;
        yield { phase: "judging", done: step.value - range.from, of: range.until - range.from };
        await new Promise(setImmediate);
        signal.throwIfAborted();
        began = clock.ticks();
      }
    } finally {
      end();
    }
  };
}
