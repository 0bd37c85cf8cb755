import { describe, expect, it } from "vitest";
import {
  ageSeconds,
  clockLeft,
  date,
  duration,
  hhmm,
  hhmmss,
  inUnits,
  moment,
} from "../../dashboard/figures/time.ts";

const bangkok = (iso: string) => Date.parse(`${iso}+07:00`);

describe("a date", () => {
  const cases: [string, string, string][] = [
    ["2026-11-21T14:05:31", "เสาร์ 21 พ.ย. 2569", "Sat 21 Nov 2026"],
    ["2026-11-22T00:00:00", "อาทิตย์ 22 พ.ย. 2569", "Sun 22 Nov 2026"],
    ["2028-02-29T12:00:00", "อังคาร 29 ก.พ. 2571", "Tue 29 Feb 2028"],
    ["2026-12-31T23:59:59", "พฤหัสบดี 31 ธ.ค. 2569", "Thu 31 Dec 2026"],
    ["2027-01-01T00:00:00", "ศุกร์ 1 ม.ค. 2570", "Fri 1 Jan 2027"],
  ];
  for (const [at, th, en] of cases) {
    it(`of ${at} is ${th}`, () =>
      expect([date(bangkok(at), "th"), date(bangkok(at), "en")]).toEqual([th, en]));
  }
});

describe("a time of day", () => {
  it("is Bangkok's, of 24 hours", () => {
    expect(hhmm(Date.UTC(2026, 10, 21, 17, 0))).toBe("00:00");
    expect(hhmmss(bangkok("2026-11-21T14:05:31.999"))).toBe("14:05:31");
  });
  it("names its day if that was another one", () => {
    const now = bangkok("2026-11-21T14:05:31");
    expect(moment(bangkok("2026-11-21T00:00:00"), now, "th")).toBe("00:00");
    expect(moment(bangkok("2026-11-20T23:59:59"), now, "th")).toBe("20 พ.ย. 23:59");
    expect(moment(bangkok("2026-11-20T23:59:59"), now, "en")).toBe("20 Nov 23:59");
  });
});

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
