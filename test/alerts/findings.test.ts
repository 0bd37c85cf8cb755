/** What is found of the system itself, by which rules of `disk`, `clock`, `figures`, screens and sources are judged. */
import { expect, it } from "vitest";
import type { Warning } from "#wire/sceneParts.ts";
import { findingsOf, type Look } from "../../backend/alerts/findings.ts";
import { lookAt } from "./rules.ts";

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
  const lamps = [{ name: "kbank", ...state } as Look["lamps"][number]];
  expect(find({ lamps }, "source-silent")?.kind).toBe(silence);
  expect(find({ lamps }, "source-behind")?.kind).toBe(lag);
});
