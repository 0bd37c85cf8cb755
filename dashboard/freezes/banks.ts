import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { percent, wholeOf } from "#writing/numbers.ts";
import { HELD_IN_TIME, type Judgement, lookOf } from "../figures/judgement.ts";
import { median } from "../figures/median.ts";

/** How a bank keeps its hour. */
export interface Bank {
  /** The code; also the row's key. */
  key: string;
  /** `silent`: it has not been heard for too long to take its figures as current. */
  judgement: Judgement | "silent";
  /** When it was last heard. */
  heard: number | null;
  /** The share inside the hour, from 0 to 1, and as text. */
  share: number;
  percent: string;
  /** Minutes to the answer, that or more if `atLeast`. */
  median: string;
  atLeast: boolean;
  sample: number;
}

/**
 * Banks by their share of freezes inside the hour, the worst first, and among equals the slowest. Then the silent
 * banks, then those with too few cases to judge.
 */
export function rankBanks(
  rows: readonly TableRow[],
  verdicts: Scenery["verdicts"],
  isCurrent: (figure: Figure) => boolean,
): Bank[] {
  const banks = rows.flatMap(({ code, figures }) => {
    const inTime = figures[HELD_IN_TIME.metric];
    if (!inTime || inTime.value === null) return [];
    const judgement = lookOf(verdicts[`${HELD_IN_TIME.objective} bank ${code}`]);
    const bank = bankOf(code, judgement, inTime, figures["freezes.p50_minutes"]);
    return [isCurrent(inTime) ? bank : { ...bank, judgement: "silent" as const }];
  });
  const place = ({ judgement }: Bank) => (judgement === "few" ? 2 : judgement === "silent" ? 1 : 0);
  return banks.sort(
    (a, b) =>
      place(a) - place(b) ||
      a.share - b.share ||
      Number(b.slowness) - Number(a.slowness) ||
      b.sample - a.sample,
  );
}

/** Why no bank is ranked: no freeze was requested today, or none is answered and no hour is over. */
export function whyEmpty(requested: Figure | undefined): "none" | "unanswered" {
  return Number(requested?.value ?? 0) > 0 ? "unanswered" : "none";
}

function bankOf(
  key: string,
  judgement: Judgement,
  inTime: Figure,
  time: Figure | undefined,
): Bank & { slowness: number } {
  const { digits, atLeast } = median(time ?? { value: null });
  return {
    key,
    judgement,
    heard: inTime.heard,
    share: Number(inTime.value),
    percent: percent(inTime),
    median: digits,
    atLeast,
    sample: Number(wholeOf(inTime.denominator ?? 0)),
    slowness: Number(time?.value ?? 0),
  };
}
