import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, percent, ratio } from "#writing/numbers.ts";

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
  it.each([
    ["over its limit is not rounded onto it", { value: 0.0504, numerator: 504, denominator: 10_000 }, "5.1"],
    ["over its limit is not, of a floating-point number", { value: 0.0504 }, "5.1"],
    ["is not lost to floating point", { value: 0.57 }, "57.0"],
    ["on its limit is on it", { value: 0.05, numerator: 1, denominator: 20 }, "5.0"],
    ["of nothing is zero", { value: 0, numerator: 0, denominator: 7 }, "0.0"],
    ["of all is all", { value: 1, numerator: 7, denominator: 7 }, "100"],
  ])("of which less is better, %s", (_, figure, want) => expect(percent(figure, "low")).toBe(want));
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

describe("a ratio", () => {
  it("says what a share is made of, or nothing", () => {
    const of = (part: string, all: string) => `${part} of ${all}`;
    expect(ratio({ value: 0.5, numerator: 1_000, denominator: 2_000 }, of)).toBe(" · 1,000 of 2,000");
    expect(ratio({ value: 0.5 }, of)).toBe("");
    expect(ratio(undefined, of)).toBe("");
  });
});
