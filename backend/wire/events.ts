import { type Static, type TObject, type TProperties, Type } from "@sinclair/typebox";
import { nullable, oneOf } from "./schema.ts";

/**
 * The events that a source sends (CloudEvents 1.0, JSON). Times are RFC 3339 with an offset, money is in satang, and
 * any `data` may have a `revision` (0 if absent).
 * The fields are declared only here: types, validation and API documents are derived from these schemas.
 */
export const TYPE_PREFIX = "th.aoc1441.";

export type Queue = "report" | "unfreeze" | "consult";
export type Channel = "1441" | "1212" | "police" | "bank" | "online" | "nbtc" | "tcc";

/** Tables of `GET /v1/codes`. A field with the name of a table holds a code from it. */
export const CODE_TABLES = ["queue", "province", "channel", "agency", "scamType", "bank"] as const;

/** 10 trillion baht. Thailand's yearly budget is below 4 trillion, so more is a typing error. */
const MOST_SATANG = 1e15;

const id = Type.String({ minLength: 1, maxLength: 200 });
const text = Type.String({ minLength: 1, maxLength: 500 });
/** `T` lists the codes known to the program; the allowed codes are in the database. */
const code = <T extends string = string>() => Type.Unsafe<T>(Type.String({ minLength: 1, maxLength: 40 }));
/** The schema accepts any value, because backend/ingest/checkFields.ts parses times and they should be parsed only once. */
const time = Type.Unsafe<string>(Type.Unknown({ type: "string", format: "date-time" }));
const satang = Type.Integer({ minimum: 0, maximum: MOST_SATANG });
const hop = Type.Integer({ minimum: 1, maximum: 50 });
const count = Type.Integer({ minimum: 0, maximum: 100_000 });

const call = { callId: id, queue: code<Queue>() };
const report = { reportId: id };
const statement = {
  channel: code<Channel>(),
  agency: code(),
  scamType: code(),
  province: code(),
  lossSatang: satang,
};
const freeze = { freezeId: id, bank: code(), hop };
/** Decides in which minute the call counts; a later event may carry it, in case the first one is missing. */
const offeredAt = Type.Optional(time);
const reportedAt = Type.Optional(time);
const requestedAt = Type.Optional(time);

/** The fields of `data`, by event type. */
export const EVENT_FIELDS = {
  "call.offered": { ...call, province: Type.Optional(code()) },
  "call.answered": { ...call, offeredAt },
  "call.abandoned": { ...call, offeredAt },
  "call.ended": { ...call, offeredAt },
  "lines.sampled": {
    lines: count,
    busy: count,
    waiting: count,
    longestWaitSeconds: count,
    agentsReady: count,
    agentsBusy: count,
  },
  "report.filed": { ...report, ...statement },
  "report.revised": { ...report, ...statement, reportedAt },
  "report.linked": { ...report, reportedAt, duplicateOf: id },
  "report.voided": { ...report, reportedAt, reason: text },
  "report.advanced": {
    ...report,
    reportedAt,
    step: oneOf(["freezing", "complaint", "tracing", "refunding", "closed"]),
  },
  "freeze.requested": {
    ...freeze,
    reportId: id,
    amountSatang: satang,
    /** Instead of it, a source that is allowed to may send `accountNumber`, of which only a keyed hash is kept. */
    accountToken: id,
  },
  "freeze.confirmed": {
    ...freeze,
    requestedAt,
    heldSatang: satang,
    /** What had already moved on to other accounts, and what had been withdrawn as cash. */
    movedSatang: Type.Optional(satang),
    cashedOutSatang: Type.Optional(satang),
  },
  "freeze.refused": {
    ...freeze,
    requestedAt,
    reason: oneOf(["moved-on", "cashed-out", "not-found", "other"]),
    /** What had already left: as cash if the reason is `cashed-out`, else to other accounts. */
    movedSatang: satang,
  },
  "freeze.released": { ...freeze, requestedAt, reason: text },
  /** The hold was found to be wrong at the event's time: from then on its bank has four hours to release it. */
  "freeze.overturned": { ...freeze, requestedAt, reason: Type.Optional(text) },
  "refund.paid": { refundId: id, reportId: id, bank: code(), amountSatang: satang },
  "arrest.made": { arrestId: id, people: count, province: Type.Optional(code()) },
  "source.beat": { through: time },
} satisfies Record<string, TProperties>;

export type EventType = keyof typeof EVENT_FIELDS;
export const EVENT_TYPES = Object.keys(EVENT_FIELDS) as EventType[];
export type EventData = { [T in EventType]: Static<TObject<(typeof EVENT_FIELDS)[T]>> };

/**
 * What a source that may speak for some banks only may send. A report is at no bank: the word of such a source would
 * count for the reports of everybody.
 */
export const LIMITED_TYPES = EVENT_TYPES.filter((type) => !type.startsWith("report."));

/** Allowed in any `data`: of several events for the same slot, the one with the highest revision counts. */
export const REVISION = { revision: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })) };

export type ReportStatement = EventData["report.filed"];
export type ReportStep = EventData["report.advanced"]["step"];
export type RefusalReason = EventData["freeze.refused"]["reason"];

/** One event as it goes over the wire. */
export interface CloudEvent<T extends EventType = EventType> {
  specversion: "1.0";
  id: string;
  source: string;
  type: `${typeof TYPE_PREFIX}${T}`;
  time: string;
  data: EventData[T] & Static<TObject<typeof REVISION>>;
}

/**
 * Why an event is rejected, with the HTTP status of a request of that one event alone: 422 (it was read, and cannot be
 * taken), 403 (the key may not say this), 409 (it contradicts what is stored).
 */
export const REJECTION_STATUS = {
  "not-an-object": 422,
  "invalid-field": 422,
  "bad-text": 422,
  "bad-time": 422,
  "bad-money": 422,
  "personal-data": 422,
  "unknown-type": 422,
  "unknown-code": 422,
  future: 422,
  "too-old": 422,
  "cohort-after-time": 422,
  "not-writable": 422,
  "not-allowed": 403,
  "other-bank": 403,
  "other-agency": 403,
  "id-reused": 409,
  "too-many-events": 409,
} as const;
export type RejectionCode = keyof typeof REJECTION_STATUS;
export const REJECTION_CODES = Object.keys(REJECTION_STATUS) as RejectionCode[];

/** Why a line of NDJSON is no event. */
const LINE_CODES = ["not-json", "too-large"] as const;
export type LineCode = (typeof LINE_CODES)[number];

/** `index` counts the events of the request from 0; in NDJSON, `line` counts lines from 1. */
const REJECTION = Type.Object({
  index: Type.Integer(),
  line: Type.Optional(Type.Integer()),
  id: nullable(Type.String()),
  code: Type.Unsafe<RejectionCode | LineCode>(oneOf([...REJECTION_CODES, ...LINE_CODES])),
  detail: Type.String({ description: "a sentence for people: all that is wrong with the event" }),
});
export type Rejection = Static<typeof REJECTION>;

/** The answer to `POST /v1/events`, after the commit. The problem documents of this route have the same fields. */
export const INGEST_ANSWER = Type.Object({
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  rejected: Type.Array(REJECTION),
  unlisted: Type.Optional(
    Type.Integer({ description: "rejections past the first 10,000, which are counted but not listed" }),
  ),
});
export type IngestAnswer = Static<typeof INGEST_ANSWER>;
