import { performance } from "node:perf_hooks";
import { readDate } from "#calendar/days.ts";
import { SECOND } from "#calendar/units.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openBackTests } from "../../backend/targets/backTests.ts";
import { classesOf } from "../../backend/targets/forecast.ts";
import { playedHours } from "../targets/played.ts";
import { median, ms, type Row, seconds, share, sleep } from "./row.ts";

const MOST_MS = 10 * SECOND;
/** Of the time that it takes: the main thread gives the order and hears the answer. */
const MOST_BUSY = 0.1;
const DAYS = 365 + 42;
const TIMES = 5;
const FIRST = readDate("2025-01-06")!;

export const foretold: Row = {
  name: "foretold",
  what: "a year's back-test of the forecast, from order to answer, off the main thread",
  toReach: `≤ ${seconds(MOST_MS)}, main thread busy ≤ ${MOST_BUSY * 100} %`,
  anywhere: false,
  async run(bench) {
    const tests = openBackTests({ clock: realClock });
    const took: number[] = [];
    const busy: number[] = [];
    try {
      for (let seed = 1; seed <= share(bench, TIMES, 2); seed++) {
        const hours = playedHours({ days: DAYS, perHour: 12, seed, firstWeekday: 1 });
        const series = { firstDay: FIRST, hours, classes: classesOf(FIRST, DAYS + 15, () => false) };
        // Making the series is no part of it.
        await sleep(50);
        const before = performance.eventLoopUtilization();
        const began = performance.now();
        const tested = await tests.test(
          { series, firstDay: 42, untilDay: DAYS },
          new AbortController().signal,
        );
        took.push(performance.now() - began);
        busy.push(performance.eventLoopUtilization(before).utilization);
        if (tested?.origins !== 365) throw new Error(`${tested?.origins} origins`);
      }
    } finally {
      await tests.close();
    }
    const [typical, main] = [median(took), median(busy)];
    return {
      reached: `${seconds(typical)}, busy ${(main * 100).toFixed(1)} %`,
      ok: typical <= MOST_MS && main <= MOST_BUSY,
      remarks: [
        `the median of ${took.length} years of hours, each another, ${took.map(ms).join(", ")}; a new thread each, which loads TypeScript here`,
        "busy: the part of that time in which the main thread ran (utilization of its event loop)",
      ],
      numbers: { median: typical, busy: main },
    };
  },
};
