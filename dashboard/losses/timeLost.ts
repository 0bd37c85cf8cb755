import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import { minutes } from "#writing/durations.ts";
import { wholeOf } from "#writing/numbers.ts";
import { largestOf, shareOf } from "../figures/moneyTrail.ts";

/** With fewer answers the time lost is not judged. */
const FEW = 20n;

/** Time lost to banks: the total, and the number of answers. */
export interface TimeLost {
  seconds: bigint;
  answers: bigint;
  /** Minutes per answer, as text; empty without an answer. */
  minutes: string;
  isFew: boolean;
}

/** `freezes.seconds_lost`, in minutes. Null while unknown. */
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

/** A bank with the time that it takes to answer. */
export interface SlowBank extends TimeLost {
  /** The code; also the row's key. */
  key: string;
  /** Share of the slowest bank with enough answers, from 0 to 1. */
  share: number;
  /** It has not been heard for too long to take its figures as current. */
  isSilent: boolean;
}

/**
 * Banks by minutes per answer, the slowest first; then the silent ones; then those with too few answers, first those
 * without any: all their freezes are still open.
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
