import { type Static, Type } from "@sinclair/typebox";
import {
  CAUSES,
  CHANNEL_KINDS,
  EPISODE_STATES,
  MESSAGE_KINDS,
  MESSAGE_REASONS,
  MESSAGE_STATES,
  REASONS,
  SEVERITIES,
} from "./alerts.ts";
import type { FigureState } from "./figures.ts";
import { askedTime, freeText, nullable, oneOf } from "./schema.ts";
import { RATIO } from "./sla.schema.ts";

/**
 * Schemas of `/v1/alerts` and its mutes. The dashboard imports only their types, through ./alerts.ts. Times are epoch
 * ms.
 */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();
const FIGURE_STATES = ["open", "provisional", "settled", "no-data"] as const satisfies readonly FigureState[];

export const SUBJECT = Type.Object({
  by: oneOf([
    ...(["all", "bank", "agency", "queue", "province", "channel"] as const),
    ...(["source", "screen", "recipient", "server"] as const),
  ]),
  of: nullable(Type.String({ maxLength: 100 })),
});

export const NEW_MUTE = Type.Object(
  {
    rule: nullable(Type.String({ maxLength: 40 }), { description: "null: all rules" }),
    subject: nullable(Type.String({ maxLength: 140 }), { description: "such as `bank:KBANK`; null: all" }),
    from: askedTime(),
    until: askedTime(),
    daily: nullable(
      Type.Object(
        {
          from: Type.Integer({ minimum: 0, maximum: 1439 }),
          until: Type.Integer({ minimum: 0, maximum: 1439 }),
        },
        closed,
      ),
      { description: "minutes of the Bangkok day, also across midnight; null: all day" },
    ),
    reason: freeText(500, { minLength: 1 }),
  },
  closed,
);
export type NewMute = Static<typeof NEW_MUTE>;

export const MUTE = Type.Object({ id: Type.Integer(), ...NEW_MUTE.properties, by: Type.String() });
export type Mute = Static<typeof MUTE>;

export const EPISODE_ROW = Type.Object({
  id: Type.Integer(),
  rule: Type.String(),
  version: Type.Integer(),
  nameTh: Type.String(),
  nameEn: Type.String(),
  severity: oneOf(SEVERITIES),
  subject: SUBJECT,
  state: oneOf(EPISODE_STATES),
  cause: oneOf(CAUSES),
  seq: Type.Integer(),
  since: time,
  firedAt: nullable(time),
  resolvedAt: nullable(time),
  noDataSince: nullable(time, {
    description: "its figure has no data since then: it is as it was last known",
  }),
  owner: nullable(Type.String()),
  note: nullable(Type.String()),
  ackUntil: nullable(time),
  mutedUntil: nullable(time),
  nextStepAt: nullable(time, { description: "when the next ones of the chain are told" }),
  nextRecipients: Type.Array(Type.String()),
  nextUnmanned: Type.Array(Type.String(), {
    description: "rotas of that step that have nobody on duty then: the step after it is taken at once",
  }),
  isUnheard: Type.Boolean({
    description: "it is not over, and no recipient and no rota hears of it",
  }),
  title: Type.Object({ th: Type.String(), en: Type.String() }),
  detail: Type.Object({ th: Type.String(), en: Type.String() }),
});
export type EpisodeRow = Static<typeof EPISODE_ROW>;

export const TRANSITION_ROW = Type.Object({
  seq: Type.Integer(),
  at: time,
  from: nullable(oneOf(EPISODE_STATES)),
  to: oneOf(EPISODE_STATES),
  reason: oneOf(REASONS),
  by: nullable(Type.String()),
  said: Type.Object({ th: Type.String(), en: Type.String() }),
});
export type TransitionRow = Static<typeof TRANSITION_ROW>;

export const MESSAGE_ROW = Type.Object({
  id: Type.String(),
  episode: nullable(Type.Integer()),
  kind: oneOf(MESSAGE_KINDS),
  recipient: Type.String(),
  channel: oneOf(CHANNEL_KINDS),
  state: oneOf(MESSAGE_STATES),
  why: nullable(oneOf(MESSAGE_REASONS), { description: "why it was not sent, or not yet; null: it was" }),
  because: nullable(Type.Object({ th: Type.String(), en: Type.String() }), {
    description: "why it was made: what became of its alert then; null: it is of no alert",
  }),
  step: Type.Integer({ description: "at which step of the chain, in minutes after the alert" }),
  at: time,
  dueAt: time,
  tries: Type.Integer(),
  text: Type.String(),
  attempts: Type.Array(
    Type.Object({
      at: time,
      outcome: Type.String(),
      code: nullable(Type.String()),
      receipt: nullable(Type.String()),
    }),
  ),
});
export type MessageRow = Static<typeof MESSAGE_ROW>;

export const EPISODE_ANSWER = Type.Object({
  episode: EPISODE_ROW,
  facts: nullable(
    Type.Object({
      people: Type.Optional(Type.Integer({ description: "victims; absent: not known, or it is of none" })),
      calls: Type.Optional(
        Type.Integer({ description: "that waited too long or were given up; who called is not known" }),
      ),
      minutes: Type.Optional(Type.Integer({ description: "past their time, in sum" })),
      satang: Type.Optional(Type.String()),
      at: Type.Integer({ description: "when that was found; epoch ms" }),
      state: oneOf(FIGURE_STATES),
    }),
    {
      description: "how many people, minutes and how much money, as found last; null: nothing of it is known",
    },
  ),
  beside: Type.Object(
    { th: Type.String(), en: Type.String() },
    { description: "what `episode.detail` says without the facts" },
  ),
  drive: nullable(Type.Object({ th: Type.String(), en: Type.String() }), {
    description: "the part that has most of it; null: none has more than the others",
  }),
  runbook: Type.Object({ th: Type.String(), en: Type.String() }),
  known: Type.Object(
    {
      asOf: time,
      state: nullable(oneOf(EPISODE_STATES), { description: "null: nothing was known of it yet" }),
      said: Type.Object({ th: Type.String(), en: Type.String() }),
      where: Type.Object(
        { th: Type.String(), en: Type.String() },
        { description: "what it is about; empty: all together" },
      ),
      figure: nullable(
        Type.Object({
          metric: Type.String(),
          subject: SUBJECT,
          from: time,
          until: time,
          step: oneOf(["hour", "day"]),
          target: nullable(RATIO, {
            description: "what it is to reach, or not to pass where low is good; null: nothing is promised",
          }),
        }),
        { description: "the figure that it is about, as a question of `GET /v1/figures`; null: it has none" },
      ),
    },
    { description: "what was known of it as of the moment that was asked for, or now" },
  ),
  transitions: Type.Array(TRANSITION_ROW),
  messages: Type.Array(MESSAGE_ROW),
});
export type EpisodeAnswer = Static<typeof EPISODE_ANSWER>;
