import { describe, expect, it } from "vitest";
import { money, rowMoney } from "#writing/money.ts";

const BAHT = 100;
const MILLION = 1e6 * BAHT;

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
