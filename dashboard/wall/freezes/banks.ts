import type { Figure, TableRow } from "#wire/live.ts";
import { minutes, percent, wholeOf } from "../format.ts";
import { HELD_IN_TIME, type Judgement, judge } from "../judgement.ts";

/** How a bank keeps its hour. */
export interface Bank {
  /** The code, also what a place on the list is kept by. */
  key: string;
  judgement: Judgement;
  /** Inside the hour, from 0 to 1, and as it is written. */
  share: number;
  percent: string;
  /** Minutes to the answer; `atLeast` past the last class. */
  median: string;
  atLeast: boolean;
  sample: number;
}

/**
 * Banks by how many of their freezes were inside the hour, the worst first, and among equals the slowest.
 * Those of which there are too few cases come last: they say nothing yet.
 */
export function rankBanks(rows: readonly TableRow[]): Bank[] {
  const banks = rows.flatMap(({ code, figures }) => {
    const inTime = figures[HELD_IN_TIME.metric];
    return inTime && inTime.value !== null
      ? [{ ...bankOf(code, inTime, figures["freezes.p50_minutes"]) }]
      : [];
  });
  return banks.sort(
    (a, b) =>
      Number(a.judgement === "few") - Number(b.judgement === "few") ||
      a.share - b.share ||
      Number(b.slowness) - Number(a.slowness) ||
      b.sample - a.sample,
  );
}

/** Why no bank is ranked: none was asked today, or none has answered and no hour has run out. */
export function whyEmpty(requested: Figure | undefined): "none" | "unanswered" {
  return Number(requested?.value ?? 0) > 0 ? "unanswered" : "none";
}

function bankOf(key: string, inTime: Figure, median: Figure | undefined): Bank & { slowness: number } {
  const slowness = Number(median?.value ?? 0);
  return {
    key,
    judgement: judge(inTime, HELD_IN_TIME),
    share: Number(inTime.value),
    percent: percent(inTime),
    median: median?.value == null ? "" : minutes(slowness),
    atLeast: median?.atLeast ?? false,
    sample: Number(wholeOf(inTime.denominator ?? 0)),
    slowness,
  };
}
