import { isoDate, readDate } from "#calendar/days.ts";
import type { Amount, PaceUnit, Target, TargetSlice } from "#wire/targets.ts";
import { amountOf, amountText, percentOf, percentText } from "./amount.ts";

/** A row of a path: an ISO day or month, and the amount from then on. */
export interface Step {
  on: string;
  amount: string;
}

/** What a person fills in to set or change a target, as it was typed. */
export interface Draft {
  th: string;
  en: string;
  metric: string;
  by: TargetSlice["by"];
  of: string;
  baselineKind: Target["baseline"]["kind"];
  baseline: string;
  baselineSource: string;
  baselineFrom: string;
  baselineUntil: string;
  goalKind: Target["goal"]["kind"];
  /** In the figure's unit, or percent of the baseline. */
  goal: string;
  source: string;
  assumed: boolean;
  start: string;
  due: string;
  pathKind: Target["path"]["kind"];
  steps: Step[];
  months: Step[];
  better: Target["better"];
  /** 1 to 4; empty: none. */
  place: string;
  enabled: boolean;
  /** An ISO day; empty: at once. */
  from: string;
}

export type DraftFault =
  | "names"
  | "of"
  | "baseline"
  | "baselineSource"
  | "period"
  | "goal"
  | "source"
  | "dates"
  | "path";

/** Of a new target: from today for three months, which is how long most have been announced for. */
const DAYS = 92;

export function newDraft(metric: string, today: number): Draft {
  return {
    th: "",
    en: "",
    metric,
    by: "all",
    of: "",
    better: "down",
    place: "",
    enabled: true,
    from: "",
    baselineKind: "period",
    baseline: "",
    baselineSource: "",
    baselineFrom: isoDate(today - 28),
    baselineUntil: isoDate(today),
    goalKind: "number",
    goal: "",
    source: "",
    assumed: false,
    start: isoDate(today),
    due: isoDate(today + DAYS),
    pathKind: "linear",
    steps: [{ on: "", amount: "" }],
    months: [{ on: "", amount: "" }],
  };
}

export function draftOf(target: Target, unit: PaceUnit, today: number): Draft {
  const { th, en, metric, slice, baseline, goal, source, assumed, start, due, path, better } = target;
  const rowsOf = (rows: readonly { on: string; amount: Amount }[]): Step[] =>
    rows.map(({ on, amount }) => ({ on, amount: amountText(amount, unit) }));
  const blank = newDraft(metric, today);
  return {
    ...blank,
    th,
    en,
    by: slice.by,
    of: slice.of ?? "",
    source,
    assumed,
    start,
    due,
    better,
    place: target.place === null ? "" : String(target.place),
    enabled: target.enabled,
    baselineKind: baseline.kind,
    ...(baseline.kind === "number"
      ? { baseline: amountText(baseline.amount, unit), baselineSource: baseline.source }
      : { baselineFrom: baseline.from, baselineUntil: baseline.until }),
    goalKind: goal.kind,
    goal: goal.kind === "number" ? amountText(goal.amount, unit) : percentText(goal.amount),
    pathKind: path.kind,
    steps:
      path.kind === "steps"
        ? rowsOf(path.steps.map(({ day, amount }) => ({ on: day, amount })))
        : blank.steps,
    months:
      path.kind === "months"
        ? rowsOf(path.months.map(({ month, amount }) => ({ on: month, amount })))
        : blank.months,
  };
}

/**
 * The target that a draft makes, or what must be mended first.
 * @param before what it was: an amount whose text was not touched stays what it was, to the last digit
 */
export function targetOf(
  draft: Draft,
  unit: PaceUnit,
  before: Target | null,
): { target: Target; faults: [] } | { target: null; faults: DraftFault[] } {
  const known = before ? amountsOf(before) : [];
  const read = (text: string): Amount | null =>
    known.find((amount) => amountText(amount, unit) === text.trim()) ?? amountOf(text, unit);
  const wasPart = before?.goal.kind === "of-baseline" ? before.goal.amount : null;
  const isPart = draft.goalKind === "of-baseline";
  const goal = !isPart
    ? read(draft.goal)
    : wasPart && percentText(wasPart) === draft.goal.trim()
      ? wasPart
      : percentOf(draft.goal);
  const isNumber = draft.baselineKind === "number";
  const baseline = isNumber ? read(draft.baseline) : null;
  const isDate = (text: string) => readDate(text) !== null;
  const rows = draft.pathKind === "steps" ? draft.steps : draft.pathKind === "months" ? draft.months : [];
  const steps = rows.map(({ on, amount }) => ({ on, amount: read(amount) }));
  const faults: DraftFault[] = [
    ...(draft.th.trim() === "" || draft.en.trim() === "" ? (["names"] as const) : []),
    ...(draft.by !== "all" && draft.of === "" ? (["of"] as const) : []),
    ...(isNumber && !baseline ? (["baseline"] as const) : []),
    ...(isNumber && draft.baselineSource.trim() === "" ? (["baselineSource"] as const) : []),
    ...(!isNumber && !(isDate(draft.baselineFrom) && isDate(draft.baselineUntil))
      ? (["period"] as const)
      : []),
    ...(goal ? [] : (["goal"] as const)),
    ...(draft.source.trim() === "" ? (["source"] as const) : []),
    ...(isDate(draft.start) && isDate(draft.due) && draft.start <= draft.due ? [] : (["dates"] as const)),
    ...(steps.some(({ on, amount }) => on === "" || !amount) ? (["path"] as const) : []),
  ];
  if (!goal || faults.length > 0) return { target: null, faults };
  const { metric, by, of, assumed, start, due, better, enabled } = draft;
  return {
    target: {
      th: draft.th.trim(),
      en: draft.en.trim(),
      metric,
      assumed,
      start,
      due,
      better,
      enabled,
      slice: { by, of: by === "all" ? null : of },
      baseline: baseline
        ? { kind: "number", amount: baseline, source: draft.baselineSource.trim() }
        : { kind: "period", from: draft.baselineFrom, until: draft.baselineUntil },
      goal: { kind: draft.goalKind, amount: goal },
      source: draft.source.trim(),
      path:
        draft.pathKind === "steps"
          ? { kind: "steps", steps: steps.map(({ on, amount }) => ({ day: on, amount: amount! })) }
          : draft.pathKind === "months"
            ? { kind: "months", months: steps.map(({ on, amount }) => ({ month: on, amount: amount! })) }
            : { kind: "linear" },
      place: draft.place === "" ? null : Number(draft.place),
    },
    faults: [],
  };
}

function amountsOf({ baseline, goal, path }: Target): Amount[] {
  return [
    ...(baseline.kind === "number" ? [baseline.amount] : []),
    ...(goal.kind === "number" ? [goal.amount] : []),
    ...(path.kind === "steps" ? path.steps : path.kind === "months" ? path.months : []).map(
      ({ amount }) => amount,
    ),
  ];
}

/** The id of a new target, of its English name: small letters, digits and hyphens, and one that nobody has. */
export function idOf(name: string, taken: readonly string[]): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
  const base = plain || "target";
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number++) if (!taken.includes(`${base}-${number}`)) return `${base}-${number}`;
}
