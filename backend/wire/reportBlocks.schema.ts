import { Type } from "@sinclair/typebox";
import { index, SLICE } from "./reportFigures.schema.ts";
import { nullable, oneOf } from "./schema.ts";
import { VERDICT } from "./sla.schema.ts";
import { PACE } from "./targets.schema.ts";

export const TABLE_BLOCK = Type.Object({
  kind: Type.Literal("table"),
  by: nullable(Type.String(), { description: "the dimension of its rows; null: its rows are metrics" }),
  rows: Type.Array(
    Type.Object({
      slice: SLICE,
      isTotal: Type.Optional(Type.Literal(true)),
      figures: Type.Array(index),
      before: Type.Array(nullable(index), { description: "of the period before" }),
    }),
  ),
  hidden: Type.Integer({ description: "rows left out of a public edition: too few cases" }),
});
export const BARS_BLOCK = Type.Object({
  kind: Type.Literal("bars"),
  step: oneOf(["hour", "day", "month"]),
  bars: Type.Array(Type.Object({ figure: index, before: nullable(index) })),
});
export const GROWTH_BLOCK = Type.Object({
  kind: Type.Literal("growth"),
  found: Type.Array(
    Type.Object({
      figure: index,
      before: index,
      typical: Type.Array(index, { description: "the largest part of it by each other dimension" }),
      loss: Type.Optional(
        Type.Integer({ minimum: 0, description: "what its cases lost; absent: issued before it was told" }),
      ),
    }),
  ),
});

export const OBJECTIVES_BLOCK = Type.Object({
  kind: Type.Literal("objectives"),
  rows: Type.Array(
    Type.Object({
      figure: index,
      verdict: VERDICT.properties.kind,
      missed: Type.String(),
      allowed: Type.String({ description: "misses that the target allows in as many cases" }),
      isExcluding: Type.Boolean({ description: "exclusions leave something out" }),
    }),
  ),
});
export const TARGETS_BLOCK = Type.Object({
  kind: Type.Literal("targets"),
  rows: Type.Array(
    Type.Object({
      value: index,
      planned: index,
      low: index,
      landing: index,
      high: index,
      state: PACE.properties.state,
      why: PACE.properties.why,
      days: PACE.properties.days,
    }),
  ),
});
