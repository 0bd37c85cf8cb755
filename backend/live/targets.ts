import { readDate, startOf } from "#calendar/days.ts";
import type { Reading } from "#wire/figures.ts";
import type { ScenePace, SourceLamp } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Pace } from "#wire/targets.ts";
import { type Asking, whenever } from "./asking.ts";
import { composeCommon } from "./common.ts";
import { notedIn } from "./noted.ts";

/** Where each target stands, as of a reading. */
export type ReadPaces = (reading: Reading) => Promise<Pace[]>;

/** What says of each kind of cells whether its sources report; calls are counted in every scene. */
const COUNTED = ["reports.filed", "freezes.requested", "refunds.paid"] as const;

/** The trend targets that have a place on the wall. */
export async function composeTargets(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  read: ReadPaces,
): Promise<Scenery<"targets">> {
  const [{ common }, paces] = await Promise.all([
    composeCommon(asking, sources, COUNTED),
    asking.recall("paces", whenever("calls", "reports", "freezes", "refunds"), () => read(asking)),
  ]);
  const placed = paces.filter(({ place }) => place !== null);
  const ends = placed.flatMap(({ start, due }) => [startOf(readDate(start)!), startOf(readDate(due)! + 1)]);
  return {
    ...common,
    annotations: notedIn(asking.annotations, { from: Math.min(...ends), until: Math.max(...ends) }),
    paces: Object.fromEntries(placed.map((pace) => [pace.target, shownOf(pace)])),
  };
}

/** Without its moment, which would make each second a change. */
function shownOf(pace: Pace): ScenePace {
  const { metric, slice, unit, place, start, due, state, why, days } = pace;
  const { value, planned, goal, now, landing, midnight, bars } = pace;
  return {
    metric,
    slice,
    unit,
    place,
    start,
    due,
    state,
    why,
    days,
    value,
    planned,
    goal,
    now,
    landing,
    midnight,
    bars,
  };
}
