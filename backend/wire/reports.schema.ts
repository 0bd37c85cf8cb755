import { Type } from "@sinclair/typebox";
import { SCOPE } from "./access.schema.ts";
import { REPORT_KINDS, SECTIONS } from "./composition.schema.ts";
import { AIM, DEFINITION, NAME, NAMES } from "./reportDocument.schema.ts";
import { index, JUDGED, number, REPORT_FIGURE, SLICE } from "./reportFigures.schema.ts";
import { nullable, oneOf } from "./schema.ts";
import { REDEFINED, WHYS } from "./whys.schema.ts";

/** Why it cannot be issued. */
export const OBSTACLE = Type.Object({
  section: oneOf(SECTIONS),
  why: oneOf(["no-data", "open", "provisional", "refused"]),
  figure: nullable(index, { description: "null: the whole section" }),
});

export const ISSUED = Type.Object({
  id: Type.String(),
  edition: Type.Integer(),
  isLatest: Type.Boolean(),
  kind: oneOf(REPORT_KINDS),
  from: Type.Integer(),
  until: Type.Integer(),
  scope: SCOPE,
  isPublic: Type.Boolean(),
  asOf: Type.Integer(),
  by: Type.String(),
  hash: Type.String(),
  figures: Type.Integer(),
  changes: Type.Integer(),
});

export const CHECKED = Type.Object({
  id: Type.String(),
  title: Type.Object({ th: Type.String(), en: Type.String() }),
  edition: Type.Integer(),
  signature: oneOf(["valid", "wrong", "unknown-key"]),
  isKept: Type.Boolean({ description: "this centre has issued exactly this document" }),
  asOf: Type.Integer({ description: "the figures were computed again as of this moment" }),
  figures: Type.Integer(),
  differing: Type.Array(
    Type.Object({
      metric: Type.String(),
      slice: SLICE,
      from: Type.Integer(),
      until: Type.Integer(),
      judged: Type.Optional(JUDGED),
      was: nullable(number),
      now: nullable(number),
      state: REPORT_FIGURE.properties.state,
      whys: WHYS,
    }),
  ),
  registry: Type.Object(
    {
      was: Type.String({ description: "of the report" }),
      now: Type.String(),
      changed: Type.Array(Type.Object({ metric: Type.String(), ...REDEFINED.properties }), {
        description:
          "metrics of the report that are defined otherwise now, whether or not their figures differ",
      }),
    },
    { description: "the definitions of all metrics: they are the same if `was` is `now`" },
  ),
  definitions: Type.Array(DEFINITION, {
    description: "of what differs, as they are now; of what there is no more, as the report has them",
  }),
  names: NAMES,
  renamed: Type.Array(
    Type.Object({ by: Type.String(), code: Type.String(), was: NAME, now: nullable(NAME) }),
    {
      description:
        "codes of the report that have another name now, or none (null): a figure goes by its code, and is the same one",
    },
  ),
  aims: Type.Array(Type.Pick(AIM, ["by", "id", "th", "en"]), {
    description: "the objectives and targets whose figures differ",
  }),
});
