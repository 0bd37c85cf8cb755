import { readDate, startOf } from "#calendar/days.ts";
import type { ScenePace, SceneTrend, SourceLamp } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Pace } from "#wire/targets.ts";
import { notedIn } from "./annotations.ts";
import { type Asking, whenever } from "./asking.ts";
import { composeCommon } from "./common.ts";

/** Where each target stands. */
export type ReadPaces = () => Promise<Pace[]>;

/** What says of each kind of cells whether its sources report; calls are counted in every scene. */
const COUNTED = ["reports.loss_satang", "freezes.requested_satang", "refunds.paid"] as const;

/** The trend targets that have a place on the wall. */
export async function composeTargets(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  read: ReadPaces,
): Promise<Scenery<"targets">> {
  const [{ common }, paces] = await Promise.all([
    composeCommon(asking, sources, COUNTED),
    askPaces(asking, read),
  ]);
  const placed = paces.filter(({ place }) => place !== null);
  const ends = placed.flatMap(({ start, due }) => [startOf(readDate(start)!), startOf(readDate(due)! + 1)]);
  return {
    ...common,
    annotations: notedIn(asking.annotations, { from: Math.min(...ends), until: Math.max(...ends) }),
    paces: Object.fromEntries(placed.map((pace) => [pace.target, shownOf(pace)])),
  };
}

const askPaces = ({ recall }: Asking, read: ReadPaces): Promise<Pace[]> =>
  recall("paces", whenever("calls", "reports", "freezes", "refunds"), read);

/**
 * How the targets on the wall stand, each place once.
 * @param beside the figure of which a target also says where the day will land
 */
export async function askTrends(
  asking: Asking,
  read: ReadPaces,
  beside: string,
): Promise<Record<string, SceneTrend>> {
  const trends = new Map<number, [target: string, trend: SceneTrend]>();
  for (const pace of await askPaces(asking, read)) {
    const { target, metric, slice, unit, place, state, why, planned, midnight } = pace;
    if (place === null || trends.has(place)) continue;
    const isBeside = metric === beside && slice.by === "all";
    // For other windows it would change with every case, and is not shown.
    const day = isBeside ? { planned, midnight } : {};
    trends.set(place, [target, { metric, slice, unit, place, state, why, ...day }]);
  }
  return Object.fromEntries(trends.values());
}

/** Without its moment, which would make each second a change. */
function shownOf(pace: Pace): ScenePace {
  const { metric, slice, unit, better, place, start, due, state, why, days } = pace;
  const { value, planned, goal, now, landing, midnight, bars } = pace;
  return {
    metric,
    slice,
    unit,
    better,
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
