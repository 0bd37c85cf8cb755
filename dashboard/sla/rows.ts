import type { Judgement, Objective, ObjectiveVersion, Ratio, Verdict } from "#wire/sla.ts";
import { count, percent } from "#writing/numbers.ts";
import type { Answer } from "../api/call.ts";
import type { Look } from "../parts/look.ts";

type Objectives = Answer<"GET /v1/sla/objectives">;
export type Promisable = Objectives["promisable"][number];

/** An objective with the version that it was judged by. */
export interface Row {
  id: string;
  version: ObjectiveVersion;
  versions: readonly ObjectiveVersion[];
  /** How its figure is counted; undefined: no figure is counted so any more. */
  promisable: Promisable | undefined;
  /** Of the whole, and of each slice. Null: it is not judged. */
  whole: Verdict | null;
  slices: readonly Verdict[];
  /** Why it is not judged; null: it is. */
  unjudged: "disabled" | "not-yet" | "out-of-scope" | null;
}

/** Every objective with its verdicts, in the order of the objectives. */
export function rowsOf({ objectives, promisable }: Objectives, verdicts: readonly Verdict[]): Row[] {
  return objectives.map(({ id, version: forced, versions }) => {
    const own = verdicts.filter(({ objective }) => objective === id);
    const whole = own.find(({ slice }) => slice.of === null) ?? null;
    const number = own[0]?.version ?? forced ?? versions[0]!.version;
    const version = versions.find((each) => each.version === number)!;
    const unjudged = forced === null ? "not-yet" : version.objective.enabled ? "out-of-scope" : "disabled";
    return {
      ...{ id, version, versions, whole },
      promisable: promisable.find(({ metric }) => metric === version.objective.metric),
      slices: own.filter(({ slice }) => slice.of !== null),
      unjudged: own.length > 0 ? null : unjudged,
    };
  });
}

export const LOOKS: Readonly<Record<Judgement, Look>> = {
  good: "good",
  between: "watch",
  bad: "broken",
  few: "pending",
  "no-data": "no-data",
};

/** What the cases of a figure are called: its metric begins with their kind. */
export type Unit = "calls" | "freezes" | "reports" | "sources";
export const unitOf = ({ metric }: Pick<Objective, "metric">): Unit =>
  (["calls", "freezes", "reports"] as const).find((kind) => metric.startsWith(`${kind}.`)) ?? "sources";

type Counted = Pick<Verdict, "numerator" | "denominator">;

/**
 * A share in percent, of those that kept it or, where misses are counted, of those: 100 less the share that is kept, so
 * that neither is rounded to the better side. Empty of none.
 */
export function shareText({ numerator, denominator }: Counted, countsMisses: boolean): string {
  if (BigInt(denominator) === 0n) return "";
  const kept = percent({ value: 0, numerator, denominator });
  if (!countsMisses) return kept;
  const tenths = 1_000 - Math.round(Number(kept) * 10);
  return tenths === 0 || tenths === 1_000 ? String(tenths / 10) : (tenths / 10).toFixed(1);
}

/** What the figure counts, of how many: 620 / 650. */
export function countsText({ numerator, denominator }: Counted, countsMisses: boolean): string {
  const counted = countsMisses ? BigInt(denominator) - BigInt(numerator) : BigInt(numerator);
  return `${count(counted)} / ${count(denominator)}`;
}

/** A target in percent, at most four decimals: 95, 99.5. */
export function percentOf({ p, q }: Ratio): string {
  return String(Math.round((p * 1_000_000) / q) / 10_000);
}

/** ≥ 95 %, or ≤ 5 % where misses are counted. */
export function targetText({ p, q }: Ratio, countsMisses: boolean): string {
  return countsMisses ? `≤ ${percentOf({ p: q - p, q })} %` : `≥ ${percentOf({ p, q })} %`;
}

/** The order in which states are sorted: the worst first. */
export const SEVERITY: Readonly<Record<Judgement, number>> = {
  bad: 4,
  between: 3,
  "no-data": 2,
  few: 1,
  good: 0,
};
