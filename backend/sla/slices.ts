import { MINUTE } from "#calendar/units.ts";
import type { PastChange } from "#wire/sla.ts";
import type { Cases } from "./cases.ts";
import type { Ledger } from "./ledger.ts";

/**
 * After so many numbers of cases, or so many minutes, there is a place to pause: some milliseconds at most. What lies
 * between two such places is a function of its own: V8 does not compile the loop of a generator that is running.
 */
const STRIDE = 2 * 5_000;
const STEP = 60;

type Found = PastChange["found"];

/** Does something with each case of a slice. Null: a place to pause. */
export function* throughCases(
  told: Cases["told"],
  deed: (began: number, answered: number) => void,
): Generator<null> {
  const through = (from: number) => {
    const until = Math.min(from + STRIDE, told.length);
    for (let place = from; place < until; place += 2) deed(told[place]!, told[place + 1]!);
  };
  for (let place = 0; place < told.length; place += STRIDE) {
    yield null;
    through(place);
  }
}

/** Slices by number, and what was said last of each: only what changed is said. */
export function openSlices(expected: readonly (string | null)[]) {
  const numbers = new Map<string | null, number>();
  const values: (string | null)[] = [];
  const last: Found[] = [];
  const numberOf = (value: string | null) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, values.length);
    last.push(null);
    return values.push(value) - 1;
  };
  for (const value of expected) numberOf(value);
  return {
    values,
    numberOf,
    /**
     * What is found at each minute of a ledger and was not said before, in order. Null: a place to pause.
     * @param turn goes on to a minute, and names the slices of which something has changed
     */
    *changesOf(
      { first, minutes }: Ledger,
      turn: (minute: number, touched: Set<number>, all: Iterable<number>) => void,
      foundOf: (slice: number) => Found,
    ): Generator<PastChange | null> {
      const touched = new Set(values.keys());
      const through = (from: number) => {
        const changes: PastChange[] = [];
        for (let minute = from; minute < Math.min(from + STEP, minutes); minute++) {
          turn(minute, touched, values.keys());
          for (const slice of touched) {
            const found = foundOf(slice);
            if (isSame(found, last[slice]!)) continue;
            last[slice] = found;
            changes.push({ at: (first + minute) * MINUTE, of: values[slice]!, found });
          }
          touched.clear();
        }
        return changes;
      };
      for (let minute = 0; minute < minutes; minute += STEP) {
        yield null;
        yield* through(minute);
      }
    },
  };
}

const isSame = (one: Found, other: Found) =>
  one === null || other === null
    ? one === other
    : one.kind === other.kind && one.bad === other.bad && one.cases === other.cases;
