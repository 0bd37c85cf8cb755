import type { OpenFreeze } from "#wire/sceneParts.ts";
import type { FreezeRisk } from "#wire/sla.ts";
import { clockLeft } from "#writing/durations.ts";
import { type Money, rowMoney } from "#writing/money.ts";
import type { Words } from "./words.th.ts";

export type Urgency = "calm" | FreezeRisk;

/** What the server says of it at this moment: it judges, and the clock of the wall only goes on. */
export function urgencyOf({ saidFrom }: OpenFreeze, now: number): Urgency {
  const begun = (Object.entries(saidFrom) as [FreezeRisk, number][]).filter(([, from]) => from <= now);
  return begun.sort(([, a], [, b]) => b - a)[0]?.[0] ?? "calm";
}

/** How much of its time is left, from 1 to 0. */
export function partLeft({ requestedAt, dueAt }: OpenFreeze, now: number): number {
  return Math.min(1, Math.max(0, (dueAt - now) / (dueAt - requestedAt)));
}

const LOOKS = {
  calm: "met",
  "at-risk": "watch",
  "will-miss": "broken",
  "deadline-over": "broken",
  "long-over": "broken",
} as const;

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
    clock: clockLeft(freeze.dueAt, now, words.countdown.past),
    left: partLeft(freeze, now),
    bank: bank(freeze.bank),
    hop: words.countdown.hop(freeze.hop),
    amount: rowMoney(freeze.amountSatang),
  };
}
