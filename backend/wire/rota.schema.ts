import { type Static, Type } from "@sinclair/typebox";
import { HEARS } from "./recipients.schema.ts";
import { askedTime, freeText, ITS_VERSION, MOST_INT, nullable, OF_VERSION, oneOf } from "./schema.ts";

/** Schemas of `/v1/alerts/rotas`. The dashboard imports only their types, through ./rota.ts. Times are epoch ms. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();
const minute = Type.Integer({ minimum: 0, maximum: 1439, description: "of the Bangkok day" });
const person = Type.Integer({ minimum: 1, maximum: MOST_INT, description: "the id of a recipient" });

export const SHIFT = Type.Object(
  {
    from: minute,
    until: Type.Integer({
      minimum: 0,
      maximum: 1439,
      description: "of the Bangkok day; not later than `from`: of the next day",
    }),
    days: Type.Optional(
      oneOf(["every", "working", "off"], {
        description:
          "the days on which it begins: every day, if nothing is said; Monday to Friday; or Saturday and Sunday. `holidaysOff` says what public holidays are",
      }),
    ),
    turn: oneOf(["daily", "weekly"], {
      description:
        "how often the next of the people takes over: with each day on which the shift begins, or each week, which begins at the weekday of `firstDay`",
    }),
    people: Type.Array(person, { minItems: 1, maxItems: 60, description: "in the order of their turns" }),
  },
  closed,
);
export type Shift = Static<typeof SHIFT>;

export const NEW_ROTA = Type.Object(
  {
    name: freeText(100, { minLength: 1, pattern: "\\S" }),
    firstDay: Type.String({
      pattern: "^\\d{4}-\\d\\d-\\d\\d$",
      description: "when the first of each shift begins",
    }),
    shifts: Type.Array(SHIFT, { minItems: 1, maxItems: 12, description: "of a day; none overlaps another" }),
    holidaysOff: Type.Optional(
      Type.Boolean({
        description: "public holidays are days off, not working days; false, if nothing is said",
      }),
    ),
    hears: HEARS,
  },
  closed,
);
export type NewRota = Static<typeof NEW_ROTA>;

/** `PUT /v1/alerts/rotas/:id`. */
export const CHANGED_ROTA = Type.Object({ ...NEW_ROTA.properties, ...OF_VERSION }, closed);
export type ChangedRota = Static<typeof CHANGED_ROTA>;

export const NEW_OVERRIDE = Type.Object(
  {
    from: askedTime(),
    until: askedTime(),
    recipient: person,
    reason: Type.Optional(freeText(500)),
  },
  closed,
);
export type NewOverride = Static<typeof NEW_OVERRIDE>;

const OVERRIDE = Type.Object({
  id: Type.Integer(),
  from: time,
  until: time,
  recipient: person,
  reason: nullable(Type.String()),
  by: Type.String(),
});
export type Override = Static<typeof OVERRIDE>;

const NAMED = Type.Object({ id: Type.Integer(), name: Type.String() });
const TURN = Type.Object({
  from: time,
  until: time,
  person: nullable(NAMED, { description: "null: nobody is on duty" }),
  override: nullable(Type.Integer(), { description: "the id of the override by which it is this person" }),
});
export type Turn = Static<typeof TURN>;

export const ROTA = Type.Object({
  id: Type.Integer(),
  version: ITS_VERSION,
  ...NEW_ROTA.properties,
  overrides: Type.Array(OVERRIDE, { description: "those that hold or will hold" }),
  onDuty: Type.Object(
    { person: nullable(NAMED), until: time },
    { description: "who is on duty now, and until when, if nothing is changed; 14 days at most" },
  ),
  daysOff: Type.Array(Type.String(), { description: "the days off among those of `turns`: 2026-11-28" }),
  areHolidaysKnown: Type.Boolean({
    description:
      "false: public holidays are days off, and of a day among those of `turns` nobody has said whether it is one",
  }),
  turns: Type.Array(TURN, { description: "without a gap, from the turn of now to 14 days ahead" }),
});
export type Rota = Static<typeof ROTA>;

export const ROTAS = Type.Object({
  at: time,
  people: Type.Array(NAMED, { description: "who can be on duty: the recipients of alerts" }),
  rotas: Type.Array(ROTA),
});
export type Rotas = Static<typeof ROTAS>;
