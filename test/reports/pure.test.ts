import { describe, expect, it } from "vitest";
import { dayOf, isoDate, readDate } from "#calendar/days.ts";
import { holidaysOf } from "#calendar/holidays.ts";
import { DAY } from "#calendar/units.ts";
import { covers } from "#wire/access.ts";
import type { Document } from "#wire/reports.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { differingNow, MOST_QUESTIONS } from "../../backend/reports/again.ts";
import { canonical } from "../../backend/reports/canonical.ts";
import { grown, hiddenOf } from "../../backend/reports/growth.ts";
import { titleOf } from "../../backend/reports/headings.ts";
import { partsOf, periodsOf } from "../../backend/reports/period.ts";
import { drawable, pieces } from "../../backend/reports/printable.ts";
import { writingOf } from "../../backend/reports/writing.ts";

const NOW = Date.parse("2026-11-26T09:00:00+07:00");
const HOLIDAYS = holidaysOf(
  ["2026-10-13", "2026-10-23", "2026-11-06"].map((date) => ({ day: readDate(date)!, nameTh: "วันหยุด" })),
);
const days = ({ from, until }: { from: number; until: number }) =>
  `${isoDate(dayOf(from))}…${isoDate(dayOf(until - 1))}`;

describe("a period and what it is compared with, like for like", () => {
  it.each([
    ["daily", "2026-11-20", undefined, "2026-11-20…2026-11-20", "2026-11-13…2026-11-13"],
    ["weekly", "2026-11-20", undefined, "2026-11-16…2026-11-22", "2026-11-09…2026-11-15"],
    ["monthly", "2026-03-31", undefined, "2026-03-01…2026-03-31", "2026-02-01…2026-02-28"],
    ["custom", "2026-11-16", "2026-11-25", "2026-11-16…2026-11-25", "2026-11-02…2026-11-11"],
    // A Friday after one that was a holiday; holidays, whatever their weekday; one without another in eight weeks.
    ["daily", "2026-11-13", undefined, "2026-11-13…2026-11-13", "2026-10-30…2026-10-30"],
    ["daily", "2026-11-06", undefined, "2026-11-06…2026-11-06", "2026-10-23…2026-10-23"],
    ["daily", "2026-10-23", undefined, "2026-10-23…2026-10-23", "2026-10-13…2026-10-13"],
    ["daily", "2026-10-13", undefined, "2026-10-13…2026-10-13", "2026-10-11…2026-10-11"],
    ["custom", "2026-11-13", "2026-11-13", "2026-11-13…2026-11-13", "2026-10-30…2026-10-30"],
    ["custom", "2026-11-12", "2026-11-13", "2026-11-12…2026-11-13", "2026-11-05…2026-11-06"],
    ["weekly", "2026-01-01", undefined, "2025-12-29…2026-01-04", "2025-12-22…2025-12-28"],
  ] as const)("%s of %s", (kind, from, to, period, before) => {
    const found = periodsOf({ kind, from, ...(to ? { to } : {}) }, NOW, null, HOLIDAYS);
    expect(
      typeof found === "string" ? found : [days(found.period), found.before && days(found.before)],
    ).toEqual([period, before]);
  });
  it.each([
    ["2026-11-09", "2026-11-09…2026-11-15"],
    ["2026-11-10", null],
    ["2026-11-18", null],
  ])("of a centre whose first day is %s is compared with %s", (first, before) => {
    const found = periodsOf(
      { kind: "weekly", from: "2026-11-20" },
      NOW,
      Date.parse(`${first}T00:00:00+07:00`),
      HOLIDAYS,
    );
    expect(typeof found === "string" ? found : found.before && days(found.before)).toBe(before);
  });
  it("has bars by hour, day or month, which are the whole of it", () => {
    for (const [from, to, step, count] of [
      ["2026-11-20", "2026-11-20", "hour", 24],
      ["2026-10-01", "2026-11-20", "day", 51],
      ["2025-12-15", "2026-11-20", "month", 12],
    ] as const) {
      const found = periodsOf({ kind: "custom", from, to }, NOW, null, HOLIDAYS);
      if (typeof found === "string") throw new Error(found);
      const { step: said, parts } = partsOf(found.period);
      expect([said, parts.length]).toEqual([step, count]);
      expect([parts[0]!.from, parts.at(-1)!.until]).toEqual([found.period.from, found.period.until]);
      for (let at = 1; at < parts.length; at++) expect(parts[at]!.from).toBe(parts[at - 1]!.until);
    }
  });
});

describe("a file that was made up", () => {
  const figure = (day: number) => ({
    metric: "calls.offered",
    slice: {},
    from: day,
    until: day + 1,
    value: 1,
    state: "settled" as const,
    hash: "",
  });
  it("asks no more questions than a report of ours would", async () => {
    let asked = 0;
    const ask = async () => {
      asked++;
      return [];
    };
    const days = Array.from({ length: MOST_QUESTIONS + 1 }, (_, day) => figure(day));
    const judge = async () => [];
    await expect(differingNow(days, { ask }, judge, METRICS)).rejects.toThrow(
      /no report of ours has more than 500/,
    );
    expect(asked).toBe(0);
    expect(await differingNow(days.slice(1), { ask }, judge, METRICS)).toHaveLength(MOST_QUESTIONS);
    expect(asked).toBe(MOST_QUESTIONS);
  });
});

describe("growth", () => {
  it.each([
    [{ now: 98, before: 42 }, 1, true],
    [{ now: 60, before: 42 }, 1, false],
    [{ now: 19, before: 0 }, 1, false],
    [{ now: 20, before: 0 }, 1, true],
    // 31 days after 28: as many a day.
    [{ now: 310, before: 280 }, 31 / 28, false],
    [{ now: 42, before: 98 }, 1, false],
  ])("of %j in periods of ratio %d is more than chance: %s", (counts, ratio, isGrown) => {
    expect(grown([counts], ratio, 3)).toHaveLength(isGrown ? 1 : 0);
  });
  it("is told of the largest increases first", () => {
    const all = [50, 300, 100].map((now) => ({ now, before: 0 }));
    expect(grown(all, 1, 2).map(({ now }) => now)).toEqual([300, 100]);
  });
});

describe("a title", () => {
  const from = Date.parse("2026-11-01T00:00:00+07:00");
  it.each([
    ["monthly", 30, "th", "รายงานสถานการณ์ประจำเดือนพฤศจิกายน 2569"],
    ["monthly", 30, "en", "Monthly situation report (November 2026)"],
    ["daily", 1, "th", "รายงานสถานการณ์ประจำวัน (1 พฤศจิกายน 2569)"],
    ["weekly", 7, "th", "รายงานสถานการณ์ประจำสัปดาห์ที่ 44 (1 – 7 พฤศจิกายน 2569)"],
    ["weekly", 7, "en", "Weekly situation report, week 44 (1 – 7 November 2026)"],
    ["custom", 31, "th", "รายงานสถานการณ์ตามช่วงเวลา (1 พฤศจิกายน – 1 ธันวาคม 2569)"],
    ["custom", 62, "en", "Situation report of a period (1 November 2026 – 1 January 2027)"],
  ] as const)("of a %s report of %i days in %s", (kind, days, lang, title) => {
    expect(titleOf({ kind, from, until: from + days * DAY }, lang)).toBe(title);
  });
});

describe("a channel that no source has named", () => {
  it.each([
    ["th", "ไม่ทราบ"],
    ["en", "unknown"],
  ] as const)("is called so in %s, and any other code stays as it is", (lang, name) => {
    const document = { before: null, definitions: [], names: [], figures: [] } as unknown as Document;
    const { nameOf } = writingOf(document, lang);
    expect([nameOf("channel", "unknown"), nameOf("channel", "fax")]).toEqual([name, "fax"]);
  });
});

describe("rows of a public edition", () => {
  const rows = (...counts: number[]) => counts.map((now) => ({ now, before: now }));
  it.each<[number[], number[]]>([
    [[98, 20, 21], []],
    [
      [98, 3, 2],
      [1, 2],
    ],
    // Alone, the total minus the others would tell it.
    [
      [98, 20, 3],
      [1, 2],
    ],
    [[3], [0]],
    [[98, 0, 5], []],
  ])("with the counts %j leave out %j", (counts, hidden) => {
    expect([...hiddenOf(rows(...counts))].sort()).toEqual(hidden);
  });
});

describe("text for the page", () => {
  it.each([
    ["ที่ น้ำ กู้ ป้ำ", "ที่ น้ำ กู้ ป้ำ"],
    ["a😀b", "a?b"],
    ["\u202eabc\u0000\u00ad", "abc"],
    ["⌈p⌉", "ceil(p)"],
    ["\ud800x", "?x"],
    ["é ÷ × − “ ” ≥", "é ÷ × − “ ” ≥"],
  ])("%j is drawn as %j", (given, drawn) => {
    expect(drawable(given)).toBe(drawn);
  });
  it("keeps a word and its closing mark together, and loses nothing", () => {
    expect(pieces("เรื่องต่าง ๆ (ข้อความ) abc")).toContainEqual(["ต่าง\u00a0ๆ"]);
    expect(pieces("ข้อความ”")).toEqual([["ข้อความ”"]]);
    const text = "เป๋อ ๆ ฯลฯ “คำพูด” (วงเล็บ) 100 % A วันที่ ๑";
    expect(pieces(text).flat().join("").replaceAll("\u00a0", " ")).toBe(text);
  });
});

describe("canonical JSON", () => {
  it("has names in order, whatever order they came in", () => {
    expect(canonical({ b: [1, { d: null, c: "é\n" }], a: undefined, "": 0.1 })).toBe(
      '{"":0.1,"b":[1,{"c":"é\\n","d":null}]}',
    );
  });
});

describe("a scope", () => {
  const of = (banks: string[] | null, provinces: string[] | null = null) => ({
    banks,
    provinces,
    agencies: null,
  });
  it.each([
    [of(null), of(["A"]), true],
    [of(["A"]), of(["A"]), true],
    [of(["A", "B"]), of(["A"], ["TH-10"]), true],
    [of(["A"]), of(["A", "B"]), false],
    [of(["A"]), of(null), false],
    [of(null, ["TH-10"]), of(["A"]), false],
  ])("%j covers %j: %s", (own, other, does) => {
    expect(covers(own, other)).toBe(does);
  });
});
