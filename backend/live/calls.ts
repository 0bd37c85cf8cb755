import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { SourceLamp, Staffing } from "#wire/sceneParts.ts";
import { CHART_BARS, type Scenery } from "#wire/scenery.ts";
import { notedIn } from "./annotations.ts";
import {
  type Asking,
  askMinutes,
  askTable,
  type Code,
  type Figures,
  type Minute,
  whenever,
} from "./asking.ts";
import { askWeekAgo, barsOf, barWindow } from "./bars.ts";
import { askLines, composeCommon } from "./common.ts";

const TODAY = [
  "calls.answered",
  "calls.abandoned",
  "calls.abandon_rate",
  "calls.asa_seconds",
  "calls.aht_seconds",
];
const CHARTS = ["calls.offered", "calls.answered"] as const;
const CHARTS_WEEK = ["calls.offered"] as const;
const QUEUES = ["calls.offered", "calls.service_level", "calls.abandon_rate", "calls.asa_seconds"] as const;
const LINES = [
  "lines.lines",
  "lines.busy",
  "lines.waiting",
  "lines.longest_wait_seconds",
  "lines.agents_ready",
  "lines.agents_busy",
] as const;

/** The load is that of the last so many whole minutes. */
const LOAD_MINUTES = [15, 30] as const;
/** They end with the newest complete minute. If that is older than this, the load is not known. */
const MOST_BEHIND = 3;
/** Calls offered within these minutes are left out of the mean handling time: only the short ones have ended. */
const ENDED_MINUTES = 30;
const HANDLE_MINUTES = 60;
/** With fewer calls the handling time of the whole day is used. */
const FEWEST_HANDLED = 20;

/** The input of the staffing calculation: offered calls, minutes, handling time, agents and lines. */
export type Staff = (load: {
  offered: number;
  minutes: number;
  handled: number;
  handleSeconds: number;
  handleOf: Staffing["assumed"]["handleOf"];
  lines: number | null;
  agents: number | null;
}) => Staffing | null;

/** The calls: three hours in bars, the queues, the lines, and how many agents the load asks for. */
export async function composeCalls(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  codes: readonly Code[],
  staff: Staff,
): Promise<Scenery<"calls">> {
  const { asOf } = asking;
  const bars = CHART_BARS.calls;
  const [{ common }, lines, minutes, weekAgo, queues] = await Promise.all([
    composeCommon(asking, sources, TODAY, { by: ["queue"] }),
    askLines(asking, LINES),
    askMinutes(asking, CHARTS, barWindow(asOf, bars)),
    askWeekAgo(asking, CHARTS_WEEK, bars),
    askTable(asking, QUEUES, "queue", codes),
  ]);
  return {
    ...common,
    figures: { ...common.figures, ...lines },
    series: { ...barsOf(minutes, asOf), ...weekAgo },
    annotations: notedIn(asking.annotations, barWindow(asOf, bars)),
    tables: { queues },
    // It covers whole minutes, so time changes it and a single call does not.
    staffing: await asking.recall("staffing", whenever(), () =>
      askStaffing(asking, minutes["calls.offered"], lines, staff),
    ),
  };
}

/**
 * Counts the calls in the last `minutes` complete minutes; null where a call may be missing. A source without a watermark
 * counts as complete.
 */
export function offeredIn(minutes: number, arrivals: readonly Minute[], running: number): number | null {
  const closed = arrivals.filter(({ at }) => at < running);
  const last = closed.findLastIndex(({ state }) => state === "settled");
  const [complete, end] =
    last < 0 ? (["provisional", closed.length] as const) : (["settled", last + 1] as const);
  const window = closed.slice(Math.max(0, end - minutes), end);
  const isWhole = window.length === minutes && window.every(({ state }) => state === complete);
  if (!isWhole || closed.length - end > MOST_BEHIND) return null;
  return window.reduce((sum, { value }) => sum + (value ?? 0), 0);
}

async function askStaffing(
  asking: Asking,
  arrivals: readonly Minute[],
  lines: Figures,
  staff: Staff,
): Promise<Staffing[]> {
  const minute = startOfMinute(asking.asOf);
  const total = async (metrics: string[], from: number, until: number) => {
    const rows = await asking.ask({ metrics, from, until, step: "total" });
    return metrics.map((metric) => countOf(rows.find((row) => row.metric === metric)) ?? 0);
  };
  const HANDLED = ["calls.handled", "calls.handle_seconds"];
  const until = minute - ENDED_MINUTES * MINUTE;
  let handleOf: Staffing["assumed"]["handleOf"] = "last hour";
  let [handled = 0, handleSeconds = 0] = await total(HANDLED, until - HANDLE_MINUTES * MINUTE, until);
  if (handled < FEWEST_HANDLED) {
    handleOf = "today";
    const day = startOfDay(asking.asOf);
    [handled = 0, handleSeconds = 0] = await total(HANDLED, day, day + DAY);
  }
  const ready = countOf(lines["lines.agents_ready@2min"]);
  const busy = countOf(lines["lines.agents_busy@2min"]);
  const hall = {
    lines: countOf(lines["lines.lines@2min"]),
    agents: ready === null || busy === null ? null : ready + busy,
  };
  return LOAD_MINUTES.flatMap((minutes) => {
    const offered = offeredIn(minutes, arrivals, minute);
    if (offered === null) return [];
    return staff({ offered, minutes, handled, handleSeconds, handleOf, ...hall }) ?? [];
  });
}

const countOf = (figure: Figure | undefined) =>
  figure === undefined || figure.value === null ? null : Number(figure.value);
