import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { paceOf } from "../../backend/live/framePace.ts";
import {
  type Answers,
  isTouched,
  joinTouched,
  openRecall,
  spanOf,
  type Touched,
} from "../../backend/live/recall.ts";

const touched = (kinds: Record<string, number[]>): Touched =>
  new Map(Object.entries(kinds).map(([kind, minutes]) => [kind, minutes.map((minute) => minute * MINUTE)]));
const basis = (kinds: string[], from: number, until: number) => ({
  kinds,
  from: from * MINUTE,
  until: until * MINUTE,
});

describe("the span of what was touched", () => {
  it.each<[string, ReturnType<typeof basis>, Touched, [number, number] | null]>([
    ["is the touched minute", basis(["calls"], 0, 10), touched({ calls: [3] }), [3, 3]],
    ["runs from the first to the last", basis(["calls"], 0, 10), touched({ calls: [7, 3, 5] }), [3, 7]],
    ["begins with the window", basis(["calls"], 3, 10), touched({ calls: [3] }), [3, 3]],
    ["is nothing before it", basis(["calls"], 4, 10), touched({ calls: [3] }), null],
    ["is nothing at its end", basis(["calls"], 0, 3), touched({ calls: [3] }), null],
    ["is nothing of another kind", basis(["freezes"], 0, 10), touched({ calls: [3] }), null],
    ["is of all its kinds", basis(["calls", "lines"], 0, 10), touched({ calls: [3], lines: [9] }), [3, 9]],
    ["is nothing for no kinds", basis([], 0, 10), touched({ calls: [3] }), null],
    ["is nothing of a commit that moved no cell", basis(["calls"], 0, 10), touched({ calls: [] }), null],
  ])("%s", (_, of, news, want) => {
    const span = spanOf(of, news);
    expect(span && [span.first / MINUTE, span.last / MINUTE]).toEqual(want);
  });
});

describe("an answer", () => {
  const CALLS = basis(["calls"], 0, 10);
  async function answers(value: number): Promise<Answers> {
    const first = openRecall(null, new Map());
    await first.recall("today", CALLS, async () => value);
    return first.answers;
  }
  it("is taken over while nothing that it is read from was touched", async () => {
    const { recall } = openRecall(await answers(1), touched({ freezes: [3] }));
    expect(await recall("today", CALLS, async () => 2)).toBe(1);
  });
  it("is read again when it was touched, and is told what was", async () => {
    const { recall } = openRecall(await answers(1), touched({ calls: [3, 4] }));
    const known = await recall<unknown>("today", CALLS, async (before) => before);
    expect(known).toMatchObject({ answer: 1, span: { first: 3 * MINUTE, last: 4 * MINUTE } });
  });
  it("is read under another key, of another day for example", async () => {
    const { recall } = openRecall(await answers(1), new Map());
    expect(await recall("tomorrow", CALLS, async () => 2)).toBe(2);
  });
  it("is read when all is", async () => {
    const { recall } = openRecall(null, touched({ calls: [3] }));
    expect(await recall("today", CALLS, async (before) => before)).toBeNull();
  });
  it("goes on to the next reading though this one did not read it", async () => {
    const second = openRecall(await answers(1), new Map());
    await second.recall("today", CALLS, async () => 2);
    const third = openRecall(second.answers, new Map());
    expect(await third.recall("today", CALLS, async () => 3)).toBe(1);
  });

  it.each<[string, Touched, boolean]>([
    ["a minute inside", touched({ calls: [3] }), true],
    ["a minute that began since", touched({ calls: [10] }), true],
    ["a minute before", touched({ calls: [-1] }), false],
    ["another kind", touched({ refunds: [3] }), false],
    ["no minute", touched({ calls: [] }), false],
  ])("counts as touched, or not, by %s", async (_, news, want) => {
    expect(isTouched(await answers(1), news)).toBe(want);
  });
});

it("what several commits touched is joined, each minute once", () => {
  const joined = joinTouched(touched({ calls: [1, 2] }), touched({ calls: [2, 3], freezes: [1] }));
  expect(joined).toEqual(touched({ calls: [1, 2, 3], freezes: [1] }));
});

describe("the time between two frames", () => {
  it.each([
    [0, 1, 100],
    [33, 1, 100],
    [40, 1, 120],
    [40, 4, 480],
    [400, 1, 1_000],
  ])("that took %d ms, of %d watched scenes, is %d ms", (cost, scenes, want) => {
    expect(paceOf(cost, scenes)).toBeCloseTo(want, 9);
  });
});
