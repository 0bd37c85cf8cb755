import { expect, it } from "vitest";
import { stamp } from "#calendar/stamp.ts";
import { endingOf } from "../../backend/simulator/ending.ts";
import { telling } from "../../backend/simulator/telling.ts";

const NOW = Date.parse("2026-11-02T10:00:00+07:00");
const freeze = { freezeId: "f", bank: "SCB", hop: 1 };

const request = (at: number, toldAt = at) => ({
  ...telling("aoc", "freeze.requested", "f.requested", NOW + at, {
    ...freeze,
    reportId: "r",
    amountSatang: 9,
    accountToken: "t",
  }),
  at: NOW + toldAt,
});
const answer = (at: number, toldAt = at) => ({
  ...telling("SCB", "freeze.confirmed", "f.confirmed", NOW + at, { ...freeze, heldSatang: 9 }),
  at: NOW + toldAt,
});
const step = telling("ccib", "report.advanced", "r.tracing", NOW + 5, { reportId: "r", step: "tracing" });

it.each([
  ["answers what is open", [answer(5)], ["f.confirmed 0"]],
  ["tells late what was late", [answer(-5, 5)], ["f.confirmed -5"]],
  [
    "tells a late request before its answer",
    [request(-5, 5), answer(9)],
    ["f.requested -5", "f.confirmed 0"],
  ],
  ["begins nothing", [request(5), answer(9)], []],
  ["leaves a case where it is", [step], []],
])("the end of a play %s", (_what, pending, expected) => {
  const told = endingOf(pending, NOW).map(({ event }) => `${event.id} ${Date.parse(event.time) - NOW}`);
  expect(told).toEqual(expected);
  expect(endingOf(pending, NOW).every(({ event }) => event.time <= stamp(NOW))).toBe(true);
});
