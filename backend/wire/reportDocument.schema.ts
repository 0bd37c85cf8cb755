import { Type } from "@sinclair/typebox";
import { SCOPE } from "./access.schema.ts";
import { MEMO, REPORT_KINDS, SECTIONS } from "./composition.schema.ts";
import {
  BARS_BLOCK,
  GROWTH_BLOCK,
  OBJECTIVES_BLOCK,
  TABLE_BLOCK,
  TARGETS_BLOCK,
} from "./reportBlocks.schema.ts";
import { JUDGED, number, REPORT_FIGURE, SLICE } from "./reportFigures.schema.ts";
import { nullable, oneOf } from "./schema.ts";
import { TARGET_SLICE } from "./targets.schema.ts";
import { WHY } from "./whys.schema.ts";

const RATIO = Type.Object({ p: Type.String(), q: Type.String() }, { description: "p ÷ q, exact" });
export const AIM = Type.Object({
  by: JUDGED.properties.by,
  id: Type.String(),
  version: JUDGED.properties.version,
  th: Type.String(),
  en: Type.String(),
  metric: Type.String(),
  slice: SLICE,
  better: oneOf(["up", "down"]),
  level: nullable(RATIO, {
    description: "what the figure should be when the period ends: an objective's target, a target's path",
  }),
  goal: nullable(RATIO, { description: "in the metric's unit; null: its baseline has no data" }),
  isPerDay: Type.Boolean({ description: "both are so much a day" }),
  each: Type.Array(Type.String(), { description: "dimensions of which each value is judged by it, too" }),
  start: Type.Optional(Type.String({ description: "of a target its first day" })),
  due: Type.Optional(Type.String({ description: "of a target its last day" })),
});

export const DEFINITION = Type.Object({
  metric: Type.String(),
  unit: oneOf(["count", "satang", "seconds", "minutes", "share"]),
  th: Type.String(),
  en: Type.String(),
  formula: Type.String(),
  formulaTh: Type.Optional(
    Type.String({ description: "absent in a report from before definitions were kept in Thai" }),
  ),
  formulaId: Type.Optional(Type.String()),
  good: Type.Optional(oneOf(["high", "low"])),
});
export const NAME = Type.Object({ th: Type.String(), en: Type.String() });
export const NAMES = Type.Array(
  Type.Object({ by: Type.String(), code: Type.String(), th: Type.String(), en: Type.String() }),
  { description: "of the codes in its slices" },
);

export const DOCUMENT = Type.Object({
  id: Type.String(),
  edition: Type.Integer(),
  kind: oneOf(REPORT_KINDS),
  from: Type.Integer({ description: "epoch milliseconds" }),
  until: Type.Integer({ description: "not included" }),
  before: nullable(Type.Object({ from: Type.Integer(), until: Type.Integer() }), {
    description: "what it is compared with; null: the centre had no events yet when that began",
  }),
  begins: nullable(Type.Integer(), {
    description: "the first day with events, if the period had begun before it",
  }),
  holidays: Type.Optional(
    Type.Array(Type.Object({ at: Type.Integer(), nameTh: Type.String() }), {
      description:
        "the public holidays of the period and of the one that it is compared with; absent in a report from before they were kept",
    }),
  ),
  scope: SCOPE,
  isPublic: Type.Boolean({ description: "names neither a bank nor a person" }),
  isDraft: Type.Boolean(),
  isSimulated: Type.Boolean(),
  asOf: Type.Integer({ description: "all figures are as known at this moment" }),
  by: nullable(Type.String(), { description: "who issued it; null: a draft, or a public edition" }),
  registry: Type.String({ description: "SHA-256 of the definitions of all metrics, in hex" }),
  memo: nullable(MEMO),
  sections: Type.Array(
    Type.Object({
      id: oneOf(SECTIONS),
      blocks: Type.Array(
        Type.Union([TABLE_BLOCK, BARS_BLOCK, GROWTH_BLOCK, OBJECTIVES_BLOCK, TARGETS_BLOCK]),
      ),
      refused: nullable(Type.String(), { description: "why it cannot be had by this scope" }),
    }),
  ),
  figures: Type.Array(REPORT_FIGURE),
  aims: Type.Optional(
    Type.Array(AIM, {
      description:
        "the objectives and targets that its figures are compared with; absent: issued before there were any in reports",
    }),
  ),
  annotations: Type.Optional(
    Type.Array(
      Type.Object({
        from: Type.Integer(),
        until: nullable(Type.Integer()),
        text: Type.String(),
        slice: TARGET_SLICE,
      }),
      { description: "what people said that happened, which stands on its charts" },
    ),
  ),
  definitions: Type.Array(DEFINITION),
  names: NAMES,
  changes: Type.Array(
    Type.Object({
      metric: Type.String(),
      slice: SLICE,
      from: Type.Integer(),
      until: Type.Integer(),
      judged: Type.Optional(JUDGED),
      was: nullable(number),
      now: nullable(number),
      whys: Type.Optional(
        Type.Array(WHY, { description: "absent in a report from before causes were looked for" }),
      ),
    }),
    { description: "of the edition before" },
  ),
});

export const SIGNED = Type.Object({
  document: DOCUMENT,
  hash: Type.String({ description: "SHA-256 of the document's canonical JSON (RFC 8785), in hex" }),
  signature: Type.String({ description: "Ed25519 over the same bytes, in base64" }),
  key: Type.String({ description: "the public key: 32 bytes in base64" }),
});
