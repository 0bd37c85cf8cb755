const STEPS = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The end of an axis from zero: a round, even number (its half is a hairline too), at least 5 % above `highest`. */
export function ceilingOf(highest: number): number {
  const wanted = Math.max(highest, 1) * 1.05;
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const ends = [...STEPS, 20].map((step) => Math.round(step * magnitude * 10) / 10);
  return ends.find((end) => end >= wanted && end % 2 === 0) ?? 20 * magnitude;
}

/**
 * Positions along an axis, at least `gap` apart and inside [from, to]. Each is as near to its wanted position as its
 * neighbours allow; the order of the wanted positions is kept.
 */
export function spread(wanted: readonly number[], gap: number, from: number, to: number): number[] {
  const turns = wanted.map((want, index) => ({ want, index })).sort((a, b) => a.want - b.want);
  const places = new Array<number>(wanted.length);
  // Forward: each is pushed away from the one before. Backward: the last ones are pushed back inside.
  let least = from;
  for (const { want, index } of turns) {
    places[index] = Math.max(want, least);
    least = (places[index] ?? 0) + gap;
  }
  let most = to;
  for (const { index } of turns.reverse()) {
    places[index] = Math.min(places[index] ?? 0, most);
    most = (places[index] ?? 0) - gap;
  }
  return places;
}
