import type { Question, Reading } from "#wire/figures.ts";
import type { Change, Checked, Document, ReportFigure } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";
import { keyOf } from "./book.ts";
import type { Words } from "./compose.ts";

type Asked = Pick<ReportFigure, "metric" | "slice" | "from" | "until">;
/** A figure that is another one now; why is asked apart. */
export type Found = Omit<Checked["differing"][number], "whys">;

/** The same questions as those of the figures, put together where window and dimensions are the same. */
export function questionsOf(figures: readonly Asked[]): Question[] {
  const groups = new Map<string, Asked[]>();
  for (const figure of figures) {
    // Metrics of different kinds of cells have different dimensions.
    const key = [
      figure.from,
      figure.until,
      figure.metric.split(".")[0],
      ...Object.keys(figure.slice).sort(),
    ].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), figure]);
  }
  return [...groups.values()].map((group) => {
    const { from, until, slice } = group[0]!;
    const by = Object.keys(slice).sort();
    const values = (name: string) => [
      ...new Set(group.map((figure) => new Map(Object.entries(figure.slice)).get(name)!)),
    ];
    return {
      metrics: [...new Set(group.map(({ metric }) => metric))],
      from,
      until,
      step: "total",
      by,
      only: Object.fromEntries(by.map((name) => [name, values(name)])),
    };
  });
}

/** More than any report of ours has: of a file that was made up, each would be a question of its own. */
export const MOST_QUESTIONS = 500;

/**
 * Asks for every figure again, and judges again what was judged, and tells those that differ: old and new.
 * @param metrics those that there are: a figure of another one has no value now
 */
export async function differingNow(
  figures: readonly ReportFigure[],
  { ask }: Pick<Reading, "ask">,
  judge: (figures: readonly ReportFigure[]) => Promise<Omit<ReportFigure, "hash">[]>,
  metrics: Pick<Words["metrics"], "has">,
): Promise<Found[]> {
  const found = new Map<
    string,
    Pick<ReportFigure, "value" | "numerator" | "denominator" | "atLeast" | "state">
  >();
  const questions = questionsOf(figures.filter(({ judged, metric }) => !judged && metrics.has(metric)));
  if (questions.length > MOST_QUESTIONS)
    throw new Fault(
      "bad-request",
      `file: has figures of ${questions.length} periods and dimensions; no report of ours has more than ${MOST_QUESTIONS}`,
    );
  const [judged, ...answers] = await Promise.all([
    judge(figures.filter((figure) => figure.judged)),
    ...questions.map(ask),
  ]);
  for (const figure of judged) found.set(keyOf(figure), figure);
  answers.forEach((rows, place) => {
    const { from, until } = questions[place]!;
    for (const row of rows) found.set(keyOf({ ...row, from, until }), row);
  });
  return figures.flatMap((figure) => {
    const now = found.get(keyOf(figure));
    if (now && isSame(figure, now)) return [];
    const { value: was } = figure;
    return [{ ...asked(figure), was, now: now?.value ?? null, state: now?.state ?? "no-data" }];
  });
}

/** What a figure is of. */
const asked = ({ metric, slice, from, until, judged }: ReportFigure) => ({
  metric,
  slice,
  from,
  until,
  ...(judged ? { judged } : {}),
});

type Values = Pick<ReportFigure, "value" | "numerator" | "denominator" | "atLeast" | "state">;

const isSame = (a: Values, b: Values) =>
  a.value === b.value &&
  a.numerator === b.numerator &&
  a.denominator === b.denominator &&
  a.atLeast === b.atLeast;

/** What has changed from one edition to the next: figures with another value, new ones and those that are gone. */
export function changesBetween(before: Document, now: Document): Change[] {
  const was = new Map(before.figures.map((figure) => [keyOf(figure), figure]));
  const is = new Map(now.figures.map((figure) => [keyOf(figure), figure]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, new_] = [was.get(key), is.get(key)];
    if (old && new_ && isSame(old, new_)) return [];
    return [{ ...asked((new_ ?? old)!), was: old?.value ?? null, now: new_?.value ?? null }];
  });
}
