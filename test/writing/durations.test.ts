import { describe, expect, it } from "vitest";
import { ageSeconds, clockLeft, duration, inUnits, minutes } from "#writing/durations.ts";

describe("a length of time", () => {
  it("is minutes and seconds", () => {
    expect([0, 5, 102, 485, 3_599, 6_125].map(duration)).toEqual([
      "0:00",
      "0:05",
      "1:42",
      "8:05",
      "59:59",
      "102:05",
    ]);
  });
  it("is told in its largest unit", () => {
    expect(
      [0, 59, 60, 3_599, 3_600, 86_400].map((seconds) => Object.values(inUnits(seconds)).join(" ")),
    ).toEqual(["0 second", "59 second", "1 minute", "59 minute", "1 hour", "1 day"]);
  });
  it("is never negative for an age", () => {
    expect(ageSeconds(10_000, 14_999)).toBe(4);
    expect(ageSeconds(10_000, 9_000)).toBe(0);
  });
});

describe("a deadline’s clock", () => {
  const past = (seconds: number) => ({ digits: String(inUnits(seconds).count), unit: inUnits(seconds).unit });
  const cases: { left: number; want: string }[] = [
    { left: 425_000, want: "7:05" },
    { left: 1, want: "0:01" },
    { left: 0, want: "−0:00" },
    { left: -252_000, want: "−4:12" },
    { left: -599_000, want: "−9:59" },
    { left: -600_000, want: "−10 minute" },
    { left: -9_000_000, want: "−2 hour" },
  ];
  for (const { left, want } of cases) {
    it(`with ${left} ms left shows ${want}`, () => {
      const { digits, unit } = clockLeft(1e12 + left, 1e12, past);
      expect(unit ? `${digits} ${unit}` : digits).toBe(want);
    });
  }
});

describe("minutes", () => {
  it("keep a tenth under ten only", () => {
    expect([0.46, 9.94, 9.99, 10, 11.4, 11.9, 120].map(minutes)).toEqual([
      "0.5",
      "9.9",
      "10",
      "10",
      "11",
      "12",
      "120",
    ]);
  });
});
