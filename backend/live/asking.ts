import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE, type WEEK } from "#calendar/units.ts";
import type { Figure, OpenFreeze, Point, Scenery, SeriesId, TableRow } from "#wire/live.ts";

/** A freeze that no bank has answered. */
export interface Unanswered {
  id: string;
  bank: string;
  hop: number;
  satang: bigint;
  requestedAt: number;
}

export type Row = Figure & { metric: string; at: number; slice: Record<string, string> };

/** What a scene asks of the figures; answered from one moment. */
export interface Asking {
  asOf: number;
  simulated: boolean;
  ask(question: {
    metrics: readonly string[];
    from: number;
    until: number;
    step: "minute" | "day" | "total";
    by?: readonly string[];
  }): Promise<Row[]>;
  /** Soonest deadline first, then those that have passed, the newest first. */
  openFreezes(most: number): Promise<{
    open: number;
    overdue: number;
    satang: bigint;
    nearest: Unanswered[];
    newestOverdue: Unanswered | null;
  }>;
  /** Open freezes with so much time left or less, or past their hour. */
  willMiss(leftMs: number): Promise<{ bank: string; count: number; satang: bigint }[]>;
}

/** A code of the centre (a bank, a province …) with its names. */
export interface Code {
  kind: string;
  code: string;
  nameTh: string;
  nameEn: string;
}

export function toFigure({
  value,
  numerator,
  denominator,
  atLeast,
  state,
  heard,
  maxAgeSeconds,
}: Figure): Figure {
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

export function toFigures(rows: readonly Row[], suffix = ""): Scenery["figures"] {
  return Object.fromEntries(rows.map((row) => [row.metric + suffix, toFigure(row)]));
}

/** The last minutes, the running one included. A week before is drawn under the minute that it is compared with. */
export async function askSeries(
  asking: Asking,
  metrics: readonly string[],
  minutes: number,
  before: 0 | typeof WEEK = 0,
): Promise<Scenery["series"]> {
  const until = startOfMinute(asking.asOf) + MINUTE - before;
  const rows = await asking.ask({ metrics, from: until - minutes * MINUTE, until, step: "minute" });
  const series: Partial<Record<string, Point[]>> = {};
  for (const { metric, at, value, state } of rows) {
    const id: string = before ? `${metric}@week` : metric;
    series[id] ??= [];
    series[id].push({ at: at + before, value: value === null ? null : Number(value), state });
  }
  return series as Partial<Record<SeriesId, Point[]>>;
}

/** The day so far by one dimension, in the order of the codes; only codes that have something, or that somebody is expected to send. */
export async function askTable(
  asking: Asking,
  metrics: readonly string[],
  dimension: string,
  codes: readonly Code[],
): Promise<TableRow[]> {
  const day = startOfDay(asking.asOf);
  const rows = await asking.ask({ metrics, from: day, until: day + DAY, step: "day", by: [dimension] });
  const table = new Map<string, Row[]>();
  for (const row of rows) {
    const code = row.slice[dimension]!;
    table.set(code, [...(table.get(code) ?? []), row]);
  }
  const known = codes.filter(({ kind }) => kind === dimension);
  const place = new Map(known.map(({ code }, index) => [code, index]));
  const placeOf = (code: string) => place.get(code) ?? known.length + (Number(code) || 0);
  return [...table]
    .map(([code, cells]) => ({ code, ...nameOf(known, dimension, code), figures: toFigures(cells) }))
    .sort((a, b) => placeOf(a.code) - placeOf(b.code));
}

/** A hop has a number instead of a code. */
function nameOf(known: readonly Code[], dimension: string, code: string): { th: string; en: string } {
  if (dimension === "hop") return { th: `ชั้นที่ ${code}`, en: `Hop ${code}` };
  const found = known.find((each) => each.code === code);
  return { th: found?.nameTh ?? code, en: found?.nameEn ?? code };
}

/** JSON numbers are exact up to 2^53 − 1; beyond, the digits as a string. */
export const exact = (satang: bigint) =>
  satang <= Number.MAX_SAFE_INTEGER ? Number(satang) : String(satang);

export function toOpenFreeze({ id, bank, hop, satang, requestedAt }: Unanswered): OpenFreeze {
  return { key: id, bank, hop, amountSatang: exact(satang), requestedAt, deadline: requestedAt + HOUR };
}
