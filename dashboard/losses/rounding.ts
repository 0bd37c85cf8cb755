/**
 * Rounds a table of amounts to whole steps so that the rounded rows and columns sum to their rounded sums: controlled
 * rounding (M. Bacharach, Management Science 12, 1966). Every amount, every sum and the total goes to the step below or
 * above it; a whole number of steps stays as it is.
 * @returns the table in steps
 */
export function roundTable(table: readonly (readonly bigint[])[], step: bigint): bigint[][] {
  // With the negated sums as a last row and column, every row and every column sums to zero.
  const rows = table.map((row) => [...row, -sumOf(row)]);
  const width = rows[0]?.length ?? 0;
  const all = [...rows, Array.from({ length: width }, (_, at) => -sumOf(rows.map((row) => row[at] ?? 0n)))];
  const steps = all.map((row) => row.map((amount) => (amount - restOf(amount, step)) / step));
  const rests = all.map((row) => row.map((amount) => restOf(amount, step)));
  for (let ring = ringOf(rests); ring; ring = ringOf(rests)) {
    const up = ring.filter((_, index) => index % 2 === 0);
    const down = ring.filter((_, index) => index % 2 === 1);
    const room = (rising: Cell[], falling: Cell[]) =>
      leastOf([...rising.map(([r, c]) => step - rests[r]![c]!), ...falling.map(([r, c]) => rests[r]![c]!)]);
    // The smaller of the two shifts: so most amounts go to the nearest step.
    const isUp = room(up, down) <= room(down, up);
    const [rising, falling] = isUp ? [up, down] : [down, up];
    const moved = room(rising, falling);
    for (const [r, c] of falling) rests[r]![c]! -= moved;
    for (const [r, c] of rising) {
      rests[r]![c]! += moved;
      if (rests[r]![c] !== step) continue;
      rests[r]![c] = 0n;
      steps[r]![c]! += 1n;
    }
  }
  return steps.slice(0, -1).map((row) => row.slice(0, -1));
}

type Cell = [row: number, column: number];

/** A cycle of cells between two steps, alternating along rows and columns. Null: there is none. */
function ringOf(rests: readonly (readonly bigint[])[]): Cell[] | null {
  const between = (row: number, column: number) => (rests[row]?.[column] ?? 0n) > 0n;
  const first = lastIndexOf(rests, (row) => row.some((rest) => rest > 0n));
  if (first < 0) return null;
  const path: Cell[] = [];
  let [row, column] = [first, -1];
  for (;;) {
    const startsAt = path.findIndex(([r], index) => index % 2 === 0 && r === row);
    if (startsAt >= 0) return path.slice(startsAt);
    column = lastIndexOf(rests[row]!, (_, c) => c !== column && between(row, c));
    const joinsAt = path.findIndex(([, c], index) => index % 2 === 1 && c === column);
    path.push([row, column]);
    if (joinsAt >= 0) return path.slice(joinsAt);
    row = lastIndexOf(rests, (_, r) => r !== row && between(r, column));
    path.push([row, column]);
  }
}

/** The index of the last one that fits, -1 if none does. */
function lastIndexOf<T>(all: readonly T[], fits: (one: T, index: number) => boolean): number {
  let index = all.length - 1;
  while (index >= 0 && !fits(all[index]!, index)) index--;
  return index;
}

const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);

function leastOf(amounts: readonly bigint[]): bigint {
  let [least = 0n] = amounts;
  for (const amount of amounts) if (amount < least) least = amount;
  return least;
}

/** The remainder of an amount above the step below it. */
const restOf = (amount: bigint, step: bigint) => ((amount % step) + step) % step;
