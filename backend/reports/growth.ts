/** A count of cases in the period and in the one before. */
export interface Counted {
  now: number;
  before: number;
}

/** Below this many cases a growth is chance: the least sample that shares are judged by too. */
const LEAST = 20;
/** Two standard errors: of a difference that is chance, one in forty is larger. */
const ERRORS = 2;

/**
 * What has grown by more than chance, the largest increase first. Two counts of cases differ by chance with a standard
 * error of √(now + before) (difference of two Poisson counts); periods of different length are compared per day.
 * @param ratio the length of the period ÷ that of the one before
 */
export function grown<T extends Counted>(all: readonly T[], ratio: number, most: number): T[] {
  const increase = ({ now, before }: Counted) => now - before * ratio;
  return all
    .filter(({ now }) => now >= LEAST)
    .filter((each) => increase(each) > ERRORS * Math.sqrt(each.now + each.before * ratio ** 2))
    .sort((a, b) => increase(b) - increase(a))
    .slice(0, most);
}

/** The smallest case count that a public table shows: a smaller one could identify a person. */
export const SHOWN_FROM = 5;

/**
 * Which rows a public edition leaves out: those with 1 to 4 cases, now or before; and where it would be one alone, the
 * next smallest too, or the total minus the others would tell it.
 */
export function hiddenOf(rows: readonly Counted[]): Set<number> {
  const isSmall = (count: number) => count > 0 && count < SHOWN_FROM;
  const hidden = rows.flatMap(({ now, before }, place) => (isSmall(now) || isSmall(before) ? [place] : []));
  if (hidden.length !== 1) return new Set(hidden);
  const [next] = rows
    .map(({ now }, place) => ({ now, place }))
    .filter(({ now, place }) => now > 0 && place !== hidden[0])
    .sort((a, b) => a.now - b.now || a.place - b.place);
  return new Set([...hidden, ...(next ? [next.place] : [])]);
}
