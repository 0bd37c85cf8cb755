import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { FigureState } from "#wire/figures.ts";
import type { Minute } from "../../backend/live/asking.ts";
import { offeredIn } from "../../backend/live/calls.ts";

const RUNNING = 100 * MINUTE;

/** Two calls a minute, the oldest first; the last of the states is of the running minute. */
function arrivals(...states: FigureState[]): Minute[] {
  const first = RUNNING - (states.length - 1) * MINUTE;
  return states.map((state, i) => ({
    at: first + i * MINUTE,
    value: state === "no-data" ? null : 2,
    state,
    missing: false,
  }));
}
const settled = (count: number) => Array<FigureState>(count).fill("settled");
const late = (count: number) => Array<FigureState>(count).fill("provisional");

describe("the load that staffing is reckoned from", () => {
  const cases: { name: string; states: FigureState[]; want: number | null }[] = [
    { name: "is of the minutes before the running one", states: [...settled(20), "open"], want: 10 },
    { name: "ends with the newest complete minute", states: [...settled(20), ...late(3), "open"], want: 10 },
    {
      name: "is not known once that is four minutes back",
      states: [...settled(20), ...late(4), "open"],
      want: null,
    },
    {
      name: "is not known over a gap",
      states: [...settled(9), "no-data", ...settled(3), "open"],
      want: null,
    },
    { name: "is known after the gap", states: ["no-data", ...settled(5), "open"], want: 10 },
    { name: "is not known of a window that is not whole", states: [...settled(4), "open"], want: null },
    {
      name: "is what has come of a source that never says how far it is",
      states: [...late(20), "open"],
      want: 10,
    },
    { name: "is not known of such a one over a gap", states: [...late(9), "no-data", "open"], want: null },
  ];
  for (const { name, states, want } of cases)
    it(name, () => expect(offeredIn(5, arrivals(...states), RUNNING)).toBe(want));
});
