import { DAY } from "#calendar/units.ts";
import { readFigures } from "./server.ts";
import { pastDay } from "./story.ts";

export interface Counts {
  calls: number;
  freezes: number;
  reports: number;
}

export interface Flooded {
  sent: number;
  taken: number;
  perSecond: number;
  /** Milliseconds from each batch's due time to its answer. */
  latencies: number[];
  errors: string[];
  /** The entities of the events that were sent. */
  entities: Counts;
}

const METRICS = {
  calls: ["calls.offered"],
  freezes: ["freezes.requested"],
  reports: ["reports.filed", "reports.duplicates", "reports.voided"],
} as const;

/** The server's own figures for the days of the flood. */
export async function countEntities(url: string): Promise<Counts> {
  const { from, to } = pastDay(1);
  const window = { from: new Date(from).toISOString(), to: new Date(to + 2 * DAY).toISOString() };
  const metric = Object.values(METRICS).flat().join(",");
  const rows = await readFigures(url, { ...window, metric, step: "total" });
  const total = (metrics: readonly string[]) =>
    rows
      .filter((row) => metrics.includes(row.metric))
      .reduce((sum, { value }) => sum + Number(value ?? 0), 0);
  return { calls: total(METRICS.calls), freezes: total(METRICS.freezes), reports: total(METRICS.reports) };
}

/** Every call, freeze, report and probe of the flood must be in the figures exactly once. */
export function differenceOf(before: Counts, after: Counts, flooded: Flooded, probes: number) {
  const { sent, taken, perSecond, latencies, errors, entities } = flooded;
  const want: Counts = { ...entities, reports: entities.reports + probes };
  const kinds = ["calls", "freezes", "reports"] as const;
  const wrong = kinds
    .filter((kind) => after[kind] - before[kind] !== want[kind])
    .map((kind) => `${after[kind] - before[kind]} ${kind} are counted of ${want[kind]}`);
  if (taken !== sent) wrong.push(`${taken} of ${sent} events were taken (${errors[0] ?? "no error"})`);
  const all = `${want.calls} calls, ${want.freezes} freezes and ${want.reports} reports, ${wrong.length === 0 ? "all in the figures" : `but ${wrong.join("; ")}`}`;
  return {
    problem: wrong.length === 0 ? null : wrong.join("; "),
    remark: `flood: ${sent} events at ${Math.round(perSecond)}/s in batches of 20 to 50 from another process, a played centre's last hours; ${all}; its slowest batch took ${Math.round(Math.max(0, ...latencies))} ms`,
  };
}
