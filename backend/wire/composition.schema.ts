import { type Static, Type } from "@sinclair/typebox";
import { freeText, oneOf } from "./schema.ts";

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
