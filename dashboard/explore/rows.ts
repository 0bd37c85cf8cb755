import type { Line as Drawn } from "#charts/values.ts";
import type { Figure, Slice } from "#wire/figures.ts";
import type { Lang } from "#writing/lang.ts";
import type { Answer } from "../api/call.ts";

export type Metric = Answer<"GET /v1/metrics">[number];
type Row = Answer<"GET /v1/figures">["rows"][number];
export type Unit = Metric["unit"];

/** A row of the page's tables, by what it is of. */
export interface Line extends Drawn {
  key: string;
}

export const keyOf = (metric: string, at: number, slice: Slice) =>
  `${metric} ${at} ${Object.entries(slice)
    .map(([name, code]) => `${name}=${code}`)
    .sort()
    .join(" ")}`;

/** @param shift how far before its counterpart a row of `before` lies */
export function linesOf(rows: readonly Row[], before: readonly Row[], shift: number): Line[] {
  const earlier = new Map(
    before.map((row) => [keyOf(row.metric, Date.parse(row.at) + shift, row.slice), row as Figure]),
  );
  return rows.map((row) => {
    const at = Date.parse(row.at);
    const key = keyOf(row.metric, at, row.slice);
    const { metric, slice } = row;
    return { key, metric, at, slice, figure: row as Figure, before: earlier.get(key) ?? null };
  });
}

/** By how much it differs: shares in percentage points, all others in per cent; null: nothing to compare with. */
export function differenceOf({ figure, before }: Pick<Line, "figure" | "before">, unit: Unit): number | null {
  if (figure.value === null || !before || before.value === null) return null;
  const [now, then] = [Number(figure.value), Number(before.value)];
  if (unit === "share") return (now - then) * 100;
  return then === 0 ? null : ((now - then) / Math.abs(then)) * 100;
}

export function differenceText(line: Pick<Line, "figure" | "before">, unit: Unit): string {
  const difference = differenceOf(line, unit);
  if (difference === null) return "";
  const size = Math.abs(difference).toFixed(1);
  const sign = Number(size) === 0 ? "" : difference < 0 ? "−" : "+";
  return `${sign}${size}${unit === "share" ? "" : " %"}`;
}

/** The names of codes: of a bank, a province … in the page's language. */
export function namesOf(
  codes: readonly { kind: string; code: string; shortTh: string; shortEn: string }[],
  lang: Lang,
): ReadonlyMap<string, string> {
  return new Map(
    codes.map(({ kind, code, shortTh, shortEn }) => [`${kind} ${code}`, lang === "th" ? shortTh : shortEn]),
  );
}
