/**
 * The events that a source sends (CloudEvents 1.0, JSON). Times are RFC 3339 with an offset,
 * money is in satang, `revision` may stand in any `data` (0 if absent).
 */
export const TYPE_PREFIX = "th.aoc1441.";

export interface EventData {
  "call.offered": { callId: string; queue: Queue; province?: string };
  "call.answered": { callId: string; queue: Queue; offeredAt?: string };
  "call.abandoned": { callId: string; queue: Queue; offeredAt?: string };
  "call.ended": { callId: string; queue: Queue; offeredAt?: string };
  "lines.sampled": {
    lines: number;
    busy: number;
    waiting: number;
    longestWaitSeconds: number;
    agentsReady: number;
    agentsBusy: number;
  };
  "report.filed": ReportStatement;
  "report.revised": ReportStatement & { reportedAt?: string };
  "report.linked": { reportId: string; reportedAt?: string; duplicateOf: string };
  "report.voided": { reportId: string; reportedAt?: string; reason: string };
  "report.advanced": { reportId: string; reportedAt?: string; step: ReportStep };
  "freeze.requested": {
    freezeId: string;
    reportId: string;
    bank: string;
    hop: number;
    amountSatang: number;
    accountToken: string;
  };
  "freeze.confirmed": {
    freezeId: string;
    requestedAt?: string;
    bank: string;
    hop: number;
    heldSatang: number;
    /** What had moved on to other accounts already, and what had been withdrawn as cash. */
    movedSatang?: number;
    cashedOutSatang?: number;
  };
  "freeze.refused": {
    freezeId: string;
    requestedAt?: string;
    bank: string;
    hop: number;
    reason: RefusalReason;
    /** What had left already: as cash with the reason `cashed-out`, else to other accounts. */
    movedSatang: number;
  };
  "freeze.released": {
    freezeId: string;
    requestedAt?: string;
    bank: string;
    hop: number;
    reason: string;
  };
  "refund.paid": { refundId: string; reportId: string; bank: string; amountSatang: number };
  "arrest.made": { arrestId: string; people: number; province?: string };
  "source.beat": { through: string };
}

export interface ReportStatement {
  reportId: string;
  channel: Channel;
  agency: string;
  scamType: string;
  province: string;
  lossSatang: number;
}

export type Queue = "report" | "unfreeze" | "consult";
export type Channel = "1441" | "1212" | "police" | "bank" | "online" | "nbtc" | "tcc";
export type ReportStep = "freezing" | "complaint" | "tracing" | "refunding" | "closed";
export type RefusalReason = "moved-on" | "cashed-out" | "not-found" | "other";

export type EventType = keyof EventData;

/** One event as it goes over the wire. */
export interface CloudEvent<T extends EventType = EventType> {
  specversion: "1.0";
  id: string;
  source: string;
  type: `${typeof TYPE_PREFIX}${T}`;
  time: string;
  data: EventData[T] & { revision?: number };
}

/** The answer to `POST /v1/events`, after the commit. */
export interface IngestAnswer {
  accepted: number;
  duplicate: number;
  rejected: Rejection[];
  /** Rejections past the first 10,000, which are counted but not listed. */
  unlisted?: number;
}

/** `index` counts the events of the request from 0; in NDJSON, `line` counts lines from 1. */
export interface Rejection {
  index: number;
  line?: number;
  id: string | null;
  code: string;
  detail: string;
}
