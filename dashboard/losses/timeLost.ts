import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/live.ts";
import { minutes } from "#writing/durations.ts";
import { wholeOf } from "#writing/numbers.ts";
import { largestOf, shareOf } from "../figures/moneyTrail.ts";

/** Below so many answers the time lost says nothing yet. */
const FEW = 20n;

/** Time lost to banks: in all, and the answers that it was lost to. */
export interface TimeLost {
  seconds: bigint;
  answers: bigint;
  /** Minutes an answer, as written; empty without an answer. */
  minutes: string;
  isFew: boolean;
}

/** `freezes.seconds_lost`, in minutes. Null while it is not known. */
export function timeLostOf(figure: Figure | undefined): TimeLost | null {
  if (figure?.numerator === undefined || figure.denominator === undefined) return null;
  return write(wholeOf(figure.numerator), wholeOf(figure.denominator));
}

export function sumOfTimeLost(all: readonly TimeLost[]): TimeLost {
  return write(
    all.reduce((sum, { seconds }) => sum + seconds, 0n),
    all.reduce((sum, { answers }) => sum + answers, 0n),
  );
}

function write(seconds: bigint, answers: bigint): TimeLost {
  const isFew = answers < FEW;
  return { seconds, answers, isFew, minutes: answers === 0n ? "" : minutes(perAnswer({ seconds, answers })) };
}

const perAnswer = ({ seconds, answers }: Pick<TimeLost, "seconds" | "answers">) =>
  answers === 0n ? 0 : Number(seconds) / Number(answers) / 60;

/** A bank by the time that it lets pass. */
export interface SlowBank extends TimeLost {
  /** The code, also what a place on the list is kept by. */
  key: string;
  /** Of the slowest of those with enough answers, from 0 to 1. */
  share: number;
  /** It has not been heard for so long that what is known of it says nothing of now. */
  isSilent: boolean;
}

/**
 * Banks by minutes an answer, the slowest first; then those that are silent; then those with too few answers, those
 * without any at their head: all that they were asked for still waits.
 */
export function rankSlow(rows: readonly TableRow[], isCurrent: (figure: Figure) => boolean): SlowBank[] {
  const banks = rows.flatMap(({ code, figures }) => {
    const figure = figures["freezes.seconds_lost"];
    const timeLost = timeLostOf(figure);
    if (!figure || !timeLost || (timeLost.seconds === 0n && timeLost.answers === 0n)) return [];
    return [{ key: code, ...timeLost, isSilent: !isCurrent(figure) }];
  });
  const centi = (bank: TimeLost) => BigInt(Math.round(perAnswer(bank) * 100));
  const place = ({ isSilent, isFew }: Omit<SlowBank, "share">) => (isSilent ? 1 : isFew ? 2 : 0);
  const slowest = largestOf(banks.filter((bank) => place(bank) === 0).map(centi));
  return banks
    .sort(
      (a, b) =>
        place(a) - place(b) ||
        Number(a.answers > 0n) - Number(b.answers > 0n) ||
        perAnswer(b) - perAnswer(a) ||
        Number(b.seconds - a.seconds),
    )
    .map((bank) => ({ ...bank, share: place(bank) > 0 ? 0 : shareOf(centi(bank), slowest) }));
}
