import { type Static, Type } from "@sinclair/typebox";
import { SCOPE } from "./access.schema.ts";
import { freeText, nullable, oneOf } from "./schema.ts";
import { VERDICT } from "./sla.schema.ts";
import { PACE, TARGET_SLICE } from "./targets.schema.ts";

export const REPORT_KINDS = ["daily", "weekly", "monthly", "custom"] as const;
export const SECTIONS = [
  ...([
    "key",
    "objectives",
    "targets",
    "calls",
    "freezes",
    "trail",
    "pattern",
    "provinces",
    "refunds",
  ] as const),
  ...(["quality", "definitions"] as const),
] as const;

const number = Type.Union([Type.Number(), Type.String({ pattern: "^-?\\d+$" })]);
const SLICE = Type.Record(Type.String(), Type.String());
const index = Type.Integer({ description: "the place of a figure in `figures`" });

const JUDGED = Type.Object(
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

const told = {
  events: Type.Integer(),
  atLeast: Type.Optional(Type.Literal(true, { description: "there are more: the newest were looked at" })),
  sources: Type.Array(Type.String(), { description: "a public edition names none" }),
  first: Type.Integer({ description: "recorded, epoch ms" }),
  last: Type.Integer(),
};
const REDEFINED = Type.Object({
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
const WHYS = Type.Array(WHY, { minItems: 1 });

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

/** The fields of a memo; `text` makes the schema of each. */
const memoOf = (text: typeof freeText) =>
  Type.Object(
    {
      unit: text(200, { description: "ส่วนราชการ" }),
      number: text(100, { description: "ที่" }),
      to: text(200, { description: "เรียน" }),
    },
    { additionalProperties: false },
  );
export const NEW_MEMO = memoOf(freeText);
export const MEMO = memoOf((most, options) => Type.String({ ...options, maxLength: most }));

const DEFINITION = Type.Object({
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
const NAME = Type.Object({ th: Type.String(), en: Type.String() });
const NAMES = Type.Array(
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

/** What a person asks for. Days are Bangkok days. */
export type Composition = Static<typeof COMPOSITION>;
export const COMPOSITION = Type.Object(
  {
    kind: oneOf(REPORT_KINDS),
    from: Type.String({ maxLength: 30, description: "a day of the period; of a custom one its first day" }),
    to: Type.Optional(Type.String({ maxLength: 30, description: "of a custom period its last day" })),
    sections: Type.Optional(Type.Array(oneOf(SECTIONS), { minItems: 1 })),
    banks: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 100 })),
    provinces: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 100 })),
    agencies: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 100 })),
    public: Type.Optional(Type.Boolean()),
    memo: Type.Optional(NEW_MEMO),
  },
  { additionalProperties: false },
);
