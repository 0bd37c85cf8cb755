/** The thresholds that are shipped can fire, and do not on what is no more than noise: a month of it, minute by minute. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectiveVersion } from "#wire/sla.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { ALPHA, burnOf } from "../../backend/sla/burn.ts";
import { faultsOf } from "../../backend/sla/faults.ts";
import { listObjectives } from "../../backend/sla/queries.ts";
import type { Store } from "../../backend/store/store.ts";
import { openTestStore } from "../store.ts";

let store: Store;
/** Of each objective that is shipped the version in force. */
const shipped = new Map<string, ObjectiveVersion>();
beforeAll(async () => {
  store = await openTestStore();
  for (const version of await listObjectives(store.run)) shipped.set(version.id, version);
});
afterAll(() => store.close());

/** A case in its minute, missed or kept. */
type Case = readonly [minute: number, isMissed: boolean];
const MINUTES = 30 * 1_440;

/** Evenly spread, of which every `nth` misses. */
function* steady(anHour: number, nth: number): Generator<Case> {
  for (let n = 1; (n * 60) / anHour < MINUTES; n++) yield [Math.floor((n * 60) / anHour), n % nth === 0];
}
/** As they come: at random, each missing by itself. */
function* random(seed: number, anHour: number, share: number): Generator<Case> {
  const draw = chance(seed, "noise", anHour);
  const gap = () => (Math.log(1 / (1 - draw())) * 60) / anHour;
  for (let at = gap(); at < MINUTES; at += gap()) yield [Math.floor(at), draw() < share];
}

interface Pair {
  longMinutes: number;
  shortMinutes: number;
  /** By the counts of both windows. */
  fires(bad: { long: number; short: number }, of: number): boolean;
}
/** How often they begin to fire, looked at each minute. */
function fires(cases: Iterable<Case>, { longMinutes, shortMinutes, fires: isFiring }: Pair): number {
  const [all, bad] = [new Uint16Array(MINUTES), new Uint16Array(MINUTES)];
  for (const [minute, isMissed] of cases) {
    all[minute]!++;
    if (isMissed) bad[minute]!++;
  }
  let [of, long, short, count] = [0, 0, 0, 0];
  let last = Number.NEGATIVE_INFINITY;
  for (let minute = 0; minute < MINUTES; minute++) {
    of += all[minute]! - (all[minute - longMinutes] ?? 0);
    long += bad[minute]! - (bad[minute - longMinutes] ?? 0);
    short += bad[minute]! - (bad[minute - shortMinutes] ?? 0);
    if (minute < longMinutes || !isFiring({ long, short }, of)) continue;
    // What stops for less than a quarter of an hour goes on.
    if (minute > last + 15) count++;
    last = minute;
  }
  return count;
}
/** The thresholds of an objective, for so many cases a day. */
const pairsOf = (id: string, anHour: number, alpha: number): Pair[] => {
  const { target, burn } = shipped.get(id)!.objective;
  return burn.map((rule) => ({
    ...rule,
    fires({ long, short }, of) {
      const watched = {
        long: { bad: BigInt(long), of: BigInt(of) },
        short: { bad: BigInt(short), of: BigInt(of) },
      };
      return burnOf(rule, target, { ...watched, expected: BigInt(anHour * 24) }, alpha).why === "fires";
    },
  }));
};
const firesOf = (id: string, anHour: number, alpha: number, cases: () => Iterable<Case>) =>
  pairsOf(id, anHour, alpha).map((pair) => fires(cases(), pair));

it("no objective that is shipped has a fault", () => {
  expect([...shipped.keys()].length).toBeGreaterThan(6);
  for (const [id, { objective }] of shipped) expect(faultsOf(objective), id).toEqual([]);
});

describe.each([1, 5, 12, 50, 125, 500])("of %i freezes an hour", (anHour) => {
  it("a steady share just above the target fires nothing in a month, nor does one just below it", () => {
    // 95.2 %, and 94.7 %.
    for (const nth of [21, 19])
      for (const alpha of Object.values(ALPHA))
        expect(
          firesOf("freeze-60m", anHour, alpha, () => steady(anHour, nth)),
          `${nth}`,
        ).toEqual([0, 0]);
  });

  it("each threshold fires where all miss", () => {
    // One an hour is too few to say so: an hour of it has one, three hours three.
    const most = anHour > 1 ? [1, 1] : [0, 0];
    expect(firesOf("freeze-60m", anHour, ALPHA.slice, () => steady(anHour, 1))).toEqual(most);
  });
});

describe("what comes at random, with 96 % in time", () => {
  it.each([12, 125])("of %i an hour fires no more often than its chance lets through", (anHour) => {
    for (const seed of [1, 2, 3]) {
      const cases = () => random(seed, anHour, 0.04);
      // Of the whole one of a hundred windows may, of a bank one of a thousand; looked at each minute, windows overlap.
      for (const count of firesOf("freeze-60m", anHour, ALPHA.whole, cases))
        expect(count).toBeLessThanOrEqual(MINUTES / 60 / 100);
      for (const count of firesOf("freeze-60m", anHour, ALPHA.slice, cases))
        expect(count).toBeLessThanOrEqual((3 * MINUTES) / 60 / 1_000);
    }
  });

  it("would fire day after day by a burn of 6 alone, at five an hour", () => {
    const alone: Pair = {
      longMinutes: 60,
      shortMinutes: 5,
      fires: ({ long }, of) => long >= 2 && long >= 0.3 * of,
    };
    expect(fires(random(1, 5, 0.05), alone)).toBeGreaterThan(10);
    for (const count of firesOf("freeze-60m", 5, ALPHA.slice, () => random(1, 5, 0.05)))
      expect(count).toBeLessThanOrEqual(1);
  });
});
