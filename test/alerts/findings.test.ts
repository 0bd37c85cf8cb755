/** What is found of the system itself, by which rules of `disk`, `clock`, `figures`, screens and sources are judged. */
import { expect, it } from "vitest";
import type { Warning } from "#wire/sceneParts.ts";
import { findingsOf, type Look, type SenderLamp } from "../../backend/alerts/findings.ts";
import { lampOf, lookAt } from "./rules.ts";

const NOW = Date.parse("2026-11-26T21:09:42+07:00");
const find = (look: Partial<Look>, condition: string) =>
  findingsOf({ ...lookAt(NOW), ...look }).find((each) => each.condition === condition);

it.each<[string, Warning["kind"] | null, string, string]>([
  ["disk", null, "good", "well"],
  ["disk", "disk-low", "between", "disk-low"],
  ["disk", "disk-full", "bad", "disk-full"],
  ["clock", null, "good", "well"],
  ["clock", "clock-set", "bad", "clock-set"],
  ["clock", "clocks-differ", "bad", "clocks-differ"],
  ["figures", null, "good", "well"],
  ["figures", "figures-differ", "bad", "figures-differ"],
])("%s with the warning %s is %s, because of %s", (condition, warning, kind, why) => {
  // Others' warnings are none of it.
  const others: Warning["kind"][] = ["disk-full", "clock-set", "figures-differ"];
  const own = { disk: "disk", clock: "clock", figures: "figures" }[condition]!;
  const kinds = [...others.filter((each) => !each.startsWith(own)), ...(warning ? [warning] : [])];
  const warnings = kinds.map((each) => ({ kind: each }) as Warning);
  expect(find({ warnings }, condition)).toMatchObject({ kind, why, subject: { by: "server", of: null } });
});

it.each([
  [
    { isConnected: true, isFrozen: false, isFailing: false },
    { kind: "good", why: "well" },
  ],
  [
    { isConnected: true, isFrozen: true, isFailing: false },
    { kind: "bad", why: "frozen" },
  ],
  [
    { isConnected: true, isFrozen: false, isFailing: true },
    { kind: "bad", why: "failing" },
  ],
  // One that is switched off is not frozen.
  [{ isConnected: false, isFrozen: true, isFailing: true }, null],
])("a screen with %j is %j", (state, wanted) => {
  const found = find({ screens: [{ name: "hall", ...state }] }, "screen-frozen");
  if (wanted === null) expect(found).toBeUndefined();
  else expect(found).toMatchObject({ ...wanted, subject: { by: "screen", of: "hall" } });
});

it.each([
  [{ heard: NOW, silent: false, behind: false }, "good", "good"],
  [{ heard: NOW, silent: true, behind: false }, "bad", "good"],
  [{ heard: NOW, silent: false, behind: true }, "good", "bad"],
  [{ heard: null, silent: true, behind: true }, undefined, undefined],
])("a source with %j is by silence %s and by its watermark %s", (state, silence, lag) => {
  const lamps = [lampOf({ name: "kbank", ...state })];
  expect(find({ lamps }, "source-silent")?.kind).toBe(silence);
  expect(find({ lamps }, "source-behind")?.kind).toBe(lag);
});

const SILENT = { name: "bus", silent: true, types: ["freeze.confirmed"], banks: ["KBANK"] };
it.each<[string, Partial<SenderLamp>, string[], string[]]>([
  ["KBANK's answers alone", {}, ["bus"], []],
  ["answers of two banks", { banks: ["SCB", "KBANK"] }, ["bus"], ["bus"]],
  ["answers of any bank", { banks: null }, ["bus"], ["bus"]],
  ["no answers", { banks: null, types: ["freeze.requested", "call.offered"] }, [], []],
  ["KBANK's answers, and is heard", { silent: false }, [], []],
  ["KBANK's answers, and was never heard", { heard: null }, [], []],
])("of a bank's late freezes a silent source is missing that sends %s", (_what, more, kbank, scb) => {
  const look = { ...lookAt(NOW), banks: ["KBANK", "SCB"], lamps: [lampOf({ ...SILENT, ...more })] };
  const missing = (of: string) =>
    findingsOf(look).find(({ condition, subject }) => condition === "freeze-overdue" && subject.of === of)!
      .missing;
  expect([missing("KBANK"), missing("SCB")]).toEqual([kbank, scb]);
});

it.each<[string, Partial<SenderLamp>, boolean]>([
  ["everybody has told", { name: "other" }, true],
  ["a source is silent", {}, false],
  ["a source is behind", { silent: false, behind: true }, false],
  ["only one that was never heard is missing", { heard: null }, true],
])("the share of a day that runs is believed: %s", (_what, more, expected) => {
  const lamp = lampOf({ ...SILENT, ...more });
  const verdict = {
    ...{ objective: "freeze-60m", version: 1, slice: { by: "all" as const, of: null }, kind: "bad" as const },
    ...{ why: "below-target" as const, numerator: "1", denominator: "30", target: { p: 95, q: 100 } },
    ...{ window: { from: NOW, to: NOW + 1 }, state: "open" as const, at: NOW },
    ...(lamp.name === "bus" ? { missing: { sources: ["bus"], of: 2 } } : {}),
  };
  expect(find({ lamps: [lamp], verdicts: [verdict] }, "freeze-60m")?.isBelieved).toBe(expected);
  // Not before it is settled, whoever has told: of no window that is over.
  const over = { ...verdict, state: "provisional" as const };
  expect(find({ lamps: [lamp], verdicts: [over] }, "freeze-60m")?.isBelieved).toBe(false);
});
