import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, minutes, money, moneyIn, percent, ratio, rowMoney } from "../../dashboard/figures/format.ts";
import { dayOf, partsOf } from "../../dashboard/overview/dayBar.ts";

const BAHT = 100;
const MILLION = 1e6 * BAHT;

describe("a count", () => {
  const cases: [number | string, string][] = [
    [0, "0"],
    [999, "999"],
    [12_345, "12,345"],
    ["9007199254740993", "9,007,199,254,740,993"],
  ];
  for (const [value, want] of cases) it(`of ${value} is ${want}`, () => expect(count(value)).toBe(want));
});

describe("a share", () => {
  const cases: { name: string; figure: Parameters<typeof percent>[0]; want: string }[] = [
    { name: "has one decimal", figure: { value: 0.924 }, want: "92.4" },
    { name: "is not lost to floating point", figure: { value: 0.57 }, want: "57.0" },
    { name: "below its target is not rounded onto it", figure: { value: 0.9496 }, want: "94.9" },
    {
      name: "below its target is not, of whole numbers",
      figure: { value: 0.94999, numerator: 94_999, denominator: 100_000 },
      want: "94.9",
    },
    { name: "on its target is on it", figure: { value: 0.95, numerator: 19, denominator: 20 }, want: "95.0" },
    { name: "is whole only when it is", figure: { value: 1, numerator: 7, denominator: 7 }, want: "100" },
    {
      name: "of almost all is not all",
      figure: { value: 0.9999, numerator: 9_999, denominator: 10_000 },
      want: "99.9",
    },
    { name: "of nothing is zero", figure: { value: 0, numerator: 0, denominator: 7 }, want: "0.0" },
    {
      name: "of large amounts is exact",
      figure: { value: 0.5, numerator: "9007199254740993", denominator: "18014398509481986" },
      want: "50.0",
    },
    { name: "without a value says nothing", figure: { value: null, numerator: 0, denominator: 0 }, want: "" },
  ];
  for (const { name, figure, want } of cases) it(name, () => expect(percent(figure)).toBe(want));
  it("never shows more than it is", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n), fc.bigInt(1n, 10n ** 18n), (part, more) => {
        const whole = part + more;
        const [units = "", tenths = "0"] = percent({
          value: 0,
          numerator: `${part}`,
          denominator: `${whole}`,
        }).split(".");
        return (BigInt(units) * 10n + BigInt(tenths)) * whole <= part * 1_000n;
      }),
    );
  });
});

describe("money", () => {
  const cases: [number | string, string, string][] = [
    [0, "0", "baht"],
    [49, "0", "baht"],
    [9_500 * BAHT, "9,500", "baht"],
    [10_000 * BAHT, "10.0", "thousand"],
    [480_000 * BAHT, "480", "thousand"],
    [999_499 * BAHT, "999", "thousand"],
    [999_500 * BAHT, "1.00", "million"],
    [1.24 * MILLION, "1.24", "million"],
    [9.996 * MILLION, "10.0", "million"],
    [31.24 * MILLION, "31.2", "million"],
    [312 * MILLION, "312", "million"],
    [1_240.4 * MILLION, "1,240", "million"],
    ["123456789012345678", "1,234,567,890", "million"],
  ];
  for (const [satang, digits, unit] of cases) {
    it(`of ${satang} satang is ${digits} ${unit}`, () => expect(money(satang)).toEqual({ digits, unit }));
  }
  it("in a row is exact below a hundred thousand and in millions above", () => {
    expect(rowMoney(92_500 * BAHT)).toEqual({ digits: "92,500", unit: "baht" });
    expect(rowMoney(480_000 * BAHT)).toEqual({ digits: "0.48", unit: "million" });
  });
});

describe("the day's money", () => {
  const figure = (satang: number | string | null) => ({
    value: satang,
    state: "open" as const,
    heard: 0,
    maxAgeSeconds: 60,
  });
  const figures = (asked: number | null, held: number, moved: number, waiting: number, cashedOut = 0) => ({
    "freezes.requested_satang": figure(asked),
    "freezes.confirmed_satang": figure(held),
    "freezes.moved_satang": figure(moved),
    "freezes.waiting_satang": figure(waiting),
    "freezes.cashed_out_satang": figure(cashedOut),
    "freezes.untraced_satang": figure((asked ?? 0) - held - moved - waiting - cashedOut),
  });
  it("is a bar whose parts sum, with what is left over as a part of its own", () => {
    const day = dayOf(figures(100 * MILLION, 50 * MILLION, 20 * MILLION, 15 * MILLION, 10 * MILLION));
    expect(day?.parts.map(({ fate, share }) => [fate, share])).toEqual([
      ["held", 0.5],
      ["moved", 0.2],
      ["waiting", 0.15],
      ["other", 0.15],
    ]);
  });
  it("has its parts as the whole when they are more than was asked for", () => {
    const day = dayOf(figures(10 * MILLION, 15 * MILLION, 5 * MILLION, 0));
    expect(day?.parts.map(({ share }) => share)).toEqual([0.75, 0.25, 0, 0]);
  });
  it("is not there while a figure of it is missing, or nothing was asked for", () => {
    expect(dayOf(figures(null, 1, 1, 1))).toBeNull();
    expect(dayOf({})).toBeNull();
    expect(dayOf(figures(0, 0, 0, 0))).toBeNull();
  });
  it("is written so that what is written adds up, its first part as it is written elsewhere", () => {
    const satang = fc.bigInt(0n, 10n ** 13n);
    fc.assert(
      fc.property(satang, satang, satang, satang, (held, moved, waiting, other) => {
        const sum = held + moved + waiting + other;
        const { unit } = money(sum);
        const written = partsOf(sum, [held, moved, waiting, other], unit);
        const value = (text: string) => BigInt(text.replace(/[.,]/g, ""));
        const total = written.reduce((all, text) => all + value(text), 0n);
        const decimals = written[0]?.split(".")[1]?.length ?? 0;
        expect(total).toBe(value(moneyIn(sum, unit, decimals)));
        expect(written[0]).toBe(moneyIn(held, unit, decimals));
      }),
    );
  });
});

describe("minutes and ratios", () => {
  it("keep a tenth under ten minutes only", () => {
    expect([0.46, 9.99, 10, 11.9, 120].map(minutes)).toEqual(["0.4", "9.9", "10", "11", "120"]);
  });
  it("say what a share is made of, or nothing", () => {
    const of = (part: string, all: string) => `${part} of ${all}`;
    expect(ratio({ value: 0.5, numerator: 1_000, denominator: 2_000 }, of)).toBe(" · 1,000 of 2,000");
    expect(ratio({ value: 0.5 }, of)).toBe("");
    expect(ratio(undefined, of)).toBe("");
  });
});
