import type { Channel } from "#wire/events.ts";
import { weighted } from "./chance.ts";
import { PROVINCES } from "./provinces.ts";

/** Loss per case of a scam type: satang, lognormal. A high sigma: a few victims lose nearly all of it. */
export interface Loss {
  mean: number;
  sigma: number;
}

const BAHT = 100;

/**
 * Percent of cases and mean loss per case. Shares follow the police figures of January to March 2025 (purchase 57 %,
 * prize 11, job 11, investment 6; Thai PBS). Means are losses to October 2024 divided by cases to July 2024
 * (Droidsans, Amarin): purchase 16,000 baht, job 138,000, loan 54,000, investment 587,000, call centre 237,000. The
 * other values are assumed.
 */
export const SCAMS = {
  purchase_single: { share: 53, loss: { mean: 16_000 * BAHT, sigma: 1.3 } },
  job: { share: 10.5, loss: { mean: 138_000 * BAHT, sigma: 1.3 } },
  prize_other: { share: 10, loss: { mean: 45_000 * BAHT, sigma: 1.4 } },
  loan: { share: 6, loss: { mean: 54_000 * BAHT, sigma: 1.1 } },
  invest_computer: { share: 5, loss: { mean: 587_000 * BAHT, sigma: 1.4 } },
  call_center: { share: 4.5, loss: { mean: 237_000 * BAHT, sigma: 1.4 } },
  purchase_gang: { share: 3, loss: { mean: 28_000 * BAHT, sigma: 1.2 } },
  impersonate_borrow: { share: 3, loss: { mean: 42_000 * BAHT, sigma: 1.1 } },
  remote_app: { share: 1.4, loss: { mean: 190_000 * BAHT, sigma: 1.2 } },
  hack: { share: 0.8, loss: { mean: 90_000 * BAHT, sigma: 1.3 } },
  romance: { share: 0.5, loss: { mean: 260_000 * BAHT, sigma: 1.3 } },
  hybrid: { share: 0.4, loss: { mean: 480_000 * BAHT, sigma: 1.3 } },
  ponzi: { share: 0.4, loss: { mean: 350_000 * BAHT, sigma: 1.2 } },
  ransomware: { share: 0.1, loss: { mean: 400_000 * BAHT, sigma: 1.2 } },
  other: { share: 1.4, loss: { mean: 60_000 * BAHT, sigma: 1.3 } },
} as const satisfies Record<string, { share: number; loss: Loss }>;

export type Scam = keyof typeof SCAMS;

/** Upper limit of the loss of a case; the largest in the centre's weekly lists is 26 million baht. */
export const LARGEST_LOSS = 60_000_000 * BAHT;

/**
 * How often a mule account is at a bank, roughly by the size of its retail business. It says nothing about the real
 * bank: the published rankings of such accounts name no banks.
 */
export const BANKS: Readonly<Record<string, number>> = {
  KBANK: 22,
  SCB: 15,
  KTB: 14,
  BBL: 12,
  GSB: 9,
  BAY: 7,
  TTB: 6,
  TRUEMONEY: 5,
  BAAC: 3.5,
  CIMBT: 1.2,
  UOB: 1.2,
  KKP: 0.8,
  LH: 0.7,
  GHB: 0.6,
  TCD: 0.4,
  TISCO: 0.25,
  ISBT: 0.2,
  ICBCT: 0.15,
  SCBT: 0.1,
  CITI: 0.1,
  OTHER: 0.8,
};

/** Cases that are not reported by telephone: who sends them, for which agency, and how many a day. */
export const DESKS = {
  online: { source: "ccib", agency: "ccib", channel: "online", daily: 185 },
  bank: { source: "cfr", agency: "bot", channel: "bank", daily: 75 },
  police: { source: "tcsd", agency: "tcsd", channel: "police", daily: 38 },
  consumer: { source: "cppd", agency: "cppd", channel: "police", daily: 22 },
  etda: { source: "etda1212", agency: "etda1212", channel: "1212", daily: 36 },
  nbtc: { source: "nbtc", agency: "nbtc", channel: "nbtc", daily: 9 },
  tcc: { source: "tcc", agency: "tcc", channel: "tcc", daily: 8 },
} as const satisfies Record<string, { source: string; agency: string; channel: Channel; daily: number }>;

export const scamOf = weighted(
  Object.fromEntries(Object.entries(SCAMS).map(([scam, { share }]) => [scam, share])) as Record<Scam, number>,
);
export const provinceOf = weighted(PROVINCES);
export const bankOf = weighted(BANKS);
