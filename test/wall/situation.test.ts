import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Figure } from "#wire/figures.ts";
import type { OpenFreeze, SourceLamp, StripAlert, Warning } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import { freshnessOf } from "../../dashboard/figures/freshness.ts";
import { lookOf } from "../../dashboard/figures/judgement.ts";
import { NOTHING, type Reception } from "../../dashboard/live/reception.ts";
import { situationOf } from "../../dashboard/wall/situation.ts";
import { words } from "../../dashboard/wall/words.th.ts";
import { openFreeze, overdueOf, risksOfAll, SLOW } from "./risks.ts";
import { type SHIPPED, verdictOf, withVerdicts } from "./verdicts.ts";

const NOW = Date.parse("2026-11-21T14:32:07+07:00");

const share = (numerator: number, denominator: number, more: Partial<Figure> = {}): Figure => ({
  value: denominator ? numerator / denominator : null,
  numerator,
  denominator,
  state: "open",
  heard: NOW - 5_000,
  maxAgeSeconds: 90,
  ...more,
});
const dead: Partial<Figure> = { state: "no-data", value: null, heard: NOW - 27 * MINUTE };

const freeze = (minutesLeft: number, bank = "KBANK", hop = 2): OpenFreeze =>
  openFreeze({ key: `${bank} ${minutesLeft}`, bank, hop, amountSatang: 1 }, NOW + minutesLeft * MINUTE);
const seven = (of: OpenFreeze): OpenFreeze[] => Array(7).fill(of);
const lamp = (nameTh: string, silent = true, behind = false): SourceLamp => ({
  name: nameTh,
  nameTh,
  heard: NOW,
  silent,
  behind,
  clockOffSeconds: null,
  simulated: false,
});

interface Given {
  calls?: Figure;
  freezes?: Figure;
  open?: Figure;
  /** The open ones of which something may be said. */
  asked?: OpenFreeze[];
  sources?: SourceLamp[];
  warnings?: Warning[];
  alerts?: StripAlert["look"][];
}
function receive({
  calls,
  freezes,
  open,
  asked = [],
  sources = [],
  warnings = [],
  alerts = [],
}: Given): Reception {
  const figures = {
    "calls.service_level@today": calls ?? share(90, 100),
    "freezes.sla_60m@today": freezes ?? share(96, 100),
    "freezes.open@7days": open ?? share(41, 1),
  };
  const risks = risksOfAll(asked, NOW);
  const overdue = overdueOf(risks);
  const scenery = withVerdicts({
    ...{ figures, risks, overdue, open: 41, sources, warnings },
    strip: {
      alerts: alerts.map((look, place) => ({
        key: String(place),
        what: { th: "", en: "" },
        look,
        since: 0,
        takenBy: null,
      })),
      ...{ open: alerts.length, unacknowledged: Math.min(alerts.length, 1), judgedUntil: null },
    },
  } as unknown as Scenery);
  return { ...NOTHING, link: "live", epoch: "a", seq: 1, heardAt: NOW, scenery };
}

const bank = (code: string) => (code === "TRUEMONEY" ? "TMN" : code);

describe("how things stand", () => {
  const set: Warning = { kind: "clock-set", byMs: -60 * MINUTE, at: NOW - 30 * MINUTE };
  const cases: { name: string; given: Given; state: string; says: string; others?: number }[] = [
    {
      name: "a clock that was set, before a source that is silent",
      given: { warnings: [set], sources: [lamp("CFR")] },
      state: "watch",
      says: "นาฬิกาแม่ข่ายเปลี่ยน 1 ชม. · เมื่อ 14:02",
      others: 1,
    },
    {
      name: "clocks that differ by some seconds",
      given: { warnings: [{ kind: "clocks-differ", byMs: 4_100 }] },
      state: "watch",
      says: "นาฬิกาแม่ข่ายต่างกัน 4 วิ",
    },
    {
      name: "a disk that fills, after figures that are not there, and not counted: it has a lamp of its own",
      given: { calls: share(0, 0, dead), warnings: [{ kind: "disk-low", percent: 8 }] },
      state: "no-data",
      says: "ไม่มีข้อมูลสายเข้า · ตั้งแต่ 14:05",
    },
    {
      name: "a full disk, before figures that are not there",
      given: { calls: share(0, 0, dead), warnings: [{ kind: "disk-full", percent: 0 }] },
      state: "broken",
      says: "ดิสก์เต็ม · หยุดรับข้อมูล",
      others: 1,
    },
    {
      name: "an overdue freeze, before a full disk",
      given: { asked: [freeze(-4)], warnings: [{ kind: "disk-full", percent: 0 }] },
      state: "broken",
      says: "1 บัญชีเกิน 60 นาที · KBANK ชั้น 2",
    },
    { name: "normal", given: {}, state: "normal", says: "" },
    {
      name: "an overdue freeze",
      given: { asked: [freeze(-4)] },
      state: "broken",
      says: "1 บัญชีเกิน 60 นาที · KBANK ชั้น 2",
    },
    {
      name: "many overdue ones",
      given: { asked: seven(freeze(-4)) },
      state: "broken",
      says: "7 บัญชีเกิน 60 นาที · ล่าสุด KBANK ชั้น 2",
    },
    {
      name: "overdue ones beside one that is calm",
      given: { asked: [...seven(freeze(-3, "SCB", 1)), freeze(40)] },
      state: "broken",
      says: "7 บัญชีเกิน 60 นาที · ล่าสุด SCB ชั้น 1",
    },
    {
      name: "the newest of the overdue ones",
      given: { asked: [freeze(-3, "SCB", 1), freeze(-1, "GSB", 3), freeze(-70)] },
      state: "broken",
      says: "3 บัญชีเกิน 60 นาที · ล่าสุด GSB ชั้น 3",
    },
    {
      name: "an overdue freeze up to an hour after its hour, before one that will miss",
      given: { asked: [freeze(-60, "SCB", 1), freeze(2)] },
      state: "broken",
      says: "1 บัญชีเกิน 60 นาที · SCB ชั้น 1",
      others: 1,
    },
    {
      name: "one that will miss before a freeze that nobody answers any more",
      given: { asked: [freeze(-61, "SCB", 1), freeze(2)] },
      state: "broken",
      says: "1 บัญชีจะเกิน 60 นาที · KBANK ชั้น 2",
      others: 1,
    },
    {
      name: "a broken promise before a freeze that nobody answers any more",
      given: { asked: [freeze(-4_000, "SCB", 1)], calls: share(709, 1_000) },
      state: "broken",
      says: "รับสายใน 20 วิ 70.9 % · เป้า 80 %",
      others: 1,
    },
    {
      name: "a missing figure before a freeze that nobody answers any more",
      given: { asked: [freeze(-4_000, "SCB", 1)], calls: share(9, 10, dead) },
      state: "no-data",
      says: "ไม่มีข้อมูลสายเข้า · ตั้งแต่ 14:05",
      others: 1,
    },
    {
      name: "a freeze that nobody answers any more before what is only to be watched",
      given: {
        calls: share(784, 1_000),
        asked: [freeze(-4_000, "TRUEMONEY", 1), freeze(9)],
      },
      state: "broken",
      says: "1 บัญชีเกิน 60 นาที · TMN ชั้น 1",
      others: 2,
    },
    {
      name: "a new breach before old ones, and of all of them the newest is named",
      given: { asked: [freeze(-4_000), freeze(-1, "GSB", 3), freeze(-61, "SCB")] },
      state: "broken",
      says: "3 บัญชีเกิน 60 นาที · ล่าสุด GSB ชั้น 3",
    },
    {
      name: "freezes that will miss, at one place",
      given: { asked: [freeze(2), freeze(3), freeze(5)] },
      state: "broken",
      says: "3 บัญชีจะเกิน 60 นาที · KBANK ชั้น 2",
    },
    {
      name: "freezes that will miss, at two banks",
      given: { asked: [freeze(2), freeze(3, "SCB")] },
      state: "broken",
      says: "2 บัญชีจะเกิน 60 นาที · KBANK, SCB",
    },
    {
      name: "freezes that will miss, at more banks",
      given: { asked: [freeze(2), freeze(3, "SCB"), freeze(4, "GSB")] },
      state: "broken",
      says: "3 บัญชีจะเกิน 60 นาที · KBANK และอีก 2",
    },
    {
      name: "freezes that will miss, at two hops of a bank",
      given: { asked: [freeze(2, "SCB", 1), freeze(3, "SCB", 3)] },
      state: "broken",
      says: "2 บัญชีจะเกิน 60 นาที · SCB",
    },
    {
      name: "a freeze that will miss with half of its time left, for its bank is slow",
      given: { asked: [freeze(29, SLOW, 1), freeze(29)] },
      state: "broken",
      says: "1 บัญชีจะเกิน 60 นาที · TTB ชั้น 1",
    },
    {
      name: "overdue before will miss",
      given: { asked: [freeze(2), freeze(-1, "SCB", 1)] },
      state: "broken",
      says: "1 บัญชีเกิน 60 นาที · SCB ชั้น 1",
      others: 1,
    },
    {
      name: "a freeze at risk",
      given: { asked: [freeze(9)] },
      state: "watch",
      says: "1 บัญชีใกล้ครบ 60 นาที · KBANK ชั้น 2",
    },
    {
      name: "a freeze with ten minutes is calm",
      given: { asked: [freeze(10)] },
      state: "normal",
      says: "",
    },
    {
      name: "a service level that is watched",
      given: { calls: share(784, 1_000) },
      state: "watch",
      says: "รับสายใน 20 วิ 78.4 % · เป้า 80 %",
    },
    {
      name: "a service level that is broken",
      given: { calls: share(709, 1_000) },
      state: "broken",
      says: "รับสายใน 20 วิ 70.9 % · เป้า 80 %",
    },
    {
      name: "a broken promise before one that will be watched",
      given: { calls: share(78, 100), freezes: share(80, 100) },
      state: "broken",
      says: "ระงับได้ใน 60 นาที 80.0 % · เป้า 95 %",
      others: 1,
    },
    {
      name: "a missing figure",
      given: { calls: share(9, 10, dead) },
      state: "no-data",
      says: "ไม่มีข้อมูลสายเข้า · ตั้งแต่ 14:05",
    },
    {
      name: "a figure that is too old",
      given: { calls: share(90, 100, { heard: NOW - 2 * MINUTE }) },
      state: "no-data",
      says: "ไม่มีข้อมูลสายเข้า · ตั้งแต่ 14:30",
    },
    {
      name: "open freezes that nobody knows",
      given: { open: share(4, 1, dead) },
      state: "no-data",
      says: "ไม่มีข้อมูลการระงับบัญชี · ตั้งแต่ 14:05",
    },
    {
      name: "everything missing",
      given: { calls: share(9, 10, { ...dead, heard: null }), open: share(4, 1, { ...dead, heard: null }) },
      state: "no-data",
      says: "ยังไม่มีข้อมูล",
    },
    {
      name: "a missing figure before one to be watched",
      given: { calls: share(9, 10, dead), asked: [freeze(9)] },
      state: "no-data",
      says: "ไม่มีข้อมูลสายเข้า · ตั้งแต่ 14:05",
      others: 1,
    },
    {
      name: "a broken promise before a missing figure",
      given: { calls: share(9, 10, dead), asked: [freeze(2)] },
      state: "broken",
      says: "1 บัญชีจะเกิน 60 นาที · KBANK ชั้น 2",
      others: 1,
    },
    {
      name: "an open alert about something else is not normal: it is as bad as the worst of them",
      given: { alerts: ["watch", "broken"] },
      state: "broken",
      says: "2 เหตุที่ยังไม่จบ · ยังไม่รับทราบ 1",
    },
    {
      name: "what is found is told before alerts are counted",
      given: { alerts: ["broken"], asked: [freeze(9)] },
      state: "watch",
      says: "1 บัญชีใกล้ครบ 60 นาที · KBANK ชั้น 2",
    },
    { name: "too few cases to judge are normal", given: { calls: share(0, 19) }, state: "normal", says: "" },
    { name: "no case at all is normal", given: { calls: share(0, 0) }, state: "normal", says: "" },
    {
      name: "one silent source",
      given: { sources: [lamp("SCB"), lamp("GSB", false)] },
      state: "no-data",
      says: "ขาดการติดต่อ · SCB",
    },
    {
      name: "many silent sources",
      given: { sources: [lamp("SCB"), lamp("GSB"), lamp("KTB")] },
      state: "no-data",
      says: "3 แหล่งขาดการติดต่อ · SCB และอีก 2",
    },
    {
      name: "one source that is behind",
      given: { sources: [lamp("SCB", false, true), lamp("GSB", false)] },
      state: "no-data",
      says: "ข้อมูลล่าช้า · SCB",
    },
    {
      name: "one source that is silent, and two that are behind",
      given: { sources: [lamp("SCB", false, true), lamp("GSB"), lamp("KTB", false, true)] },
      state: "no-data",
      says: "ขาดการติดต่อ · GSB",
      others: 1,
    },
  ];
  for (const { name, given, state, says, others = 0 } of cases) {
    it(name, () => {
      const situation = situationOf(receive(given), NOW);
      const sentence = situation.worst && words.finding(situation.worst, NOW, bank);
      const said = sentence ? [sentence.what, sentence.where].filter(Boolean).join(" · ") : "";
      expect({ state: situation.state, says: said, others: situation.others }).toEqual({
        state,
        says,
        others,
      });
    });
  }
  it("is awaited before the first snapshot", () => {
    expect(situationOf(NOTHING, NOW)).toEqual({ state: "no-data", worst: { kind: "awaited" }, others: 0 });
  });
});

describe("a figure", () => {
  const live = receive({});
  const lost = (seconds: number): Reception => ({ ...live, link: "lost", heardAt: NOW - seconds * 1_000 });
  const aged = (seconds: number) => share(9, 10, { heard: NOW - seconds * 1_000 });
  const cases: { name: string; figure: Figure | undefined; reception?: Reception; want: object }[] = [
    { name: "that was never told is awaited", figure: undefined, want: { kind: "awaited" } },
    { name: "up to a third of its age is fresh", figure: aged(30), want: { kind: "fresh" } },
    { name: "over a third of it shows its age", figure: aged(31), want: { kind: "ageing", seconds: 31 } },
    { name: "at its age is still shown", figure: aged(90), want: { kind: "ageing", seconds: 90 } },
    { name: "over its age is missing", figure: aged(91), want: { kind: "missing", since: NOW - 91_000 } },
    {
      name: "without data is missing",
      figure: share(0, 0, dead),
      want: { kind: "missing", since: dead.heard },
    },
    {
      name: "that nobody ever sent is missing since ever",
      figure: share(0, 0, { heard: null }),
      want: { kind: "missing", since: null },
    },
    {
      name: "survives a short loss of the line",
      figure: aged(10),
      reception: lost(59),
      want: { kind: "fresh" },
    },
    {
      name: "is missing after a minute without the line",
      figure: aged(10),
      reception: lost(60),
      want: { kind: "missing", since: NOW - 60_000 },
    },
  ];
  for (const { name, figure, reception = live, want } of cases) {
    it(name, () => expect(freshnessOf(figure, NOW, reception)).toEqual(want));
  }
});

describe("a promise", () => {
  const cases: [keyof typeof SHIPPED, number, number, string][] = [
    ["calls-20s", 80, 100, "met"],
    ["calls-20s", 79_999, 100_000, "watch"],
    ["calls-20s", 77, 100, "watch"],
    ["calls-20s", 76_999, 100_000, "broken"],
    ["calls-20s", 0, 19, "few"],
    ["calls-20s", 0, 20, "broken"],
    ["calls-20s", 0, 0, "few"],
    ["freeze-60m", 9_496, 10_000, "watch"],
    ["freeze-60m", 95, 100, "met"],
    ["freeze-60m", 91, 100, "broken"],
  ];
  for (const [objective, part, whole, want] of cases) {
    it(`${objective} with ${part} of ${whole} is ${want}`, () =>
      expect(lookOf(verdictOf(objective, share(part, whole)))).toBe(want));
  }
  it("that nobody has judged says nothing", () => {
    expect(lookOf(undefined)).toBe("few");
  });
});
