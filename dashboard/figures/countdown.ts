import { HOUR } from "#calendar/units.ts";
import { AT_RISK_MS, WILL_MISS_MS } from "#wire/promises.ts";
import type { OpenFreeze } from "#wire/sceneParts.ts";
import { clockLeft, secondsLeft } from "#writing/durations.ts";
import { type Money, rowMoney } from "#writing/money.ts";
import type { Words } from "./words.th.ts";

/** Seconds left: below the first a freeze is at risk, below the second it will miss its hour. */
const AT_RISK = AT_RISK_MS / 1_000;
const WILL_MISS = WILL_MISS_MS / 1_000;

export type Urgency = "calm" | "at-risk" | "will-miss" | "overdue";

export function urgencyOf({ deadline }: OpenFreeze, now: number): Urgency {
  const left = secondsLeft(deadline, now);
  if (left <= 0) return "overdue";
  if (left <= WILL_MISS) return "will-miss";
  return left < AT_RISK ? "at-risk" : "calm";
}

/** How much of the hour is left, from 1 to 0. */
export function partLeft({ deadline }: OpenFreeze, now: number): number {
  return Math.min(1, Math.max(0, (deadline - now) / HOUR));
}

const LOOKS = { calm: "met", "at-risk": "watch", "will-miss": "broken", overdue: "broken" } as const;

/** An open freeze as it is written, in every list. */
interface Countdown {
  urgency: Urgency;
  look: (typeof LOOKS)[Urgency];
  word: string;
  clock: { digits: string; unit: string };
  left: number;
  bank: string;
  hop: string;
  amount: Money | null;
}

/** An empty row has no text. */
export function countdownOf(
  freeze: OpenFreeze | null,
  now: number,
  words: Words,
  bank: (code: string) => string,
): Countdown {
  const urgency = freeze ? urgencyOf(freeze, now) : "calm";
  const state = { urgency, look: LOOKS[urgency], word: words.countdown.urgency[urgency] };
  if (!freeze) return { ...state, clock: { digits: "", unit: "" }, left: 0, bank: "", hop: "", amount: null };
  return {
    ...state,
    clock: clockLeft(freeze.deadline, now, words.countdown.past),
    left: partLeft(freeze, now),
    bank: bank(freeze.bank),
    hop: words.countdown.hop(freeze.hop),
    amount: rowMoney(freeze.amountSatang),
  };
}
