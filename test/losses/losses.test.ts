import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Figure } from "#wire/figures.ts";
import type { TableRow } from "#wire/sceneParts.ts";
import { FATES } from "../../dashboard/figures/moneyTrail.ts";
import { wayOf } from "../../dashboard/losses/hops.ts";
import { loadOutlines } from "../../dashboard/losses/outlines.ts";
import { LEVELS, levelOf, PROVINCE_OF } from "../../dashboard/losses/provinces.ts";
import { compareNames, rankByLoss, rankByReports } from "../../dashboard/losses/ranking.ts";
import { roundTable } from "../../dashboard/losses/rounding.ts";
import { rankSlow } from "../../dashboard/losses/timeLost.ts";

const figure = (value: number | string | null): Figure => ({
  value,
  state: "open",
  heard: 0,
  maxAgeSeconds: 90,
});
const row = (code: string, figures: Record<string, number | string | null>): TableRow => ({
  code,
  order: 0,
  th: code,
  en: code,
  figures: Object.fromEntries(Object.entries(figures).map(([id, value]) => [id, figure(value)])),
});
const slice = (code: string, satang: number | string, filed: number) =>
  row(code, { "reports.loss_satang": satang, "reports.filed": filed });
const hop = (
  code: string,
  [held, cashedOut, untraced, waiting, moved]: (number | null)[],
  lost = [600, 30],
) => {
  const parts = [held, cashedOut, untraced, waiting, moved].map((part) => part ?? 0);
  const { code: _, ...named } = row(code, {
    "freezes.requested_satang": parts.reduce((sum, part) => sum + part, 0),
    "freezes.confirmed_satang": held ?? null,
    "freezes.cashed_out_satang": cashedOut ?? null,
    "freezes.untraced_satang": untraced ?? null,
    "freezes.waiting_satang": waiting ?? null,
    "freezes.moved_satang": moved ?? null,
  });
  const [numerator = 0, denominator = 0] = lost;
  return {
    code,
    ...named,
    figures: { ...named.figures, "freezes.seconds_lost": { ...figure(0), numerator, denominator } },
  };
};

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
  it("come in the order of their names among equals, by the rules of the language: a vowel that is written first is not", () => {
    const equals = ["นนทบุรี", "เชียงใหม่", "ชลบุรี", "แพร่", "พะเยา"].map((name) => slice(name, 5, 1));
    const byName = (a: TableRow, b: TableRow) => compareNames.th(a.th, b.th);
    const want = ["ชลบุรี", "เชียงใหม่", "นนทบุรี", "พะเยา", "แพร่"];
    for (const rank of [rankByLoss, rankByReports])
      expect(rank(equals, byName).map(({ row }) => row.th)).toEqual(want);
  });
  it("are none of none", () => expect(rankByLoss([])).toEqual([]));
});

describe("the money from hop to hop", () => {
  const M = 1e8;
  const five = [50 * M, 4 * M, 1 * M, 5 * M, 40 * M];
  it("has its hops in order, and those without room in the last one", () => {
    const way = wayOf(
      400n * 10n ** 8n,
      ["3", "1", "12", "2", "4"].map((code) => hop(code, five)),
      4,
    );
    expect(way?.hops.map((each) => `${each.hop}${each.andOn ? "+" : ""} ${each.digits}`)).toEqual([
      "1 100",
      "2 100",
      "3 100",
      "4+ 200",
    ]);
    expect(way?.hops[3]?.trail).toEqual({
      whole: 200n * 10n ** 8n,
      amounts: [100n, 8n, 2n, 10n, 80n].map((million) => million * 10n ** 8n),
    });
    expect(way?.hops[3]?.timeLost).toMatchObject({ seconds: 1_200n, answers: 60n, minutes: "0.3" });
    expect(way?.day.digits).toBe("500");
  });
  it("begins with what was reported, and says what of it was not asked for", () => {
    expect(wayOf(150n * 10n ** 8n, [hop("1", five)], 4)?.reported).toEqual({
      digits: "150",
      length: 1,
      unasked: "50",
    });
    expect(wayOf(90n * 10n ** 8n, [hop("1", five)], 4)?.reported).toMatchObject({
      digits: "90",
      unasked: "",
    });
    expect(wayOf(null, [hop("1", five)], 4)?.reported).toBeNull();
  });
  it("hangs each hop under what moved on to it", () => {
    const small = five.map((part) => part / 4);
    const way = wayOf(200n * 10n ** 8n, [hop("1", five), hop("2", small), hop("3", five)], 4);
    expect(way?.hops.map(({ start, length }) => [start, length])).toEqual([
      [0.5, 0.5],
      [0.8, 0.125],
      // More was asked for than moved on: it stays within the picture.
      [0.5, 0.5],
    ]);
  });
  it("is not drawn while an amount of a hop is not known", () => {
    expect(wayOf(0n, [hop("1", five), hop("2", [100, null, 20, 10, 0])], 4)).toBeNull();
  });
  it("leaves out a hop at which nothing was asked for", () => {
    expect(wayOf(0n, [hop("1", five), hop("2", [0, 0, 0, 0, 0])], 4)?.hops).toHaveLength(1);
  });
  it("has the parts as the whole where banks answered with more than was asked for", () => {
    const way = wayOf(0n, [hop("1", [70 * M, 0, -10 * M, 0, 40 * M])], 4);
    expect(way?.hops[0]?.trail).toEqual({
      whole: 110n * 10n ** 8n,
      amounts: [70n, 0n, 0n, 0n, 40n].map((million) => million * 10n ** 8n),
    });
  });

  it("sums, on the scale and as it is written: parts to their hop, hops to the day, and part by part too", () => {
    const amount = fc.oneof(fc.integer({ min: 0, max: 5e11 }), fc.constantFrom(0, 1, 5e6, 15e6, 1e10));
    const hops = fc.array(fc.tuple(amount, amount, amount, amount, amount), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(hops, fc.bigInt(0n, 10n ** 12n), (amounts, reported) => {
        const way = wayOf(
          reported,
          amounts.map((parts, index) => hop(String(index + 1), parts)),
          4,
        );
        const digits = (text: string) => Number(text.replace(/[.,]/g, "") || 0);
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
        if (!way) throw new Error("all is known");
        for (const each of [...way.hops, way.day]) {
          expect(each.trail.amounts.reduce((total, part) => total + part, 0n)).toBe(each.trail.whole);
          expect(sum(each.parts.map((part) => digits(part.digits)))).toBe(digits(each.digits));
        }
        for (const part of FATES.keys())
          expect(sum(way.hops.map((each) => digits(each.parts[part]!.digits)))).toBe(
            digits(way.day.parts[part]!.digits),
          );
        expect(sum(way.hops.map((each) => digits(each.digits)))).toBe(digits(way.day.digits));
        if (way.reported?.unasked && way.hops[0]?.hop === 1)
          expect(digits(way.reported.unasked) + digits(way.hops[0].digits)).toBe(digits(way.reported.digits));
      }),
    );
  });
});

describe("a rounded table", () => {
  it("has every number, and every sum, at a step next to it", () => {
    const cell = fc.bigInt(0n, 400n);
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
          ),
        (table) => {
          const steps = roundTable(table, 100n);
          const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
          const isNext = (exact: bigint, step: bigint) => {
            const off = exact - step * 100n;
            return off > -100n && off < 100n;
          };
          const columns = (of: bigint[][]) => of[0]!.map((_, at) => sum(of.map((each) => each[at]!)));
          for (const [at, each] of table.entries()) {
            for (const [part, exact] of each.entries()) expect(isNext(exact, steps[at]![part]!)).toBe(true);
            expect(isNext(sum(each), sum(steps[at]!))).toBe(true);
          }
          for (const [at, exact] of columns(table).entries())
            expect(isNext(exact, columns(steps)[at]!)).toBe(true);
          expect(isNext(sum(table.flat()), sum(steps.flat()))).toBe(true);
        },
      ),
    );
  });
});

describe("the time lost by bank", () => {
  const bank = (code: string, numerator: number, denominator: number) => ({
    ...row(code, {}),
    figures: { "freezes.seconds_lost": { ...figure(null), numerator, denominator } },
  });
  it("is ranked by minutes an answer; of the silent later, of few answers last, of none before those, of nothing never", () => {
    const silent = bank("silent", 20 * 900, 20);
    const rows = [
      bank("none", 0, 0),
      bank("few", 60_000, 19),
      bank("quick", 20 * 60, 20),
      bank("unanswered", 60, 0),
      bank("slow", 20 * 600, 20),
      silent,
    ];
    const ranked = rankSlow(rows, (of) => of !== silent.figures["freezes.seconds_lost"]);
    expect(
      ranked.map(({ key, minutes, isFew, isSilent, share }) => [key, minutes, isFew, isSilent, share]),
    ).toEqual([
      ["slow", "10", false, false, 1],
      ["quick", "1.0", false, false, 0.1],
      ["silent", "15", false, true, 0],
      ["unanswered", "", true, false, 0],
      ["few", "53", true, false, 0],
    ]);
  });
});

describe("the map", () => {
  it("has every province of the country, each once", async () => {
    const drawn = (await loadOutlines()).map(({ id }) => id).filter((id) => id !== "lksg");
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
