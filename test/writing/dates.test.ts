import { describe, expect, it } from "vitest";
import { date, hhmm, hhmmss, moment, momentToSecond } from "#writing/dates.ts";

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
    expect(momentToSecond(bangkok("2026-11-21T00:00:05"), now, "th")).toBe("00:00:05");
    expect(momentToSecond(bangkok("2026-11-20T23:59:59"), now, "th")).toBe("20 พ.ย. 23:59:59");
  });
});
