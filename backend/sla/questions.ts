import type { FigureRow, Question } from "#wire/figures.ts";
import type { Dimension } from "#wire/sla.ts";
import type { Counted } from "./judge.ts";
import type { Promised } from "./promisedFigures.ts";
import type { Range } from "./window.ts";

/** The cases of a promise in a range: sliced by a dimension, or of one value of it. */
export interface Asked extends Range {
  promised: Promised;
  by: Dimension;
  only?: { dimension: Dimension; value: string };
}

const keyOf = ({ promised, from, until, by, only }: Asked) =>
  [promised.cells, from, until, by, only?.dimension, only?.value].join(" ");
const metricsOf = ({ promised: { metric, pending } }: Asked) => (pending ? [metric, pending] : [metric]);

/** The fewest questions that answer all: one for each kind of cell, range and slicing. */
export function questionsOf(asked: readonly Asked[]): Map<string, Question> {
  const questions = new Map<string, Question>();
  for (const each of asked) {
    const key = keyOf(each);
    const { from, until, by, only } = each;
    const metrics = new Set([...(questions.get(key)?.metrics ?? []), ...metricsOf(each)]);
    questions.set(key, {
      metrics: [...metrics],
      from,
      until,
      step: "total",
      ...(by === "all" ? {} : { by: [by] }),
      ...(only ? { only: { [only.dimension]: [only.value] } } : {}),
    });
  }
  return questions;
}

/** The answers of the questions, by the same keys. */
export type Answers = ReadonlyMap<string, readonly FigureRow[]>;

/** What was asked, by the value of the slice; of the whole, under null. */
export function countedOf(answers: Answers, asked: Asked): Map<string | null, Counted> {
  const { promised, by } = asked;
  const rows = answers.get(keyOf(asked)) ?? [];
  const sliceOf = ({ slice }: FigureRow) => (by === "all" ? null : slice[by]!);
  const pending = new Map(
    rows
      .filter(({ metric, value }) => metric === promised.pending && value !== null)
      .map((row) => [sliceOf(row), BigInt(row.value!)]),
  );
  return new Map(
    rows
      .filter(({ metric }) => metric === promised.metric)
      .map((row) => {
        const of = BigInt(row.denominator ?? 0);
        const above = BigInt(row.numerator ?? 0);
        const counted: Counted = {
          of,
          kept: promised.countsMisses ? of - above : above,
          pending: pending.get(sliceOf(row)) ?? 0n,
          state: row.state,
          ...(row.missing ? { missing: row.missing } : {}),
        };
        return [sliceOf(row), counted];
      }),
  );
}
