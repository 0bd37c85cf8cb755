import { readDate } from "#calendar/days.ts";
import type { Target } from "#wire/targets.ts";
import { compare, fractionOf } from "./fraction.ts";
import { isCountedBy, MEASURES, measureOf } from "./measure.ts";
import { goalOf } from "./path.ts";

/** Three years: the longest plan that anybody has published for the centre is shorter. */
const MOST_DAYS = 3 * 366;

/**
 * What is wrong with a target that its schema cannot say: sentences, each beginning with the field's name.
 * @param codes what there is of each dimension
 */
export function faultsOf(target: Target, codes: readonly { kind: string; code: string }[]): string[] {
  const { metric, slice, baseline, path, better } = target;
  const measure = measureOf(metric);
  if (!measure)
    return [
      `metric: ${metric} can have no target; must be one of ${MEASURES.map((each) => each.metric).join(", ")}`,
    ];
  const wrong = datesOf(target);
  if (!isCountedBy(measure, slice.by)) wrong.push(`slice: ${metric} is not counted by ${slice.by}`);
  if ((slice.by === "all") !== (slice.of === null))
    wrong.push("slice: `of` must be null for all, and a value else");
  else if (slice.of !== null && !codes.some(({ kind, code }) => kind === slice.by && code === slice.of))
    wrong.push(`slice: there is no ${slice.by} ${slice.of}; GET /v1/codes lists them`);
  if (
    measure.unit === "share" &&
    target.goal.kind === "number" &&
    target.goal.amount.p > target.goal.amount.q
  )
    wrong.push("goal: is a share, so p must be at most q");
  if (baseline.kind === "number") {
    const from = fractionOf(baseline.amount);
    const turn = compare(goalOf(target, from)!, from);
    if (better === "down" ? turn > 0 : turn < 0)
      wrong.push(`goal: lies on the wrong side of the baseline, for ${better} is better`);
  }
  if (path.kind === "steps" && !isAscending(path.steps.map(({ day }) => day)))
    wrong.push("path: steps must be in the order of their days, each once");
  if (path.kind === "months" && !isAscending(path.months.map(({ month }) => month)))
    wrong.push("path: months must be in order, each once");
  return wrong;
}

function datesOf({ start, due, baseline, path }: Target): string[] {
  const dates: [string, string][] = [
    ["start", start],
    ["due", due],
    ...(baseline.kind === "period"
      ? ([
          ["baseline.from", baseline.from],
          ["baseline.until", baseline.until],
        ] satisfies [string, string][])
      : []),
    ...(path.kind === "steps" ? path.steps.map(({ day }): [string, string] => ["path", day]) : []),
    ...(path.kind === "months"
      ? path.months.map(({ month }): [string, string] => ["path", `${month}-01`])
      : []),
  ];
  const unknown = dates.filter(([, date]) => readDate(date) === null);
  if (unknown.length > 0) return unknown.map(([field, date]) => `${field}: there is no day ${date}`);
  const [first, last] = [readDate(start)!, readDate(due)!];
  const wrong: string[] = [];
  if (last < first) wrong.push("due: must not lie before the start");
  if (last - first > MOST_DAYS) wrong.push("due: must lie at most three years after the start");
  if (baseline.kind === "period") {
    const [from, until] = [readDate(baseline.from)!, readDate(baseline.until)!];
    if (until <= from) wrong.push("baseline: `until` must lie after `from`");
    if (until > first)
      wrong.push("baseline: its period must end before the start: else the target would move it");
    if (until - from > MOST_DAYS) wrong.push("baseline: must be at most three years");
  }
  return wrong;
}

const isAscending = (texts: readonly string[]) =>
  texts.every((text, index) => index === 0 || texts[index - 1]! < text);
