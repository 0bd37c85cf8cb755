import { describe, expect, it } from "vitest";
import type { EventData, EventType } from "#wire/events.ts";
import { BANKS, SCAMS } from "../../backend/simulator/mix.ts";
import { PROVINCES } from "../../backend/simulator/provinces.ts";
import { publishedPieces } from "../../backend/simulator/published.ts";
import { ROSTER } from "../../backend/simulator/roster.ts";
import { MONDAY, play, typeOf } from "./play.ts";

type Check = (value: unknown) => boolean;
type Checks = { [T in EventType]: { [F in keyof Required<EventData[T]>]: Check } };

const among =
  (...words: string[]) =>
  (value: unknown) =>
    words.includes(value as string);
const text: Check = (value) => typeof value === "string" && value.length > 0 && value.length <= 200;
const count: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const satang: Check = (value) => count(value) && (value as number) <= 1e15;
const hop: Check = (value) => Number.isInteger(value) && (value as number) >= 1;
const time: Check = (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(\+07:00|Z)$/.test(String(value));
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const queue = among("report", "unfreeze", "consult");
const bank = among(...Object.keys(BANKS));
const province = among(...Object.keys(PROVINCES));
const call = { callId: text, queue };
const statement = {
  reportId: text,
  lossSatang: satang,
  province,
  scamType: among(...Object.keys(SCAMS)),
  channel: among("1441", "1212", "police", "bank", "online", "nbtc", "tcc"),
  agency: among("aoc", "ccib", "tcsd", "pct", "cppd", "etda1212", "bot", "nbtc", "tcc", "rtp", "amlo", "dsi"),
};
const freeze = { freezeId: text, bank, hop };

const CHECKS: Checks = {
  "call.offered": { ...call, province: maybe(province) },
  "call.answered": { ...call, offeredAt: time },
  "call.abandoned": { ...call, offeredAt: time },
  "call.ended": { ...call, offeredAt: time },
  "lines.sampled": {
    lines: count,
    busy: count,
    waiting: count,
    longestWaitSeconds: count,
    agentsReady: count,
    agentsBusy: count,
  },
  "report.filed": statement,
  "report.revised": { ...statement, reportedAt: time },
  "report.linked": { reportId: text, reportedAt: time, duplicateOf: text },
  "report.voided": { reportId: text, reportedAt: time, reason: text },
  "report.advanced": {
    reportId: text,
    reportedAt: time,
    step: among("freezing", "complaint", "tracing", "refunding", "closed"),
  },
  "freeze.requested": {
    ...freeze,
    reportId: text,
    amountSatang: satang,
    accountToken: (value) => /^[0-9a-f]{16}$/.test(String(value)),
  },
  "freeze.confirmed": {
    ...freeze,
    requestedAt: time,
    heldSatang: satang,
    movedSatang: maybe(satang),
    cashedOutSatang: maybe(satang),
  },
  "freeze.refused": {
    ...freeze,
    requestedAt: time,
    reason: among("moved-on", "cashed-out", "not-found", "other"),
    movedSatang: satang,
  },
  "freeze.overturned": { ...freeze, requestedAt: time, reason: text },
  "freeze.released": { ...freeze, requestedAt: time, reason: text },
  "refund.paid": { refundId: text, reportId: text, bank, amountSatang: satang },
  "arrest.made": { arrestId: text, people: (value) => hop(value), province: maybe(province) },
  "source.beat": { through: time },
};

/** What is wrong with an event, in words; nothing if it is as `#wire/events.ts` says. */
function faultsOf(
  event: { id: string; source: string; time: string; data: object },
  type: EventType,
): string[] {
  const checks = CHECKS[type] as Record<string, Check>;
  const data = event.data as Record<string, unknown>;
  const player = ROSTER.find(({ name }) => name === event.source);
  return [
    ...Object.keys(checks)
      .filter((field) => !checks[field]?.(data[field]))
      .map((field) => `${field}: ${data[field]}`),
    ...Object.keys(data)
      .filter((field) => !(field in checks) && field !== "revision")
      .map((field) => `${field}?`),
    ...(text(event.id) && time(event.time) ? [] : ["envelope"]),
    ...(player?.types.includes(type) ? [] : [`${event.source} may not tell ${type}`]),
    ...(player?.banks && !player.banks.includes(String(data.bank))
      ? [`${event.source} is not ${data.bank}`]
      : []),
    ...["offeredAt", "reportedAt", "requestedAt"].filter(
      (field) => Date.parse(String(data[field])) > Date.parse(event.time),
    ),
  ];
}

describe.each([
  ["three days", play({ seed: 3, size: 1 }, MONDAY, 3)],
  ["a quarter of a day of a centre twenty times as large", play({ seed: 3, size: 20 }, MONDAY, 0.25)],
  ["the published days", [...publishedPieces()].flatMap(({ tellings }) => tellings)],
])("%s", (_what, told) => {
  it("is told in events as the wire has them, each by a source that may", () => {
    const wrong = told.flatMap(({ event }) => {
      const faults = faultsOf(event, typeOf(event));
      return faults.length > 0 ? [`${event.type} ${event.id}: ${faults.join(", ")}`] : [];
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it("tells nothing before it happens", () => {
    expect(told.filter(({ event, at }) => Date.parse(event.time) > at)).toEqual([]);
  });

  it("gives an id once, but for events that are sent twice and are then the same", () => {
    const byId = new Map<string, string>();
    const clashes = told.filter(({ event }) => {
      const key = `${event.source} ${event.id}`;
      const before = byId.get(key);
      byId.set(key, JSON.stringify(event));
      return before !== undefined && before !== JSON.stringify(event);
    });
    expect(clashes).toEqual([]);
    expect(byId.size).toBeGreaterThan(told.length * 0.99);
  });
});

it("the roster names each source once, and lets each beat", () => {
  expect(new Set(ROSTER.map(({ name }) => name)).size).toBe(ROSTER.length);
  expect(ROSTER.filter(({ types }) => !types.includes("source.beat"))).toEqual([]);
  expect(Object.keys(PROVINCES)).toHaveLength(78);
});
