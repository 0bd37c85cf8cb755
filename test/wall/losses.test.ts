import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Figure, TableRow } from "#wire/live.ts";
import { SATANG } from "../../dashboard/wall/format.ts";
import { hopsOf } from "../../dashboard/wall/losses/hops.ts";
import { LEVELS, levelOf, PROVINCE_OF } from "../../dashboard/wall/losses/provinces.ts";
import { rankByLoss, rankByReports } from "../../dashboard/wall/losses/ranking.ts";
import { loadShapes } from "../../dashboard/wall/losses/shapes.ts";

const figure = (value: number | string | null): Figure => ({
  value,
  state: "open",
  heard: 0,
  maxAgeSeconds: 90,
});
const row = (code: string, figures: Record<string, number | string | null>): TableRow => ({
  code,
  th: code,
  en: code,
  figures: Object.fromEntries(Object.entries(figures).map(([id, value]) => [id, figure(value)])),
});
const slice = (code: string, satang: number | string, filed: number) =>
  row(code, { "reports.loss_satang": satang, "reports.filed": filed });
const hop = (code: string, [asked, held, moved, waiting]: (number | null)[]) =>
  row(code, {
    "freezes.requested_satang": asked ?? null,
    "freezes.confirmed_satang": held ?? null,
    "freezes.moved_satang": moved ?? null,
    "freezes.waiting_satang": waiting ?? null,
  });

describe("the losses by slice", () => {
  const rows = [slice("a", 100, 9), slice("b", "9007199254740993", 1), slice("c", 100, 10), slice("d", 0, 0)];
  it("come the largest first, then those with more reports; nothing is left out but what is nothing", () => {
    expect(rankByLoss(rows).map(({ key }) => key)).toEqual(["b", "c", "a"]);
    expect(rankByReports(rows).map(({ key }) => key)).toEqual(["c", "a", "b"]);
  });
  it("are drawn by the greatest", () => {
    expect(rankByReports(rows).map(({ share }) => share)).toEqual([1, 0.9, 0.1]);
    expect(rankByLoss([slice("a", 0, 3)])[0]?.share).toBe(0);
  });
  it("are none of none", () => expect(rankByLoss([])).toEqual([]));
});

describe("the money from hop to hop", () => {
  it("has its hops in order, and those without room in the last one", () => {
    const rows = ["3", "1", "12", "2", "4"].map((code) => hop(code, [100e8, 50e8, 20e8, 10e8]));
    const shown = hopsOf(rows, 4);
    expect(shown?.hops.map((each) => `${each.hop}${each.andOn ? "+" : ""} ${each.digits}`)).toEqual([
      "1 100",
      "2 100",
      "3 100",
      "4+ 200",
    ]);
    expect(shown?.hops.map(({ length }) => length)).toEqual([0.5, 0.5, 0.5, 1]);
    expect(shown?.hops[3]?.trail).toEqual({
      whole: 200n * 10n ** 8n,
      amounts: [100n, 40n, 20n, 40n].map((m) => m * 10n ** 8n),
    });
  });
  it("is not drawn while an amount of a hop is not known", () => {
    expect(hopsOf([hop("1", [100, 50, 20, 10]), hop("2", [100, null, 20, 10])], 4)).toBeNull();
  });
  it("leaves out a hop at which nothing was asked for", () => {
    expect(hopsOf([hop("1", [100, 50, 20, 10]), hop("2", [0, 0, 0, 0])], 4)?.hops).toHaveLength(1);
  });
  it("sums: the parts to their hop, the hops to the day, and what is written to what is written", () => {
    const amount = fc.integer({ min: 0, max: 5e11 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(amount, amount, amount, amount), { minLength: 1, maxLength: 9 }),
        (amounts) => {
          const shown = hopsOf(
            amounts.map((four, index) => hop(String(index + 1), four)),
            4,
          );
          const wholes = amounts.map(([asked, held, moved, waiting]) =>
            Math.max(asked, held + moved + waiting),
          );
          const day = wholes.reduce((sum, whole) => sum + BigInt(whole), 0n);
          let total = 0n;
          for (const { trail } of shown?.hops ?? []) {
            expect(trail.amounts.reduce((sum, part) => sum + part, 0n)).toBe(trail.whole);
            total += trail.whole;
          }
          expect(total).toBe(day);
          const places = Math.max(
            0,
            ...(shown?.hops ?? []).map(({ digits }) => (digits.split(".")[1] ?? "").length),
          );
          const written = (shown?.hops ?? []).map(({ digits }) =>
            Math.round(Number(digits.replaceAll(",", "")) * 10 ** places),
          );
          const step = SATANG[shown?.unit ?? "baht"] / 10n ** BigInt(places);
          expect(written.reduce((sum, part) => sum + part, 0)).toBe(Number((day + step / 2n) / step));
        },
      ),
    );
  });
});

describe("the map", () => {
  it("has every province of the country, each once", async () => {
    const drawn = (await loadShapes()).map(({ id }) => id).filter((id) => id !== "lksg");
    expect(Object.keys(PROVINCE_OF).sort()).toEqual(drawn.sort());
    const codes = Object.values(PROVINCE_OF);
    expect(new Set(codes).size).toBe(77);
    expect(codes.every((code) => /^TH-[1-9][0-9]$/.test(code))).toBe(true);
  });
  const cases: [number, number][] = [
    [0, 0],
    [-1, 0],
    [0.0001, 1],
    [0.06, 1],
    [0.07, 2],
    [0.25, 2],
    [0.5, 3],
    [0.6, 4],
    [1, LEVELS - 1],
  ];
  for (const [share, level] of cases) {
    it(`draws ${share} of the greatest in step ${level}`, () => expect(levelOf(share)).toBe(level));
  }
});
