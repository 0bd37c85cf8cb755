import { describe, expect, it } from "vitest";
import { edgeOf, marksOf, type Noted } from "#writing/marks.ts";

const note = (from: number, until: number | null = null, of: string | null = null, by = "bank"): Noted => ({
  from,
  until,
  text: `at ${from}`,
  slice: of === null ? { by: "all", of } : { by, of },
});
const WINDOW = { from: 100, until: 200 };

describe("the marks of a chart", () => {
  it.each<[string, Noted, [number, number] | null]>([
    ["a moment", note(150), [0.5, 0.5]],
    ["the first one", note(100), [0, 0]],
    ["the end, which is not in it", note(200), null],
    ["what was before", note(99), null],
    ["what lasts into it", note(50, 120), [0, 0.2]],
    ["what ended with its beginning", note(50, 100), null],
    ["what goes on", note(180, 500), [0.8, 1]],
    ["what covers all of it", note(0, 500), [0, 1]],
  ])("have of a window %s", (_, given, place) => {
    expect(marksOf([given], WINDOW).map(({ from, until }) => [from, until])).toEqual(place ? [place] : []);
  });
  it.each<[string, Record<string, string[]>, string[]]>([
    ["everything", {}, ["at 110", "at 120", "at 130"]],
    ["one bank", { bank: ["KBANK"] }, ["at 110", "at 130"]],
    ["some banks", { bank: ["KBANK", "SCB"] }, ["at 110", "at 120", "at 130"]],
    ["a province", { province: ["TH-10"] }, ["at 110", "at 120", "at 130"]],
    ["another bank", { bank: ["BBL"] }, ["at 110"]],
  ])("of %s are those of all and of its own, the first one first", (_, only, texts) => {
    const all = [note(130, null, "KBANK"), note(110), note(120, null, "SCB")];
    expect(marksOf(all, WINDOW, only).map(({ note: { text } }) => text)).toEqual(texts);
  });
  it.each([
    [0, 0],
    [0.04, 0],
    [0.5, 0.5],
    [0.59, 0.5],
    [1, 0.9],
  ])("stand between two of ten bars: %d at %d", (from, edge) => {
    expect(edgeOf({ from }, 10)).toBe(edge);
  });
});
