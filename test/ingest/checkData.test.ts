import { describe, expect, it } from "vitest";
import { CONFIRMED, check, FILED, json, long, OFFERED, REQUESTED, verdict } from "./verdict.ts";

const LINES = { lines: 100, busy: 1, waiting: 0, longestWaitSeconds: 0, agentsReady: 9, agentsBusy: 1 };

describe("the data", () => {
  const NaN_ = Number.NaN;
  it.each<[string, string, unknown, string]>([
    ["is needed", "call.offered", undefined, "invalid-field data"],
    ["is no null", "call.offered", null, "invalid-field data"],
    ["is no list", "call.offered", [OFFERED], "invalid-field data"],
    ["is no text", "call.offered", "{}", "invalid-field data"],
    ["has every field that is needed", "call.offered", {}, "invalid-field callId queue"],
    ["may have null for what is not needed", "call.offered", { ...OFFERED, province: null }, "taken"],
    ["may not have null for what is", "call.offered", { ...OFFERED, callId: null }, "invalid-field callId"],
    ["has no NUL in a text", "call.offered", { ...OFFERED, callId: "\0" }, "bad-text callId"],
    [
      "has no half character in a text",
      "report.voided",
      { reportId: "r", reason: "\ud83d" },
      "bad-text reason",
    ],
    ["has a reason of 500 characters", "report.voided", { reportId: "r", reason: long(500) }, "taken"],
    ["but no longer", "report.voided", { reportId: "r", reason: long(501) }, "invalid-field reason"],
    [
      "has fields of its own only",
      "call.offered",
      json('{"__proto__":{"callId":"c","queue":"report"}}'),
      "invalid-field callId queue",
    ],
    [
      "may have a key __proto__",
      "call.offered",
      json('{"callId":"c","queue":"report","__proto__":{"a":1}}'),
      "taken",
    ],
    ["may have a key constructor", "call.offered", { ...OFFERED, constructor: { prototype: 1 } }, "taken"],
    ["has a known queue", "call.offered", { ...OFFERED, queue: "vip" }, "unknown-code queue"],
    [
      "has a code, not a word of JavaScript",
      "call.offered",
      { ...OFFERED, queue: "toString" },
      "unknown-code queue",
    ],
    ["has a known province", "call.offered", { ...OFFERED, province: "TH-99" }, "unknown-code province"],
    ["may have the unknown province", "call.offered", { ...OFFERED, province: "TH-00" }, "taken"],
    ["has a known scam type", "report.filed", { ...FILED, scamType: "romance" }, "unknown-code scamType"],
    ["may have the scam type other", "report.filed", { ...FILED, scamType: "other" }, "taken"],
    ["has a known bank", "freeze.requested", { ...REQUESTED, bank: "kbank" }, "unknown-code bank"],
    ["may have the bank OTHER", "freeze.requested", { ...REQUESTED, bank: "OTHER" }, "taken"],
    [
      "has unknown codes named together",
      "report.filed",
      { ...FILED, scamType: "x", province: "y", channel: "z", agency: "q" },
      "unknown-code channel agency scamType province",
    ],
    ["begins at hop 1", "freeze.requested", { ...REQUESTED, hop: 0 }, "invalid-field hop"],
    ["goes to hop 50", "freeze.requested", { ...REQUESTED, hop: 50 }, "taken"],
    ["and no further", "freeze.requested", { ...REQUESTED, hop: 51 }, "invalid-field hop"],
    ["has whole hops", "freeze.requested", { ...REQUESTED, hop: 1.5 }, "invalid-field hop"],
    ["has hops that are numbers", "freeze.requested", { ...REQUESTED, hop: "1" }, "invalid-field hop"],
    ["may hold nothing", "freeze.confirmed", { ...CONFIRMED, heldSatang: 0 }, "taken"],
    ["has no negative money", "freeze.confirmed", { ...CONFIRMED, heldSatang: -1 }, "bad-money heldSatang"],
    [
      "has no fractions of a satang",
      "freeze.confirmed",
      { ...CONFIRMED, heldSatang: 0.5 },
      "bad-money heldSatang",
    ],
    ["has money up to 10^15 satang", "freeze.confirmed", { ...CONFIRMED, heldSatang: 1e15 }, "taken"],
    ["and none above", "freeze.confirmed", { ...CONFIRMED, heldSatang: 1e15 + 1 }, "bad-money heldSatang"],
    [
      "has money that is a number",
      "freeze.confirmed",
      { ...CONFIRMED, heldSatang: "100" },
      "bad-money heldSatang",
    ],
    [
      "has money that is finite",
      "freeze.confirmed",
      json('{"freezeId":"f","bank":"SCB","hop":1,"heldSatang":1e400}'),
      "bad-money heldSatang",
    ],
    [
      "has money that is not NaN",
      "freeze.confirmed",
      { ...CONFIRMED, heldSatang: NaN_ },
      "bad-money heldSatang",
    ],
    [
      "has its money",
      "freeze.confirmed",
      { freezeId: "f1", bank: "SCB", hop: 1 },
      "invalid-field heldSatang",
    ],
    [
      "has money that is no list",
      "freeze.confirmed",
      { ...CONFIRMED, movedSatang: [1] },
      "bad-money movedSatang",
    ],
    ["has a known step", "report.advanced", { reportId: "r", step: "tracing" }, "taken"],
    ["has no other step", "report.advanced", { reportId: "r", step: "lost" }, "invalid-field step"],
    [
      "has a known reason",
      "freeze.refused",
      { freezeId: "f", bank: "SCB", hop: 1, reason: "asleep", movedSatang: 0 },
      "invalid-field reason",
    ],
    ["counts people", "arrest.made", { arrestId: "a", people: 0 }, "taken"],
    ["counts no fewer than none", "arrest.made", { arrestId: "a", people: -1 }, "invalid-field people"],
    [
      "counts no more than there are",
      "arrest.made",
      { arrestId: "a", people: 100_001 },
      "invalid-field people",
    ],
    ["may have a revision", "call.offered", { ...OFFERED, revision: 1_000_000 }, "taken"],
    ["but no negative one", "call.offered", { ...OFFERED, revision: -1 }, "invalid-field revision"],
    ["nor one too high", "call.offered", { ...OFFERED, revision: 1_000_001 }, "invalid-field revision"],
    ["may be of the lines", "lines.sampled", LINES, "taken"],
    [
      "has all of the lines",
      "lines.sampled",
      { lines: 100 },
      "invalid-field busy waiting longestWaitSeconds agentsReady agentsBusy",
    ],
  ])("%s (%s)", (_what, type, data, expected) => {
    expect(verdict(check(type, data))).toBe(expected);
  });

  it("keeps what is declared and drops the rest", () => {
    const result = check("call.offered", { ...OFFERED, revision: 2, phone: "0812345678", constructor: 1 });
    expect(result).toMatchObject({ kind: "calls", entity: "c1", revision: 2 });
    expect("data" in result && JSON.parse(result.data)).toEqual({ ...OFFERED, revision: 2 });
  });
});
