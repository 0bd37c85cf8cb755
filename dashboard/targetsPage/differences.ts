import type { Lang } from "#wire/live.ts";
import type { PaceUnit, Target } from "#wire/targets.ts";
import { amountText, percentText } from "./amount.ts";
import { dayText } from "./rows.ts";
import type { Words } from "./words.th.ts";

/** Lists what a version changed, in the order of the form. */
export interface Difference {
  field: keyof Words["fields"];
  before: string;
  after: string;
}

/** Writes every field of a target. */
export function fieldsOf(
  target: Target,
  unit: PaceUnit,
  words: Words,
  lang: Lang,
): Record<keyof Words["fields"], string> {
  const { baseline, goal, path, slice } = target;
  const yesNo = (is: boolean) => (is ? words.yes : words.no);
  const rows =
    path.kind === "steps"
      ? path.steps.map(({ day, amount }) => `${dayText(day, lang)}: ${amountText(amount, unit)}`)
      : path.kind === "months"
        ? path.months.map(({ month, amount }) => `${month}: ${amountText(amount, unit)}`)
        : [];
  return {
    name: target[lang],
    metric: target.metric,
    slice: slice.of === null ? words.slices.all : `${words.slices[slice.by]} ${slice.of}`,
    baseline:
      baseline.kind === "number"
        ? `${amountText(baseline.amount, unit)} (${baseline.source})`
        : words.period(dayText(baseline.from, lang), dayText(baseline.until, lang)),
    goal: goal.kind === "number" ? amountText(goal.amount, unit) : words.ofBaseline(percentText(goal.amount)),
    source: target.source,
    assumed: yesNo(target.assumed),
    start: dayText(target.start, lang),
    due: dayText(target.due, lang),
    path: [words.paths[path.kind], ...rows].join(" · "),
    better: words.betters[target.better],
    place: target.place === null ? words.noPlace : String(target.place),
    enabled: yesNo(target.enabled),
  };
}

/** Lists the fields that differ: their texts, and the exact values that a text rounds. */
export function differencesOf(
  before: Target,
  after: Target,
  unit: PaceUnit,
  words: Words,
  lang: Lang,
): Difference[] {
  const [was, is] = [before, after].map((target) => fieldsOf(target, unit, words, lang));
  const raw: Record<keyof Words["fields"], (of: Target) => unknown> = {
    name: ({ th, en }) => [th, en],
    metric: ({ metric }) => metric,
    slice: ({ slice }) => [slice.by, slice.of],
    baseline: ({ baseline }) => baseline,
    goal: ({ goal }) => goal,
    source: ({ source }) => source,
    assumed: ({ assumed }) => assumed,
    start: ({ start }) => start,
    due: ({ due }) => due,
    path: ({ path }) => path,
    better: ({ better }) => better,
    place: ({ place }) => place,
    enabled: ({ enabled }) => enabled,
  };
  const isSame = (read: (of: Target) => unknown) => canonical(read(before)) === canonical(read(after));
  return (Object.keys(raw) as (keyof typeof raw)[])
    .filter((field) => !isSame(raw[field]))
    .map((field) => ({ field, before: was![field], after: is![field] }));
}

/** Sorts fields: the database returns those of an object in its own order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
