/** The sentence in the header of pages: what the wall says of the same, and never more than the visitor may know. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { CommonScenery } from "#wire/scenery.ts";
import type { Situation } from "#wire/situation.schema.ts";
import { saidOf } from "../../dashboard/shell/said.ts";
import { words } from "../../dashboard/shell/situationWords.th.ts";
import { words as wall } from "../../dashboard/wall/words.th.ts";
import { withVerdicts } from "../wall/verdicts.ts";

const NOW = Date.parse("2026-11-26T21:09:42+07:00");
const share = (numerator: number, denominator: number) => ({
  ...{ value: numerator / denominator, numerator, denominator },
  ...{ state: "open" as const, heard: NOW - 5 * SECOND, maxAgeSeconds: 90 },
});
const late = (bank: string, count: number): Partial<CommonScenery> => ({
  overdue: count,
  risks: [{ why: "deadline-over", bank, hop: 2, count, satang: 1 }],
});
const scenery = (more: Partial<CommonScenery> = {}): CommonScenery =>
  withVerdicts({
    day: NOW - 21 * HOUR,
    simulated: false,
    figures: {
      "calls.service_level@today": share(90, 100),
      "freezes.sla_60m@today": share(96, 100),
      "freezes.open@7days": share(41, 1),
    },
    ...{ open: 41, overdue: 0, risks: [], nearest: [], sources: [], warnings: [] },
    strip: { alerts: [], open: 0, unacknowledged: 0, judgedUntil: NOW },
    ...more,
  } as never) as never;
const alert = (id: number, condition: string, of: string | null): Situation["alerts"][number] => ({
  ...{ id, condition, look: "broken" },
  subject: { by: of === null ? "all" : "bank", of },
  what: { th: `${of} เกิน 60 นาที`, en: `${of} over 60 min` },
});
const situation = (more: Partial<Situation> = {}): Situation => ({
  ...{ at: NOW, rules: 12, judgedUntil: null, scenery: scenery(), banks: {}, alerts: [] },
  ...more,
});
const said = (of: Situation | null, more: { isLost?: boolean; readAt?: number | null } = {}) =>
  saidOf(
    { situation: of, isLost: false, readAt: of && NOW - SECOND, now: NOW, ...more },
    { wall, words },
    "th",
  );

describe("the sentence of a page", () => {
  it("says that all is well only while rules watch", () => {
    expect(said(situation())).toMatchObject({ state: "normal", look: "good", what: wall.normal });
    const unwatched = said(situation({ rules: 0 }));
    expect(unwatched).toMatchObject({ state: "no-data", look: "no-data", what: "ยังไม่เฝ้าระวัง" });
  });
  it.each([
    [NOW - 2 * MINUTE, "ตั้งแต่ 21:07:42"],
    [0, "ยังไม่เคยตรวจ"],
  ])(
    "does not say that all is well while alerts are not judged, of the whole and of a part: %d",
    (judgedUntil, where) => {
      const unjudged = { state: "no-data", look: "no-data", what: "ไม่ได้ตรวจเหตุ", where, episode: null };
      for (const part of [{}, { scenery: null }])
        expect(said(situation({ judgedUntil, ...part }))).toMatchObject(unjudged);
      // What is found is said all the same.
      const found = situation({ judgedUntil, scenery: scenery(late("SCB", 3)) });
      expect(said(found)).toMatchObject({ state: "broken", where: "ล่าสุด SCB ชั้น 2" });
    },
  );
  it("says what is found also where no rule watches", () => {
    const found = said(situation({ rules: 0, scenery: scenery(late("SCB", 3)) }));
    expect(found).toMatchObject({ state: "broken", what: "3 บัญชีเกิน 60 นาที", where: "ล่าสุด SCB ชั้น 2" });
  });
  it("leads to the alert that it is about, and to no other one", () => {
    const of = (alerts: Situation["alerts"]) =>
      said(situation({ alerts, scenery: scenery(late("SCB", 1)) })).episode;
    expect(of([alert(1, "freeze-overdue", "KBANK"), alert(2, "freeze-overdue", "SCB")])).toBe(2);
    expect(of([alert(1, "freeze-overdue", "KBANK"), alert(3, "freeze-will-miss", "SCB")])).toBeNull();
  });
  it.each([
    [
      "the server does not answer",
      situation({ rules: 5 }),
      { isLost: true },
      /^ขาดการเชื่อมต่อ — ข้อมูลล่าสุด 21:09:41$/,
    ],
    ["it was never answered", null, { isLost: true, readAt: null }, /^ยังอ่านสถานการณ์ไม่ได้$/],
  ])("is not said as if it were so now while %s", (_what, of, more, text) => {
    const { state, look, what, episode } = said(of, more);
    expect([state, look, episode]).toEqual(["lost", "watch", null]);
    expect(what).toMatch(text);
  });
  it("waits for the first answer, and is not well until then", () => {
    expect(said(null)).toMatchObject({ state: "no-data", what: "กำลังรอข้อมูล" });
  });
  it("says of who is limited what of his is open, and nothing of the whole", () => {
    const limited = { scenery: null };
    expect(
      said(
        situation({
          ...limited,
          alerts: [alert(4, "freeze-overdue", "KBANK"), alert(5, "freeze-will-miss", "KBANK")],
        }),
      ),
    ).toMatchObject({
      ...{
        state: "broken",
        what: "KBANK เกิน 60 นาที",
        where: "เฉพาะส่วนที่คุณดูแล",
        others: wall.others(1),
        episode: 4,
      },
    });
    expect(said(situation(limited))).toMatchObject({ state: "normal", what: "ไม่มีเหตุที่เปิดอยู่" });
    expect(said(situation({ ...limited, rules: 0 }))).toMatchObject({
      state: "no-data",
      what: "ยังไม่เฝ้าระวัง",
    });
  });
});
