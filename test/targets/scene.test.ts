import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ScenePace } from "#wire/sceneParts.ts";
import { percent } from "#writing/numbers.ts";
import { bandText, penOf } from "#writing/pen.ts";
import { BOX, plotOf } from "../../dashboard/targets/plot.ts";
import { pacesOf } from "../wall/paces.ts";

const MILLION = 100_000_000;

describe("the amounts of a target", () => {
  it.each<[unit: ScenePace["unit"], value: number, written: string, band: [number, number], between: string]>(
    [
      ["satang", 63.42 * MILLION, "63.4", [52.2 * MILLION, 60.8 * MILLION], "52–61"],
      ["satang", 1.5 * MILLION, "1.50", [1.21 * MILLION, 1.29 * MILLION], "1.2–1.3"],
      ["satang", 634 * MILLION, "634", [520 * MILLION, 608 * MILLION], "520–608"],
      ["share", 0.441, "44.1", [0.472, 0.507], "47–51"],
      ["minutes", 9.6, "9.6", [9.12, 10.37], "9.1–10.4"],
      ["count", 652.4, "652", [540.2, 1_203.9], "540–1,204"],
      ["count", 652.4, "652", [600.2, 600.4], "600"],
      ["count", 2.25, "2.3", [0, 4.26], "0.0–4.3"],
    ],
  )("in %s, %d is %s", (unit, value, written, [low, high], between) => {
    const pen = penOf(unit, value);
    expect([pen.value(value), bandText(pen, { low, high })]).toEqual([written, between]);
  });

  it("the share of a day is the same number as in all other scenes: its last digit is on the worse side", () => {
    const held = 0.68165;
    expect(penOf("share", held, "up").reached(held)).toBe(percent({ value: held }));
    expect(penOf("share", held, "down").reached(held)).toBe(percent({ value: held }, "low"));
    expect([penOf("share", held).reached(held), penOf("share", held, "down").reached(held)]).toEqual([
      "68.1",
      "68.2",
    ]);
  });
});

describe("the chart of a target", () => {
  const { losses, reports } = pacesOf("normal", 1) as Record<string, ScenePace>;
  it("begins at zero, has the running bar apart, and ends in the landing at the goal's height or beside it", () => {
    const plot = plotOf(losses!, "2026-11-21");
    expect(plot.bars).toHaveLength(8);
    expect(plot.bars.map(({ isRunning }) => isRunning)).toEqual([...Array(7).fill(false), true]);
    const [first] = losses!.bars;
    const height = (y: number) => BOX.height - y;
    // Heights are in the ratio of the values.
    const ratio = height(plot.bars[7]!.y) / height(plot.bars[0]!.y);
    expect(ratio).toBeCloseTo(losses!.bars[7]!.value! / first!.value!, 2);
    expect(plot.beam!.top).toBeLessThan(plot.beam!.bottom);
    expect(plot.goal!).toBeGreaterThan(plot.beam!.bottom);
    expect(plot.fan).not.toBe("");
  });
  it("has no running bar on the first day of a week: none of it is known yet", () => {
    expect(plotOf(losses!, "2026-11-26").bars.some(({ isRunning }) => isRunning)).toBe(false);
  });
  it("has what happened between two bars, inside the plot", () => {
    const marked = [0, 0.04, 0.5, 1].map((from) => ({ from, until: from, note: {} as never }));
    const { marks } = plotOf(losses!, "2026-11-21", marked);
    const pitch = BOX.bars / 13;
    expect(marks).toEqual([0, 6 * pitch, 12 * pitch].map((x) => expect.closeTo(x, 6)));
  });
  it("draws no band where it is too early to say", () => {
    expect(plotOf(reports!, "2026-11-21")).toMatchObject({ fan: "", beam: null });
  });
  it("stays inside its box, whatever the numbers", () => {
    const number = fc.double({ min: 0, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.option(number), { maxLength: 13 }), number, number, (values, low, more) => {
        const bars = values.map((value) => ({
          from: "2026-10-01",
          until: "2026-10-08",
          value,
          planned: value,
        }));
        const plot = plotOf({ ...losses!, bars, landing: { low, mid: low, high: low + more } }, "2026-11-21");
        for (const { x, width, y } of plot.bars) {
          expect(x >= 0 && x + width <= BOX.bars + 1e-6).toBe(true);
          expect(y >= 0 && y <= BOX.height).toBe(true);
        }
        expect(plot.beam!.top >= 0 && plot.beam!.bottom <= BOX.height).toBe(true);
      }),
    );
  });
});
