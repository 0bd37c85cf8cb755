import { type Static, Type } from "@sinclair/typebox";
import { CHANNEL_KINDS, DEAD_MAN_REASONS, DEAD_MAN_STATES } from "./alerts.ts";
import { nullable, oneOf } from "./schema.ts";

/**
 * Schemas of `/v1/alerts/channels`: what each kind of channel still takes; and whether a watcher outside hears of us.
 * Times are epoch ms.
 */
const time = Type.Integer();

/** How much of the month's messages was used up, as the service last answered. */
export const QUOTA = Type.Object({
  readAt: nullable(time, { description: "when it last answered; null: never, and the numbers say nothing" }),
  used: Type.Integer({ minimum: 0 }),
  most: nullable(Type.Integer({ minimum: 0 }), { description: "null: as many as one likes" }),
  fault: nullable(Type.String(), {
    description: "why the last question had no answer: a status, or a code of the network; null: it had one",
  }),
});
export type Quota = Static<typeof QUOTA>;

export const OUTLET_QUOTA = Type.Object({
  ...QUOTA.properties,
  state: oneOf(["good", "between", "bad", "no-data"], {
    description: "as it is judged; no-data: the last answer is too old to say",
  }),
  why: oneOf(["quota-over", "quota-low", "quota-fast", "quota-unknown", "well"]),
  runsOutAt: nullable(time, { description: "when nothing is left at this month's pace, before its end" }),
  isToldElsewhere: Type.Boolean({
    description: "somebody who is told when it runs low has another channel than this one",
  }),
});
export type OutletQuota = Static<typeof OUTLET_QUOTA>;

/** How much of a kind of channel's messages in ten minutes is used up, over all recipients. */
export const OUTLET_RATE = Type.Object({
  most: Type.Integer({ minimum: 1 }),
  sent: Type.Integer({ minimum: 0, description: "in the last ten minutes, without the mails of reports" }),
  room: oneOf(["all", "high", "none"], {
    description:
      "for which alerts: the last fifth is kept for the high ones; what has none waits in a digest",
  }),
});
export type OutletRate = Static<typeof OUTLET_RATE>;

export const OUTLET_ROW = Type.Object({
  kind: oneOf(CHANNEL_KINDS),
  isSetUp: Type.Boolean({ description: "this server can send by it" }),
  quota: nullable(OUTLET_QUOTA, { description: "null: it has none, or it was not asked yet" }),
  rate: nullable(OUTLET_RATE, { description: "null: as many messages as there are" }),
});
export type OutletRow = Static<typeof OUTLET_ROW>;

/** Whether an address outside hears that alerts work. */
export const DEAD_MAN = Type.Object({
  state: oneOf(DEAD_MAN_STATES),
  at: nullable(time, { description: "of the last audit; null: there was none yet" }),
  heardAt: nullable(time, { description: "when it last heard" }),
  why: Type.Array(oneOf(DEAD_MAN_REASONS), { description: "why it must not hear" }),
});
export type DeadMan = Static<typeof DEAD_MAN>;
