import { type Static, Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { NO_CODE, type Question, type Step } from "#wire/figures.ts";
import { MOMENT, oneOf } from "#wire/schema.ts";
import { CELLS } from "../store/cells.ts";
import { METRICS } from "./registry.ts";
import { MOST_ROWS } from "./rows.ts";
import { floorTo } from "./window.ts";

const NAMES = [...new Set(Object.values(CELLS).flatMap(({ dimensions }) => Object.keys(dimensions)))];
const STEPS = ["minute", "hour", "day", "total"] as const satisfies readonly Step[];

const codes = Type.Optional(
  Type.Array(Type.String({ description: `codes; ${NO_CODE}: of nothing, so that it counts nothing` })),
);
/** The values of a dimension that are asked for. */
export const FILTERS = {
  ...(Object.fromEntries(NAMES.map((name) => [name, codes])) as Record<never, never>),
  hop: Type.Optional(Type.Array(Type.String({ pattern: "^\\d{1,4}$", description: "whole numbers" }))),
};

/** `GET /v1/figures`. */
export const FIGURES_QUERY = Type.Object(
  {
    metric: Type.Array(Type.String({ description: "metrics; GET /v1/metrics lists them" }), { minItems: 1 }),
    from: MOMENT,
    to: MOMENT,
    step: Type.Optional(oneOf(STEPS)),
    by: Type.Optional(Type.Array(Type.String({ description: "dimensions" }))),
    asOf: Type.Optional(MOMENT),
    format: Type.Optional(
      oneOf(["json", "csv", "xlsx", "pdf"], { description: "the answer as a file, which is audited" }),
    ),
    lang: Type.Optional(oneOf(["th", "en"])),
    most: Type.Optional(
      Type.String({
        pattern: "^[1-9]\\d{0,6}$",
        description: `an answer of more rows is refused; of more than ${MOST_ROWS} it always is`,
      }),
    ),
    ...FILTERS,
  },
  { additionalProperties: false },
);
export type FiguresQuery = Static<typeof FIGURES_QUERY>;

/** What a query limits its figures to. */
export function onlyOf(query: Pick<FiguresQuery, "hop">): Record<string, string[]> {
  const only: Record<string, string[]> = {};
  for (const name of NAMES) {
    const values = query[name as "hop"];
    if (values) only[name] = values.filter((value) => value !== NO_CODE);
  }
  return only;
}

export function questionOf(query: FiguresQuery): Question & { asOf: number | null } {
  return {
    metrics: [...new Set(query.metric)],
    from: readMoment(query.from)!,
    until: readMoment(query.to)!,
    step: query.step ?? "total",
    by: [...new Set(query.by)],
    only: onlyOf(query),
    asOf: query.asOf === undefined ? null : readMoment(query.asOf),
  };
}

/** Rows of its answer. */
export const mostOf = ({ most }: FiguresQuery): number => Math.min(MOST_ROWS, Number(most ?? MOST_ROWS));

/** What the schema cannot check, for a query that may have other errors too: sentences that begin with a field name. */
export function questionRules(query: Readonly<Record<string, unknown>>): string[] {
  const { metric, from, to, step, by } = query as Partial<FiguresQuery>;
  return faultsIn({
    metrics: metric ?? [],
    from: (from && readMoment(from)) || null,
    until: (to && readMoment(to)) || null,
    step: STEPS.includes(step ?? "total") ? (step ?? "total") : null,
    by: by ?? [],
    only: Object.fromEntries(NAMES.filter((name) => Object.hasOwn(query, name)).map((name) => [name, []])),
  });
}

/** The errors of a question; a field that is null is not checked. */
export function faultsIn({
  metrics,
  from,
  until,
  step,
  by = [],
  only = {},
}: Omit<Question, "from" | "until" | "step"> & {
  [K in "from" | "until" | "step"]: Question[K] | null;
}): string[] {
  const wrong: string[] = [];
  const grain = step === "total" ? "minute" : step;
  const bounds = Object.entries({ from, to: until });
  for (const [name, at] of bounds)
    if (grain && at !== null && floorTo(grain, at) !== at)
      wrong.push(`${name}: must be the start of a ${grain} (days begin at 00:00 in Bangkok)`);
  if (from !== null && until !== null && from >= until) wrong.push("from: must lie before to");
  for (const id of metrics) {
    const metric = METRICS.get(id);
    const dimensions = metric ? Object.keys(CELLS[metric.cells].dimensions) : [];
    const missing = [...by, ...Object.keys(only)].filter((name) => !dimensions.includes(name));
    if (!metric) wrong.push(`metric: ${id} is not known; GET /v1/metrics lists them`);
    else if (missing.length > 0)
      wrong.push(
        `by: ${id} has no ${missing.join(", no ")}; it has ${dimensions.join(", ") || "no dimensions"}`,
      );
  }
  return wrong;
}
