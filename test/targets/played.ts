/** Counts by the hour as a centre has them: a shape of the week, a level that wanders from day to day, and chance. */

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** Exact for small means, by the normal distribution for large ones. */
function poisson(mean: number, chance: () => number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  const limit = Math.exp(-mean);
  let [product, count] = [chance(), 0];
  while (product > limit) {
    product *= chance();
    count++;
  }
  return count;
}

const OF_WEEK = [1.12, 1.06, 1.04, 1.02, 1, 0.92, 0.7];
const ofHour = (hour: number) => 0.35 + 1.1 * Math.exp(-(((hour - 12) / 5) ** 2));

export function playedHours(options: {
  days: number;
  perHour: number;
  seed: number;
  firstWeekday?: number;
  isHoliday?: (index: number) => boolean;
}): number[] {
  const { days, perHour, seed, firstWeekday = 4, isHoliday } = options;
  const chance = chanceOf(seed);
  let level = 0;
  return Array.from({ length: days * 24 }, (_, index) => {
    const day = Math.floor(index / 24);
    if (index % 24 === 0) level = 0.7 * level + 0.1 * normal(chance);
    const week = isHoliday?.(day) ? 0.5 : OF_WEEK[(firstWeekday - 1 + day) % 7]!;
    return poisson(perHour * week * ofHour(index % 24) * Math.exp(level), chance);
  });
}
