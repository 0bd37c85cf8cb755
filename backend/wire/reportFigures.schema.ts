import { Type } from "@sinclair/typebox";
import { nullable, oneOf } from "./schema.ts";

export const number = Type.Union([Type.Number(), Type.String({ pattern: "^-?\\d+$" })]);
export const SLICE = Type.Record(Type.String(), Type.String());
export const index = Type.Integer({ description: "the place of a figure in `figures`" });

export const JUDGED = Type.Object(
  {
    by: oneOf(["objective", "target"]),
    id: Type.String({ maxLength: 60 }),
    version: Type.Integer({ description: "the one that was in force when the period ended" }),
    part: oneOf(["cases", "value", "planned", "landing-low", "landing", "landing-high"]),
  },
  {
    description:
      "a figure of an objective (cases: in the metric's own terms, without what exclusions leave out) or of a target (value: of the last 7 full days as one, of a sum so much a day; planned: by its path; landing: where its last 7 days are expected, with the band of 80 %)",
  },
);

export const REPORT_FIGURE = Type.Object({
  metric: Type.String(),
  slice: SLICE,
  from: Type.Integer(),
  until: Type.Integer({ description: "not included" }),
  value: nullable(number, { description: "null: no data, or nothing to divide by" }),
  numerator: Type.Optional(number),
  denominator: Type.Optional(number),
  atLeast: Type.Optional(Type.Literal(true)),
  state: oneOf(["open", "provisional", "settled", "no-data"]),
  missing: Type.Optional(
    Type.Object({
      sources: Type.Array(Type.String(), { description: "a public edition names none" }),
      of: Type.Integer(),
    }),
  ),
  judged: Type.Optional(JUDGED),
  pending: Type.Optional(
    Type.String({ description: "of an objective: cases that are not decided yet, and may still keep it" }),
  ),
  hash: Type.String({ description: "SHA-256 of the figure and its question, in hex" }),
});
