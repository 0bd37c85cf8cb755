import { Type } from "@sinclair/typebox";
import { nullable, oneOf } from "./schema.ts";

const told = {
  events: Type.Integer(),
  atLeast: Type.Optional(Type.Literal(true, { description: "there are more: the newest were looked at" })),
  sources: Type.Array(Type.String(), { description: "a public edition names none" }),
  first: Type.Integer({ description: "recorded, epoch ms" }),
  last: Type.Integer(),
};
export const REDEFINED = Type.Object({
  code: Type.Literal("definition"),
  was: Type.String({ description: "the formula, with its id and unit where they are others" }),
  now: nullable(Type.String(), { description: "null: there is no such figure any more" }),
  wasTh: Type.Optional(Type.String()),
  nowTh: Type.Optional(Type.String()),
});
/** Why a figure is another one by now. */
export const WHY = Type.Union(
  [
    Type.Object({ code: Type.Literal("late-events"), ...told }),
    Type.Object({ code: Type.Literal("corrections"), ...told }),
    Type.Object({
      code: Type.Literal("exclusion"),
      deed: oneOf(["made", "ended"]),
      at: Type.Integer(),
      from: Type.Integer({ description: "of what is left out" }),
      until: Type.Integer(),
    }),
    REDEFINED,
    Type.Object({ code: Type.Literal("version"), was: Type.Integer(), now: Type.Integer() }),
    Type.Object({ code: oneOf(["recounted", "not-issued", "not-explained"]) }),
  ],
  {
    description:
      "late-events: events of what it counts, recorded since; corrections: those of them that say again, or take back, what was known; exclusion: made or ended since; definition, version: of the metric, of the objective or target, as they are now; recounted: the raw events of then already count to the value of now, so that the kept cells had been wrong; not-issued: the document is not one of this centre; not-explained: none of these, a fault of the system",
  },
);
export const WHYS = Type.Array(WHY, { minItems: 1 });
