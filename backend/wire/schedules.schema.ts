import { type Static, Type } from "@sinclair/typebox";
import { MESSAGE_REASONS, MESSAGE_STATES } from "./alerts.ts";
import { COMPOSITION, SECTIONS } from "./composition.schema.ts";
import { freeText, ITS_VERSION, nullable, OF_VERSION, oneOf } from "./schema.ts";

/** Schemas of `/v1/schedules`. Times are epoch ms; days and hours are Bangkok's. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();

export const FILE_FORMATS = ["pdf", "xlsx", "csv", "json"] as const;
export const SCHEDULE_KINDS = ["daily", "weekly", "monthly"] as const;
export const RUN_STATES = ["waiting", "sent", "refused", "skipped"] as const;
/** Why a run waits, was refused or was skipped. */
export const RUN_REASONS = [
  "not-settled",
  "not-composed",
  "not-drawn",
  "right-lost",
  "missed",
  "no-mail-server",
  "holiday",
  "withdrawn",
] as const;

export const ADDRESS = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@<>,;"]+@[^\\s@<>,;"]+\\.[^\\s@<>,;"]+$',
  description: "a mail address",
});

export const SCHEDULE_BODY = Type.Object(
  {
    name: freeText(100, { minLength: 1 }),
    kind: oneOf(SCHEDULE_KINDS, { description: "the report is of the last whole day, week or month" }),
    weekday: Type.Integer({ minimum: 1, maximum: 7, description: "of a weekly one: 1 is Monday" }),
    date: Type.Integer({ minimum: 1, maximum: 28, description: "of a monthly one: the day of the month" }),
    minute: Type.Integer({ minimum: 0, maximum: 1439, description: "minutes of the day since 00:00" }),
    onHoliday: oneOf(["same", "next", "skip"], {
      description: "on a Thai public holiday: as always, on the next working day, or not at all",
    }),
    waitMinutes: Type.Integer({
      minimum: 0,
      maximum: 4_320,
      description: "for so long figures that are missing or not settled are waited for",
    }),
    sections: Type.Optional(Type.Array(oneOf(SECTIONS), { minItems: 1, uniqueItems: true })),
    banks: COMPOSITION.properties.banks,
    provinces: COMPOSITION.properties.provinces,
    agencies: COMPOSITION.properties.agencies,
    public: Type.Boolean(),
    memo: nullable(COMPOSITION.properties.memo, { description: "null: a plain report" }),
    lang: oneOf(["th", "en"]),
    thaiDigits: Type.Boolean(),
    formats: Type.Array(oneOf(FILE_FORMATS), { minItems: 1, maxItems: 4, uniqueItems: true }),
    recipients: Type.Array(ADDRESS, { minItems: 1, maxItems: 50, uniqueItems: true }),
    onChange: oneOf(["offer", "send"], {
      description: "when late events move a figure that was sent: another edition is offered, or sent",
    }),
    isPaused: Type.Boolean(),
  },
  closed,
);
export type ScheduleBody = Static<typeof SCHEDULE_BODY>;

export const RUN_WHY = Type.Object({
  code: oneOf(RUN_REASONS),
  detail: Type.String({ description: "a sentence" }),
  sections: Type.Array(oneOf(SECTIONS), { description: "those that are in the way" }),
});

export const RUN = Type.Object({
  id: Type.String(),
  day: Type.String({ format: "date", description: "the day that it stands in the calendar for" }),
  turn: Type.Integer({ description: "1; further ones are editions that late events made" }),
  dueAt: time,
  state: oneOf(RUN_STATES),
  why: nullable(RUN_WHY),
  until: nullable(time, { description: "it waits until then, and is refused" }),
  endedAt: nullable(time),
  document: nullable(Type.String(), { description: "the id of the report that it sent" }),
  edition: nullable(Type.Integer()),
  differing: Type.Integer({ description: "figures that late events have moved since it was sent" }),
  got: Type.Integer({ description: "recipients whose mail was taken" }),
  of: Type.Integer({ description: "recipients" }),
  leftOut: Type.Array(Type.String(), {
    description:
      "recipients who got nothing: people who sign in with that address, and when it was sent had no right to reports, were disabled, or were limited to less than it is about",
  }),
});

/** `PUT /v1/schedules/:id`. */
export const CHANGED_SCHEDULE = Type.Object({ ...SCHEDULE_BODY.properties, ...OF_VERSION }, closed);
export type ChangedSchedule = Static<typeof CHANGED_SCHEDULE>;

export const SCHEDULE = Type.Object({
  id: Type.Integer(),
  version: ITS_VERSION,
  owner: Type.String({ description: "who set it up: what it sends is within the rights of this person" }),
  body: SCHEDULE_BODY,
  nextAt: nullable(time, { description: "null: it is paused" }),
  nextDay: nullable(Type.String({ format: "date" })),
  runs: Type.Array(RUN, { description: "the newest first" }),
});

export const SCHEDULES = Type.Object({
  canMail: Type.Boolean({ description: "false: no mail server is set up, so nothing can be sent" }),
  schedules: Type.Array(SCHEDULE),
});

/** Who got a report. */
export const READERS = Type.Object({
  mails: Type.Array(
    Type.Object({
      to: Type.String(),
      state: oneOf(MESSAGE_STATES),
      why: nullable(oneOf(MESSAGE_REASONS)),
      madeAt: time,
      endedAt: nullable(time),
      tries: Type.Integer(),
      schedule: Type.String(),
    }),
  ),
  downloads: Type.Array(
    Type.Object({ at: time, by: Type.String(), format: oneOf(FILE_FORMATS), lang: oneOf(["th", "en"]) }),
    { description: "the newest first" },
  ),
});
