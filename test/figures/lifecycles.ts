/** What the events of each kind of entity say, for the random history. */
import type { Channel, EventData, EventType, Queue, RefusalReason, ReportStep } from "#wire/events.ts";
import type { Kind } from "./entities.ts";

export type Deed = Exclude<EventType, "lines.sampled" | "source.beat">;

/** What can happen to an entity, as often as it stands here; the opening first. */
export const DEEDS: Record<Kind, readonly Deed[]> = {
  call: ["call.offered", "call.offered", "call.answered", "call.answered", "call.abandoned", "call.ended"],
  report: [
    "report.filed",
    "report.filed",
    "report.filed",
    "report.revised",
    "report.revised",
    "report.advanced",
    "report.advanced",
    "report.advanced",
    "report.linked",
    "report.voided",
  ],
  freeze: [
    "freeze.requested",
    "freeze.requested",
    "freeze.confirmed",
    "freeze.confirmed",
    "freeze.refused",
    "freeze.overturned",
    "freeze.overturned",
    "freeze.released",
    "freeze.released",
  ],
  refund: ["refund.paid"],
  arrest: ["arrest.made"],
};

/** Calls, reports and freezes have the most to tell. */
export const KINDS: readonly Kind[] = [
  "call",
  "call",
  "report",
  "report",
  "report",
  "freeze",
  "freeze",
  "freeze",
  "refund",
  "arrest",
];

/** All that an event of any type may say. */
export interface Words {
  name: string;
  /** The carried cohort time. */
  cohort: string | undefined;
  queue: Queue;
  bank: string;
  hop: number;
  scamType: string;
  province: string;
  channel: Channel;
  satang: number;
  moved: number | undefined;
  cashedOut: number | undefined;
  step: ReportStep;
  reason: RefusalReason;
  people: number;
}

const AGENCIES: readonly string[] = ["aoc", "ccib", "etda1212", "bot"];

export function dataOf(deed: Deed, words: Words): EventData[Deed] {
  const {
    name,
    cohort,
    queue,
    bank,
    hop,
    scamType,
    province,
    channel,
    satang,
    moved,
    step,
    reason,
    people,
    cashedOut,
  } = words;
  const inProvince = province === "TH-00" ? {} : { province };
  const call = { callId: name, queue, ...(cohort !== undefined && { offeredAt: cohort }) };
  const report = { reportId: name, ...(cohort !== undefined && { reportedAt: cohort }) };
  const freeze = { freezeId: name, bank, hop, ...(cohort !== undefined && { requestedAt: cohort }) };
  const agency = `${AGENCIES[hop % AGENCIES.length]}`;
  const statement = { reportId: name, channel, agency, scamType, province, lossSatang: satang };
  switch (deed) {
    case "call.offered":
      return { callId: name, queue, ...inProvince };
    case "call.answered":
    case "call.abandoned":
    case "call.ended":
      return call;
    case "report.filed":
      return statement;
    case "report.revised":
      return { ...statement, ...report };
    case "report.linked":
      return { ...report, duplicateOf: `${name}-first` };
    case "report.voided":
      return { ...report, reason };
    case "report.advanced":
      return { ...report, step };
    case "freeze.requested":
      return {
        freezeId: name,
        reportId: name,
        bank,
        hop,
        amountSatang: satang,
        accountToken: `token-${name}`,
      };
    case "freeze.confirmed":
      return {
        ...freeze,
        heldSatang: satang,
        ...(moved !== undefined && { movedSatang: moved }),
        ...(cashedOut !== undefined && { cashedOutSatang: cashedOut }),
      };
    case "freeze.refused":
      return { ...freeze, reason, movedSatang: satang };
    case "freeze.overturned":
    case "freeze.released":
      return { ...freeze, reason };
    case "refund.paid":
      return { refundId: name, reportId: name, bank, amountSatang: satang };
    case "arrest.made":
      return { arrestId: name, people, ...inProvince };
  }
}

const OFFSETS = ["+00:00", "+07:00", "-05:30"];
const OFFSET_MS = [0, 25_200_000, -19_800_000];

/** The same moment in RFC 3339, spelled in one of five ways; 3 and 4 say more digits than a millisecond has. */
export function spell(at: number, way: number): string {
  const zone = way % 3;
  const local = new Date(at + Number(OFFSET_MS[zone])).toISOString().slice(0, -1);
  if (way >= 3) return `${local}${way === 3 ? "9" : "000001"}${OFFSETS[zone]}`;
  const short = way === 2 ? local.replace(/\.?0+$/, "") : local;
  return zone === 0 ? `${short}Z` : `${short}${OFFSETS[zone]}`;
}
