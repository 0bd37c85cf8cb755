/** A promise of the centre: at least so many per cent, judged from so many cases on. */
export interface Target {
  metric: string;
  percent: number;
  /** So many points below the target it is watched; below that it is broken. */
  watchPoints: number;
  minimumSample: number;
}

/** 80/20 on the telephone. */
export const SERVICE_LEVEL: Target = {
  metric: "calls.service_level",
  percent: 80,
  watchPoints: 3,
  minimumSample: 20,
};
/** Every account held within the hour. */
export const HELD_IN_TIME: Target = {
  metric: "freezes.sla_60m",
  percent: 95,
  watchPoints: 3,
  minimumSample: 20,
};
/** An open freeze with so much time left, or less, will miss its hour. */
export const WILL_MISS_MS = 5 * 60_000;
/**
 * A freeze that is past its hour by more than this has lost its promise and is no longer news: it stays counted and
 * on the board, but nothing waits for it. As long as the promise itself: who could still hurry the bank had that time
 * twice, and one bank that never answers must not hold every wall for ever.
 */
export const NEWS_MS = 60 * 60_000;
