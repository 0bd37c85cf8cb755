import type { Figure, Scenery, SourceLamp, Staffing } from "#wire/live.ts";
import { CHART_MINUTES } from "#wire/live.ts";
import { type Asking, askSeries, askTable, type Code, DAY, dayOf, MINUTE, minuteOf } from "./asking.ts";
import { askLines, composeBase } from "./base.ts";

const TODAY = [
  "calls.answered",
  "calls.abandoned",
  "calls.abandon_rate",
  "calls.asa_seconds",
  "calls.aht_seconds",
];
const CHARTS = ["calls.answered", "calls.abandoned", "calls.offered"] as const;
const QUEUES = ["calls.offered", "calls.service_level", "calls.abandon_rate", "calls.asa_seconds"] as const;
const LINES = [
  "lines.lines",
  "lines.busy",
  "lines.waiting",
  "lines.longest_wait_seconds",
  "lines.agents_ready",
  "lines.agents_busy",
] as const;

/** The load of the last so many whole minutes. */
const LOAD_MINUTES = [15, 30] as const;
/** Of calls offered after this many minutes ago, only the short ones have ended: their mean would be too short. */
const ENDED_MINUTES = 30;
const HANDLE_MINUTES = 60;
/** So few calls say nothing of the handling time: the day does, then. */
const FEWEST_HANDLED = 20;

/** What judges the staffing: offered in so many minutes, handled how long, by how many agents on how many lines. */
export type Staff = (load: {
  offered: number;
  minutes: number;
  handled: number;
  handleSeconds: number;
  handleOf: Staffing["assumed"]["handleOf"];
  lines: number | null;
  agents: number | null;
}) => Staffing | null;

/** The calls: three hours by the minute, the queues, the lines, and how many agents the load asks for. */
export async function composeCalls(
  asking: Asking,
  sources: SourceLamp[],
  codes: readonly Code[],
  staff: Staff,
): Promise<Scenery> {
  const [{ scenery }, lines, series, queues] = await Promise.all([
    composeBase(asking, sources, TODAY),
    askLines(asking, LINES),
    askSeries(asking, CHARTS, CHART_MINUTES.calls),
    askTable(asking, QUEUES, "queue", codes),
  ]);
  return {
    ...scenery,
    figures: { ...scenery.figures, ...lines },
    series,
    tables: { queues },
    staffing: await askStaffing(asking, lines, staff),
  };
}

async function askStaffing(asking: Asking, lines: Scenery["figures"], staff: Staff): Promise<Staffing[]> {
  const minute = minuteOf(asking.asOf);
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
    const day = dayOf(asking.asOf);
    [handled = 0, handleSeconds = 0] = await total(HANDLED, day, day + DAY);
  }
  const ready = countOf(lines["lines.agents_ready"]);
  const busy = countOf(lines["lines.agents_busy"]);
  const hall = {
    lines: countOf(lines["lines.lines"]),
    agents: ready === null || busy === null ? null : ready + busy,
  };
  const staffing: Staffing[] = [];
  for (const minutes of LOAD_MINUTES) {
    const [offered = 0] = await total(["calls.offered"], minute - minutes * MINUTE, minute);
    const need = staff({ offered, minutes, handled, handleSeconds, handleOf, ...hall });
    if (need) staffing.push(need);
  }
  return staffing;
}

const countOf = (figure: Figure | undefined) =>
  figure === undefined || figure.value === null ? null : Number(figure.value);
