import { readMoment } from "#calendar/moment.ts";
import { stamp } from "#calendar/stamp.ts";
import type { Slice } from "#wire/figures.ts";
import { LENGTH } from "./asked.ts";
import type { Answered } from "./explorer.svelte.ts";
import type { Metric } from "./rows.ts";

/** The bucket, slice and figure whose entities are listed. */
export interface OpenedRow {
  metric: Metric;
  at: number;
  end: number;
  slice: Slice;
  /** The slice, within the limits of the question. */
  only: Readonly<Record<string, string | readonly string[]>>;
}

/** What the page's address opens of an answer; null: nothing. */
export function openedRowOf(
  get: (name: string) => string | null,
  { asked }: Pick<Answered, "asked">,
  metrics: ReadonlyMap<string, Metric>,
): OpenedRow | null {
  const at = readMoment(get("at") ?? "");
  const metric = metrics.get(get("figure") ?? asked.metrics[0]!);
  const { step, from, until, by, only } = asked;
  const codes = get("slice")?.split(",") ?? [];
  const slice = Object.fromEntries(by.map((name, place) => [name, codes[place] ?? ""]));
  if (!metric || at === null || at < from || at >= until) return null;
  const end = step === "total" ? until : at + LENGTH[step];
  return { metric, at, end, slice, only: { ...Object.fromEntries(only), ...slice } };
}

/** As `GET /v1/figures/behind` takes it. @param list one of its lists; null: the first one */
export const behindOf = ({ metric, at, end, only }: OpenedRow, asOf: number, list: string | null) => ({
  metric: metric.id,
  from: stamp(at),
  to: stamp(end),
  asOf: stamp(asOf),
  ...only,
  ...(list ? { list } : {}),
});
