import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { WEEK } from "#calendar/units.ts";
import type { Scenery, SourceLamp } from "#wire/live.ts";
import { CHART_MINUTES } from "#wire/live.ts";
import { type Asking, askSeries, toFigures } from "./asking.ts";
import { askLines, composeBase } from "./base.ts";

const TODAY = [
  "freezes.p50_minutes",
  "freezes.confirmed_satang",
  "freezes.moved_satang",
  "freezes.cashed_out_satang",
  "freezes.untraced_satang",
  "freezes.waiting_satang",
  "freezes.requested_satang",
  "freezes.held_share_of_requested",
  "reports.loss_satang",
] as const;
const LINES = ["lines.waiting", "lines.longest_wait_seconds", "lines.busy", "lines.lines"] as const;
const CHARTS = ["calls.offered", "calls.abandoned", "freezes.requested", "freezes.held"] as const;
const CHARTS_WEEK = ["calls.offered", "freezes.requested"] as const;

/** The overview: today's figures, the last hour by the minute against the same hour a week ago, what is open. */
export async function composeOverview(asking: Asking, sources: SourceLamp[]): Promise<Scenery> {
  const minutes = CHART_MINUTES.overview;
  const [{ scenery }, lines, lastWeek, series, seriesLastWeek] = await Promise.all([
    composeBase(asking, sources, TODAY),
    askLines(asking, LINES),
    askShareOfLastWeek(asking),
    askSeries(asking, CHARTS, minutes),
    askSeries(asking, CHARTS_WEEK, minutes, WEEK),
  ]);
  return {
    ...scenery,
    figures: { ...scenery.figures, ...lines, ...lastWeek },
    series: { ...series, ...seriesLastWeek },
  };
}

/** In the first minute of the day a week before has none of its own either. */
async function askShareOfLastWeek(asking: Asking): Promise<Scenery["figures"]> {
  const day = startOfDay(asking.asOf);
  const minute = startOfMinute(asking.asOf);
  if (minute === day) return {};
  const metrics = ["freezes.held_share_of_requested"];
  return toFigures(
    await asking.ask({ metrics, from: day - WEEK, until: minute - WEEK, step: "total" }),
    "@week",
  );
}
