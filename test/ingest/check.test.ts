import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { checkEvent } from "../../backend/ingest/check.ts";
import { event } from "../program.ts";
import {
  all,
  CONFIRMED,
  check,
  type Data,
  FILED,
  iso,
  long,
  NOW,
  OFFERED,
  OLDEST,
  REQUESTED,
  rules,
  verdict,
} from "./verdict.ts";

describe("the envelope", () => {
  it.each<[string, Data, string]>([
    ["is taken as it is", {}, "taken"],
    ["is of version 1.0", { specversion: "1.1" }, "invalid-field specversion"],
    ["has an id", { id: undefined }, "invalid-field id"],
    ["has an id that is no number", { id: 7 }, "invalid-field id"],
    ["has an id that is not empty", { id: "" }, "invalid-field id"],
    ["has an id of 200 characters", { id: long(200) }, "taken"],
    ["has an id of no more than 200 characters", { id: long(201) }, "invalid-field id"],
    ["has an id without NUL", { id: "a\0b" }, "bad-text id"],
    ["has an id without half a character", { id: "a\ud83d" }, "bad-text id"],
    ["has an id with whole characters", { id: "a\ud83d\ude00 ก" }, "taken"],
    ["has a source", { source: null }, "invalid-field source"],
    ["has a source without half a character", { source: "\udc00" }, "bad-text source"],
    ["has a known type", { type: "th.aoc1441.call.lost" }, "unknown-type type"],
    ["has a type with the prefix", { type: "call.offered" }, "unknown-type type"],
    ["has a type with this very prefix", { type: "th.aoc1442.call.offered" }, "unknown-type type"],
    ["has a type that is no word of JavaScript", { type: "th.aoc1441.constructor" }, "unknown-type type"],
    ["nor another", { type: "th.aoc1441.__proto__" }, "unknown-type type"],
    ["has a type that is a text", { type: ["th.aoc1441.call.offered"] }, "unknown-type type"],
    ["has a type", { type: undefined }, "unknown-type type"],
    ["has a time", { time: undefined }, "bad-time time"],
    ["has a time that is a text", { time: NOW }, "bad-time time"],
    ["has a time with an offset", { time: "2026-11-21T14:05:00" }, "bad-time time"],
    ["has a time of the common era", { time: "2569-11-21T14:05:00+07:00" }, "bad-time time"],
    ["may be 5 minutes ahead", { time: iso(NOW + 5 * MINUTE) }, "taken"],
    ["may not be more ahead", { time: iso(NOW + 5 * MINUTE + 1) }, "future time"],
    ["may be as old as what is kept", { time: iso(OLDEST) }, "taken"],
    ["may not be older", { time: iso(OLDEST - 1) }, "too-old time"],
    ["may have more fields", { subject: "x", datacontenttype: "application/json", traceparent: {} }, "taken"],
    [
      "has all that is wrong named at once",
      { id: 7, source: "", time: "now", specversion: 1 },
      "invalid-field specversion id source time",
    ],
    [
      "has what is wrong in its data named too",
      { id: "", data: { callId: 1, queue: "x" } },
      "invalid-field id callId queue",
    ],
  ])("%s", (_what, more, expected) => {
    expect(verdict(check("call.offered", OFFERED, more))).toBe(expected);
  });

  it.each([
    ["time", { time: "2569-11-21T14:05:00+07:00" }],
    ["time", { time: "21/11/2569 14:05" }],
    ["offeredAt", { data: { ...OFFERED, offeredAt: "2569-11-21T14:05:00+07:00" } }],
  ])("has a year of the Buddhist era named in %s", (field, more) => {
    expect(check("call.answered", OFFERED, more)).toMatchObject({
      detail: `${field}: 2569 is a year of the Buddhist era; write 2026`,
    });
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["a list", [{}]],
    ["a text", "event"],
    ["a number", 1441],
    ["true", true],
  ])("is an object, not %s", (_what, event) => {
    const result = checkEvent(event, rules(all));
    expect(verdict(result)).toMatch(/^not-an-object/);
  });

  it.each(["id", "source", "type", "time", "specversion", "data"])(
    "may be nested without end in %s, and still gets its answer",
    (field) => {
      const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`) as unknown;
      const result = check("call.offered", OFFERED, { [field]: deep });
      expect(verdict(result)).toContain(field);
      const inside = check("call.offered", { ...OFFERED, queue: deep, province: deep });
      expect(verdict(inside)).toBe("invalid-field queue province");
    },
  );

  it("is answered with its own id, made fit for a text", () => {
    expect(check("x", {}, { id: "mine" })).toMatchObject({ id: "mine" });
    expect(check("x", {}, { id: 7 })).toMatchObject({ id: null });
    expect(check("x", {}, { id: "\ud800!" })).toMatchObject({ id: "\ufffd!" });
    expect(check("x", {}, { id: long(5_000) })).toMatchObject({ id: long(200) });
  });
});

describe("the harness of the tests", () => {
  it("builds events that are taken", () => {
    const built = event("call.offered", NOW, { callId: "c", queue: "report" });
    expect(verdict(checkEvent(built, rules(all)))).toBe("taken");
  });
});

describe("the cohort's time", () => {
  const beat = (ms: number) => ({ through: iso(ms) });
  it.each<[string, string, Data, string]>([
    ["may be the event's time", "call.answered", { ...OFFERED, offeredAt: iso(NOW) }, "taken"],
    [
      "may lie 5 minutes after it",
      "call.answered",
      { ...OFFERED, offeredAt: iso(NOW + 5 * MINUTE) },
      "taken",
    ],
    [
      "may not lie further after it",
      "call.answered",
      { ...OFFERED, offeredAt: iso(NOW + 5 * MINUTE + 1) },
      "cohort-after-time offeredAt",
    ],
    [
      "of a freeze may lie 5 minutes after it",
      "freeze.refused",
      { ...CONFIRMED, reason: "other", movedSatang: 1, requestedAt: iso(NOW + 5 * MINUTE) },
      "taken",
    ],
    [
      "of a report may not lie further after it",
      "report.voided",
      { reportId: "r1", reason: "x", reportedAt: iso(NOW + 5 * MINUTE + 1) },
      "cohort-after-time reportedAt",
    ],
    [
      "has an offset",
      "call.answered",
      { ...OFFERED, offeredAt: "2026-11-21T14:05:00" },
      "bad-time offeredAt",
    ],
    ["is a text", "call.answered", { ...OFFERED, offeredAt: NOW }, "bad-time offeredAt"],
    [
      "may be as old as what is kept",
      "freeze.confirmed",
      { ...CONFIRMED, requestedAt: iso(OLDEST) },
      "taken",
    ],
    [
      "may not be older",
      "freeze.confirmed",
      { ...CONFIRMED, requestedAt: iso(OLDEST - 1) },
      "too-old requestedAt",
    ],
    ["of a report may be given", "report.revised", { ...FILED, reportedAt: iso(NOW - 1) }, "taken"],
    [
      "of an opening event is its time: nothing is read from the data",
      "call.offered",
      { ...OFFERED, offeredAt: "never" },
      "taken",
    ],
    ["a beat covers up to 5 minutes ahead", "source.beat", beat(NOW + 5 * MINUTE), "taken"],
    ["and no further", "source.beat", beat(NOW + 5 * MINUTE + 1), "future through"],
    ["a beat says how far", "source.beat", {}, "invalid-field through"],
  ])("%s (%s)", (_what, type, data, expected) => {
    expect(verdict(check(type, data))).toBe(expected);
  });
});

describe("the scope of a key", () => {
  const scope = {
    name: "scb",
    types: new Set(["freeze.confirmed", "call.offered"]),
    banks: new Set(["SCB"]),
    agencies: null,
    accountNumbers: false,
  };
  const ccib = { ...all, name: "ccib", agencies: new Set(["ccib"]) };
  it.each<[string, string, Data, string]>([
    ["a type that it may send", "call.offered", OFFERED, "taken"],
    ["another", "freeze.requested", { ...REQUESTED, bank: "SCB" }, "not-allowed type"],
    ["its bank", "freeze.confirmed", { ...CONFIRMED, bank: "SCB" }, "taken"],
    ["another bank", "freeze.confirmed", CONFIRMED, "not-allowed bank"],
    ["a type and a bank that it may not", "freeze.requested", REQUESTED, "not-allowed type bank"],
  ])("%s", (_what, type, data, expected) => {
    expect(verdict(check(type, data, {}, scope))).toBe(expected);
  });
  it.each<[string, string, Data, string]>([
    ["a report of its agency", "report.filed", { ...FILED, agency: "ccib" }, "taken"],
    ["of another agency", "report.filed", FILED, "not-allowed agency"],
    ["revised for another agency", "report.revised", FILED, "not-allowed agency"],
    ["what is of no agency", "call.offered", OFFERED, "taken"],
  ])("of an agency: %s", (_what, type, data, expected) => {
    expect(verdict(check(type, data, {}, ccib))).toBe(expected);
  });
});
