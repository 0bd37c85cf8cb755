import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { WEEK } from "#calendar/units.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import { CHART_BARS, type Scenery } from "#wire/scenery.ts";
import { notedIn } from "./annotations.ts";
import { type Asking, askFigures, askMinutes, type Figures } from "./asking.ts";
import { askWeekAgo, barsOf, barWindow } from "./bars.ts";
import { askLines, composeCommon } from "./common.ts";
import { askTrends, type ReadPaces } from "./targets.ts";

/** Has the target that stands beside the money. */
const HELD_SHARE = "freezes.held_share_of_requested";
const TODAY = [
  "freezes.p50_minutes",
  "freezes.confirmed_satang",
  "freezes.moved_satang",
  "freezes.cashed_out_satang",
  "freezes.untraced_satang",
  "freezes.waiting_satang",
  "freezes.requested_satang",
  HELD_SHARE,
  "reports.loss_satang",
  // Says whether the sources of a target of refunds report.
  "refunds.paid",
] as const;
const LINES = ["lines.waiting", "lines.longest_wait_seconds", "lines.busy", "lines.lines"] as const;
const CHARTS = ["calls.offered", "calls.answered", "freezes.requested", "freezes.confirmed"] as const;
const CHARTS_WEEK = ["calls.offered", "freezes.requested"] as const;

/** The overview: today's figures, the last hour in bars against the same hour a week ago, what is open, how the targets stand. */
export async function composeOverview(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  paces: ReadPaces,
): Promise<Scenery<"overview">> {
  const { asOf } = asking;
  const bars = CHART_BARS.overview;
  const [{ common }, lines, lastWeek, minutes, weekAgo, trends] = await Promise.all([
    composeCommon(asking, sources, TODAY, { isBudget: true }),
    askLines(asking, LINES),
    askLastWeek(asking),
    askMinutes(asking, CHARTS, barWindow(asOf, bars)),
    askWeekAgo(asking, CHARTS_WEEK, bars),
    askTrends(asking, paces, HELD_SHARE),
  ]);
  return {
    ...common,
    figures: { ...common.figures, ...lines, ...lastWeek },
    series: { ...barsOf(minutes, asOf), ...weekAgo },
    annotations: notedIn(asking.annotations, barWindow(asOf, bars)),
    trends,
  };
}

/** In the first minute of the day there is no same part of the day a week ago either. */
async function askLastWeek(asking: Asking): Promise<Figures> {
  const day = startOfDay(asking.asOf);
  const minute = startOfMinute(asking.asOf);
  if (minute === day) return {};
  return askFigures(asking, { name: "week", from: day - WEEK, until: minute - WEEK }, [HELD_SHARE]);
}
