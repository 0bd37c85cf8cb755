import { describe, expect, it } from "vitest";
import type { Pace } from "#wire/targets.ts";
import type { Asking } from "../../backend/live/asking.ts";
import { changesOf } from "../../backend/live/changes.ts";
import { askTrends } from "../../backend/live/targets.ts";
import { pacesOf } from "../wall/paces.ts";

const HELD = "freezes.held_share_of_requested";
// What is read is handed through: nothing else of the reading is needed.
const asking = {
  recall: (_key: string, _basis: unknown, read: () => unknown) => read(),
} as unknown as Asking;
const all = Object.entries(pacesOf("normal", 1)).map(([target, pace]) => ({ target, ...pace }) as Pace);
const trendsOf = (paces: Pace[]) => askTrends(asking, async () => paces, HELD);

describe("the targets on the overview", () => {
  it("stand as they do in the scene of the targets", async () => {
    const trends = await trendsOf(all);
    expect(Object.keys(trends)).toEqual(all.map(({ target }) => target));
    for (const { target, metric, state, why, place } of all)
      expect(trends[target]).toMatchObject({ metric, state, why, place });
    expect(new Set(Object.values(trends).map(({ state }) => state)).size).toBe(4);
  });
  it("say of the figure beside alone where the day will land: of others nothing changes with every case", async () => {
    const moved = all.map((pace) => ({ ...pace, midnight: { low: 0.1, mid: 0.2, high: 0.3 } }));
    const [was, is] = [await trendsOf(all), await trendsOf(moved)];
    expect(was.held).toMatchObject({ planned: all[1]!.planned, midnight: all[1]!.midnight });
    const scenery = (trends: typeof was) => ({ figures: {}, trends }) as never;
    expect(changesOf(scenery(was), scenery(is), false)).toEqual({ trends: { held: is.held } });
  });
  it("are at most one for each place, the one that the scene has; one without a place is not there", async () => {
    const [first, second] = all as [Pace, Pace];
    const twin = { ...second, target: "twin", place: first.place };
    const none = { ...second, target: "none", place: null };
    expect(Object.keys(await trendsOf([none, first, twin]))).toEqual([first.target]);
  });
  it("of a bank are not what stands beside the whole", async () => {
    const ofBank = { ...all[1]!, slice: { by: "bank" as const, of: "GSB" } };
    expect((await trendsOf([ofBank])).held).not.toHaveProperty("midnight");
  });
});
