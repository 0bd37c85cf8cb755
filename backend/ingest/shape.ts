import { type TProperties, type TSchema, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { EventType } from "#wire/events.ts";

/** The kind of thing that an event is about: what merges it, and which cells it counts in. */
export type Kind = "calls" | "reports" | "freezes" | "refunds" | "arrests" | "samples";

export interface EventShape {
  kind: Kind;
  /** The field with the entity's id; null for samples and beats. */
  entity: string | null;
  /** The field with the entity's cohort time, where an event may carry it. */
  cohort: string | null;
  /** Fields whose value is a code, with the table that has them. */
  codes: Record<string, string>;
  fields: Record<string, TSchema>;
  check: ReturnType<typeof TypeCompiler.Compile>;
}

/** 10 trillion baht: more than Thailand's yearly budget is a typing error. */
const MOST_SATANG = 1e15;

const id = Type.String({ minLength: 1, maxLength: 200 });
const text = Type.String({ minLength: 1, maxLength: 500 });
const code = Type.String({ minLength: 1, maxLength: 40 });
/** Read, and named if it is none, by the check of the times. */
const time = Type.Unknown();
const satang = Type.Integer({ minimum: 0, maximum: MOST_SATANG });
const hop = Type.Integer({ minimum: 1, maximum: 50 });
const count = Type.Integer({ minimum: 0, maximum: 100_000 });
const oneOf = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));

function shape(
  kind: Kind,
  entity: string | null,
  cohort: string | null,
  codes: Record<string, string>,
  fields: TProperties,
): EventShape {
  const all = { ...fields, revision: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })) };
  return { kind, entity, cohort, codes, fields: all, check: TypeCompiler.Compile(Type.Object(all)) };
}

const call = (fields: TProperties = {}, codes: Record<string, string> = {}) =>
  shape(
    "calls",
    "callId",
    "offeredAt" in fields ? "offeredAt" : null,
    { queue: "queue", ...codes },
    {
      callId: id,
      queue: code,
      ...fields,
    },
  );
const report = (fields: TProperties, codes: Record<string, string> = {}) =>
  shape("reports", "reportId", "reportedAt" in fields ? "reportedAt" : null, codes, {
    reportId: id,
    ...fields,
  });
const freeze = (fields: TProperties) =>
  shape(
    "freezes",
    "freezeId",
    "requestedAt" in fields ? "requestedAt" : null,
    { bank: "bank" },
    {
      freezeId: id,
      bank: code,
      hop,
      ...fields,
    },
  );

const offeredAt = Type.Optional(time);
const reportedAt = Type.Optional(time);
const requestedAt = Type.Optional(time);
const statement = { channel: code, agency: code, scamType: code, province: code, lossSatang: satang };
const statementCodes = { channel: "channel", agency: "agency", scamType: "scamType", province: "province" };

export const SHAPES: Record<EventType, EventShape> = {
  "call.offered": call({ province: Type.Optional(code) }, { province: "province" }),
  "call.answered": call({ offeredAt }),
  "call.abandoned": call({ offeredAt }),
  "call.ended": call({ offeredAt }),
  "lines.sampled": shape(
    "samples",
    null,
    null,
    {},
    {
      lines: count,
      busy: count,
      waiting: count,
      longestWaitSeconds: count,
      agentsReady: count,
      agentsBusy: count,
    },
  ),
  "report.filed": report(statement, statementCodes),
  "report.revised": report({ ...statement, reportedAt }, statementCodes),
  "report.linked": report({ reportedAt, duplicateOf: id }),
  "report.voided": report({ reportedAt, reason: text }),
  "report.advanced": report({
    reportedAt,
    step: oneOf("freezing", "complaint", "tracing", "refunding", "closed"),
  }),
  "freeze.requested": freeze({ reportId: id, amountSatang: satang, accountToken: id }),
  "freeze.confirmed": freeze({
    requestedAt,
    heldSatang: satang,
    movedSatang: Type.Optional(satang),
    cashedOutSatang: Type.Optional(satang),
  }),
  "freeze.refused": freeze({
    requestedAt,
    reason: oneOf("moved-on", "cashed-out", "not-found", "other"),
    movedSatang: satang,
  }),
  "freeze.released": freeze({ requestedAt, reason: text }),
  "refund.paid": shape(
    "refunds",
    "refundId",
    null,
    { bank: "bank" },
    {
      refundId: id,
      reportId: id,
      bank: code,
      amountSatang: satang,
    },
  ),
  "arrest.made": shape(
    "arrests",
    "arrestId",
    null,
    { province: "province" },
    {
      arrestId: id,
      people: count,
      province: Type.Optional(code),
    },
  ),
  "source.beat": shape("samples", null, null, {}, { through: time }),
};
