import type { Figure, OpenFreeze, Point, Scenery, SeriesId, SourceLamp } from "#wire/live.ts";
import { CHART_MINUTES } from "#wire/live.ts";

/** What a scene asks of the figures; answered from one moment. */
export interface Asking {
  asOf: number;
  simulated: boolean;
  ask(question: {
    metrics: readonly string[];
    from: number;
    until: number;
    step: "minute" | "day" | "total";
  }): Promise<(Figure & { metric: string; at: number })[]>;
  openFreezes(most: number): Promise<{
    open: number;
    overdue: number;
    nearest: { id: string; bank: string; hop: number; satang: bigint; requestedAt: number }[];
  }>;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;
const BANGKOK = 7 * HOUR;
/** Open freezes are counted whenever they were asked for. */
const FIVE_YEARS = 1830 * DAY;
const NEAREST = 5;

const TODAY = [
  "calls.service_level",
  "calls.offered",
  "freezes.sla_60m",
  "freezes.p50_minutes",
  "freezes.confirmed_satang",
  "freezes.moved_satang",
  "freezes.waiting_satang",
  "freezes.requested_satang",
  "freezes.held_share_of_requested",
  "reports.loss_satang",
] as const;
const LINES = ["lines.waiting", "lines.longest_wait_seconds", "lines.busy", "lines.lines"] as const;
const CHARTS = ["calls.offered", "calls.abandoned", "freezes.requested", "freezes.held"] as const;
const CHARTS_WEEK = ["calls.offered", "freezes.requested"] as const;
const WEEK_SERIES = ["calls.offered@week", "freezes.requested@week"] as const;

/** The overview: today's figures, the last hour by the minute against the same hour a week ago, what is open. */
export async function composeOverview(
  asking: Asking,
  sources: SourceLamp[],
  /** The scene of a moment ago: what a week ago was is taken from it, if it is of the same minute. */
  was: Scenery | null,
): Promise<Scenery> {
  const now = asking.asOf;
  const day = now - ((now + BANGKOK) % DAY);
  const minute = now - (now % MINUTE);
  const figures: Record<string, Figure> = {};
  const add = (rows: (Figure & { metric: string })[], suffix = "") => {
    for (const row of rows) figures[row.metric + suffix] = toFigure(row);
  };
  add(await asking.ask({ metrics: TODAY, from: day, until: day + DAY, step: "day" }));
  add(
    await asking.ask({ metrics: ["freezes.open"], from: day - FIVE_YEARS, until: day + DAY, step: "total" }),
  );
  // The exchange samples its lines every few seconds: the newest of the last minutes is now.
  add(await asking.ask({ metrics: LINES, from: minute - MINUTE, until: minute + MINUTE, step: "total" }));
  const series = {} as Record<SeriesId, Point[]>;
  const from = minute + MINUTE - CHART_MINUTES * MINUTE;
  const hour = { from, until: minute + MINUTE, step: "minute" as const };
  for (const row of await asking.ask({ ...hour, metrics: CHARTS })) addPoint(series, row.metric, row, 0);

  if (was?.series["calls.offered"].at(-1)?.at === minute) {
    for (const id of WEEK_SERIES) series[id] = was.series[id];
    for (const [id, figure] of Object.entries(was.figures)) if (id.endsWith("@week")) figures[id] = figure;
  } else {
    const before = { from: from - WEEK, until: minute + MINUTE - WEEK, step: "minute" as const };
    for (const row of await asking.ask({ ...before, metrics: CHARTS_WEEK }))
      addPoint(series, `${row.metric}@week`, row, WEEK);
    const share = { metrics: ["freezes.held_share_of_requested"], step: "total" as const };
    // In the first minute of the day a week before has none of its own either.
    if (minute > day) add(await asking.ask({ ...share, from: day - WEEK, until: minute - WEEK }), "@week");
  }

  const { open, overdue, nearest } = await asking.openFreezes(NEAREST);
  return {
    day,
    simulated: asking.simulated,
    figures,
    series,
    open,
    overdue,
    nearest: nearest.map(toOpenFreeze),
    sources,
  };
}

function toFigure({ value, numerator, denominator, atLeast, state, heard, maxAgeSeconds }: Figure): Figure {
  return {
    value,
    ...(numerator === undefined ? {} : { numerator }),
    ...(denominator === undefined ? {} : { denominator }),
    ...(atLeast ? { atLeast } : {}),
    state,
    heard,
    maxAgeSeconds,
  };
}

/** A week before is drawn under the minute that it is compared with. */
function addPoint(
  series: Record<SeriesId, Point[]>,
  id: string,
  row: Figure & { at: number },
  shift: number,
) {
  series[id as SeriesId] ??= [];
  series[id as SeriesId].push({
    at: row.at + shift,
    value: row.value === null ? null : Number(row.value),
    state: row.state,
  });
}

function toOpenFreeze(freeze: {
  id: string;
  bank: string;
  hop: number;
  satang: bigint;
  requestedAt: number;
}): OpenFreeze {
  const { id, bank, hop, satang, requestedAt } = freeze;
  const amountSatang = satang <= Number.MAX_SAFE_INTEGER ? Number(satang) : String(satang);
  return { key: id, bank, hop, amountSatang, requestedAt, deadline: requestedAt + HOUR };
}
