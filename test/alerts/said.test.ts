/** What a message says of what was found. */
import { describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import type { Finding } from "#wire/alerts.ts";
import type { Deadline, MissedSum, Verdict } from "#wire/sla.ts";
import { findingsOf, type Look } from "../../backend/alerts/findings.ts";
import { messageOf } from "../../backend/alerts/texts/alert.ts";
import { lampOf, lookAt, ruleOf } from "./rules.ts";

const NOW = Date.parse("2026-11-26T21:09:42+07:00");
const LOOK: Look = { ...lookAt(NOW), banks: ["KBANK", "SCB"], agencies: ["CCIB"] };
const late = (over: number, more: Partial<Deadline> = {}): Deadline => ({
  kind: "freeze",
  id: "f",
  bank: "KBANK",
  agency: null,
  province: null,
  hop: null,
  satang: "20472222",
  startedAt: NOW - 60 * MINUTE - over,
  dueAt: NOW - over,
  why: "deadline-over",
  ...more,
});
const verdict = (of: string | null, numerator: number, denominator: number): Verdict => ({
  objective: "freeze-60m",
  version: 1,
  slice: { by: of === null ? "all" : "bank", of },
  kind: "bad",
  why: "below-target",
  numerator: String(numerator),
  denominator: String(denominator),
  target: { p: 95, q: 100 },
  window: { from: NOW - 60 * MINUTE, to: NOW },
  state: "settled",
  at: NOW,
});
const find = (look: Partial<Look>, condition: string, of: string | null): Finding =>
  findingsOf({ ...LOOK, ...look }).find((each) => each.condition === condition && each.subject.of === of)!;
const said = (finding: Finding, say: "firing" | "resolve" = "firing", lang: "th" | "en" = "th") =>
  messageOf(
    {
      rule: ruleOf({ nameTh: "ระงับใน 60 นาที", condition: finding.condition }),
      subject: finding.subject,
      cause: "limit",
      since: NOW - 15 * MINUTE,
      finding,
      foundAt: NOW,
    },
    say,
    { now: NOW, resolvedAt: null, mark: false, link: "https://war-room.example.go.th/alerts?episode=1" },
    ({ of }) => of ?? "",
    lang,
  ).text.split("\n");

describe("a message of freezes that are late", () => {
  it("says how many, how much and how many minutes over in sum, to the whole minute", () => {
    const finding = find(
      { deadlines: [late(100_000), late(19 * MINUTE), late(59_999), late(5 * MINUTE, { bank: "SCB" })] },
      "freeze-overdue",
      "KBANK",
    );
    expect(finding.facts).toEqual({ cases: 3, satang: "61416666", minutes: 1 + 19 });
    expect(said(finding)).toEqual([
      "แจ้งเหตุ: KBANK ระงับบัญชีช้าเกิน 60 นาที 3 บัญชี",
      expect.stringMatching(/^เกินเวลารวม 20 นาที · 614 พันบาท · ตั้งแต่ 20:54 \(15 นาที\)/),
      "สิ่งที่ต้องทำ: โทรหาธนาคาร",
      "https://war-room.example.go.th/alerts?episode=1",
    ]);
  });
  it("says no minutes of what is not late yet", () => {
    const finding = find(
      { deadlines: [late(-5 * MINUTE, { why: "will-miss" })] },
      "freeze-will-miss",
      "KBANK",
    );
    expect(finding.facts).toEqual({ cases: 1, satang: "20472222", dueAt: NOW + 5 * MINUTE });
    expect(said(finding)[1]).toMatch(/^รายแรกครบเวลา 21:14 · 205 พันบาท · ตั้งแต่/);
    expect(said(finding, "firing", "en")[1]).toMatch(/^the first is due at 21:14 · /);
  });
  it("says by which pace a miss is expected, where there is time left", () => {
    const slow = late(-25 * MINUTE, { why: "will-miss", pace: { inTime: 2, of: 7 } });
    const near = late(-5 * MINUTE, { why: "will-miss" });
    const finding = find({ deadlines: [near, slow] }, "freeze-will-miss", "KBANK");
    expect(finding.facts.pace).toEqual({ inTime: 2, of: 7 });
    expect(said(finding)[1]).toContain(" · ชั่วโมงล่าสุดธนาคารระงับทันเวลา 2 จาก 7 ราย จึงคาดว่าจะไม่ทัน · ");
    expect(said(finding, "firing", "en")[1]).toContain(
      " · 2 of the bank’s 7 in the last hour were in time, so a miss is expected · ",
    );
  });
});

describe("a message of a share that misses its target", () => {
  it("sets the share apart from the rule's name, which ends with the target: 80.0 % is what was reached", () => {
    const finding = find({ verdicts: [verdict(null, 100, 125)] }, "freeze-60m", null);
    expect(said(finding)[0]).toBe("แจ้งเหตุ: ระงับใน 60 นาที: 80.0 %");
  });
});

describe("how long it has lasted", () => {
  const since = /ตั้งแต่ [^·]*/;
  it("has its time in a message, which a mute may put off for hours", () => {
    const lamps = [lampOf({ name: "KBANK", silent: true })];
    const finding = find({ lamps }, "source-silent", "KBANK");
    expect(since.exec(said(finding)[1]!)?.[0]).toBe("ตั้งแต่ 20:54 (15 นาที ณ 21:09)");
    expect(said(finding, "firing", "en")[1]).toBe("since 20:54 (15 min as of 21:09)");
  });
  it("has it once where the figures have theirs", () => {
    const finding = find({ deadlines: [late(100_000)] }, "freeze-overdue", "KBANK");
    expect(said(finding, "firing", "en")[1]).toMatch(/since 20:54 \(15 min\) · figures as of 21:09$/);
  });
});

describe("the people of a message", () => {
  const freeze = (id: string) => late(MINUTE, { id });
  const complaint = (id: string) => late(MINUTE, { id, kind: "complaint", bank: null, agency: "CCIB" });
  const known = new Map([
    ["a", "r-1"],
    ["b", "r-1"],
    ["c", "r-2"],
  ]);
  it.each<[string, Deadline[], number | undefined]>([
    ["of several accounts of one victim are one", [freeze("a"), freeze("b")], 1],
    ["are each victim once", [freeze("a"), freeze("b"), freeze("c")], 2],
    ["are not said where the report of one freeze is not known", [freeze("a"), freeze("d")], undefined],
    ["of complaints are as many as the reports", [complaint("d"), complaint("e")], 2],
  ])("%s", (_what, deadlines, people) => {
    const [{ kind }] = deadlines as [Deadline];
    const of = kind === "freeze" ? "KBANK" : "CCIB";
    const finding = find({ deadlines, victims: known }, `${kind}-overdue`, of);
    expect(finding.facts.people).toBe(people);
    const [th, en] = [said(finding)[1]!, said(finding, "firing", "en")[1]!];
    expect([/^ผู้เสียหาย (\d+) ราย · /.exec(th)?.[1], /^(\d+) victims? · /.exec(en)?.[1]]).toEqual(
      people === undefined ? [undefined, undefined] : [String(people), String(people)],
    );
  });
});

describe("a message of an objective", () => {
  const of = (metric: string, sum: MissedSum | null) => ({
    verdicts: [verdict(null, 5, 14)],
    metrics: new Map([["freeze-60m", metric]]),
    missedOf: () => sum,
  });
  it.each<[string, string, MissedSum | null, string, string]>([
    [
      "says how many people, minutes and how much money its misses come to",
      "freezes.sla_60m",
      { people: 8, minutes: 173, satang: "184250000" },
      "พลาด 9 จาก 14 ราย (เป้า 95 %) · ผู้เสียหาย 8 ราย · เกินเวลารวม 173 นาที · 1.84 ล้านบาท · ตั้งแต่",
      "9 of 14 missed (objective 95 %) · 8 victims · 173 min over in all · 1.84 million baht · since",
    ],
    [
      "says nothing of what is not known",
      "freezes.sla_60m",
      null,
      "พลาด 9 จาก 14 ราย (เป้า 95 %) · ตั้งแต่",
      "9 of 14 missed (objective 95 %) · since",
    ],
    [
      "says of calls that they are calls: nobody knows who called, and they move no money",
      "calls.service_level",
      null,
      "รอนานเกินหรือวางสาย 9 จาก 14 สาย (เป้า 95 %) · ตั้งแต่",
      "9 of 14 calls waited too long or were given up (objective 95 %) · since",
    ],
    [
      "says of calls that were given up no more than that",
      "calls.abandon_rate",
      null,
      "วางสายก่อนรับ 9 จาก 14 สาย (เป้า 95 %) · ตั้งแต่",
      "9 of 14 calls were given up (objective 95 %) · since",
    ],
    [
      "says of complaints that each is a victim",
      "reports.complaint_72h_share",
      null,
      "พลาด 9 จาก 14 ราย (เป้า 95 %) · ผู้เสียหาย 9 ราย · ตั้งแต่",
      "9 of 14 missed (objective 95 %) · 9 victims · since",
    ],
  ])("%s", (_what, metric, sum, th, en) => {
    const finding = find(of(metric, sum), "freeze-60m", null);
    expect(said(finding)[1]!.slice(0, th.length)).toBe(th);
    expect(said(finding, "firing", "en")[1]!.slice(0, en.length)).toBe(en);
  });
});

describe("the hop of a message", () => {
  it.each<[string, (number | null)[], string | null, string | null]>([
    ["is that of the only one", [3], "บัญชีชั้นที่ 3", null],
    ["is that of all", [2, 2], "บัญชีชั้นที่ 2", null],
    ["is the one that has most of them", [1, 2, 2], null, "มาจาก: บัญชีชั้นที่ 2 จำนวน 2 จาก 3 บัญชี"],
    ["is not said where two have as many", [1, 2], null, null],
    ["is not said where it is not known of all", [1, null], null, null],
  ])("%s", (_what, hops, all, most) => {
    const deadlines = hops.map((hop) => late(MINUTE, { hop }));
    const lines = said(find({ deadlines }, "freeze-overdue", "KBANK"));
    expect([
      /บัญชีชั้นที่ \d/.exec(lines[1]!)?.[0] ?? null,
      lines.find((line) => line.startsWith("มาจาก")) ?? null,
    ]).toEqual([all, most]);
  });
  it("is said in English too", () => {
    const of = (hops: number[]) =>
      said(
        find({ deadlines: hops.map((hop) => late(MINUTE, { hop })) }, "freeze-overdue", "KBANK"),
        "firing",
        "en",
      );
    expect(of([2, 2])[1]).toMatch(/^hop 2 · 2 min over in all · /);
    expect(of([1, 2, 2])).toContain("Mostly: hop 2, 2 of 3");
  });
});

describe("the part that a message names", () => {
  it.each<[string, [string, number, number][], string | null]>([
    [
      "the bank that missed most",
      [
        ["KBANK", 5, 14],
        ["SCB", 18, 20],
      ],
      "มาจาก: KBANK 9 จาก 11 ราย",
    ],
    [
      "none where two missed alike",
      [
        ["KBANK", 5, 10],
        ["SCB", 15, 20],
      ],
      null,
    ],
    [
      "none of a single case",
      [
        ["KBANK", 9, 10],
        ["SCB", 20, 20],
      ],
      null,
    ],
    ["none where banks are not judged", [], null],
  ])("is %s", (_what, banks, expected) => {
    const verdicts = [verdict(null, 100, 111), ...banks.map(([of, good, all]) => verdict(of, good, all))];
    const finding = find({ verdicts }, "freeze-60m", null);
    expect(said(finding).find((line) => line.startsWith("มาจาก")) ?? null).toBe(expected);
    // A bank is not said to be driven by itself, and the end names nobody.
    expect(said(finding, "resolve").some((line) => line.startsWith("มาจาก"))).toBe(false);
    for (const [of] of banks) expect(find({ verdicts }, "freeze-60m", of).facts.drive).toBeUndefined();
  });
  it("is the province of complaints, in English too", () => {
    const case_ = (province: string) =>
      late(MINUTE, { kind: "complaint", bank: null, agency: "CCIB", province });
    const finding = find({ deadlines: ["TH-10", "TH-50", "TH-10"].map(case_) }, "complaint-overdue", "CCIB");
    expect(finding.facts.drive).toEqual({ by: "province", of: "TH-10", cases: 2 });
    expect(said(finding, "firing", "en")).toContain("Mostly: TH-10, 2 of 3");
  });
});

describe("the title of what is late", () => {
  it.each([
    ["freeze", "freeze-overdue", "deadline-over", "ระงับบัญชีช้าเกิน 60 นาที 1 บัญชี", "not frozen within 60 min: 1"],
    ["freeze", "freeze-will-miss", "will-miss", "1 บัญชีจะเกิน 60 นาที ยังไม่ระงับ", "will miss 60 min: 1"],
    [
      "complaint",
      "complaint-overdue",
      "deadline-over",
      "แจ้งความช้าเกิน 72 ชั่วโมง 1 เรื่อง",
      "no police complaint after 72 h: 1",
    ],
    [
      "complaint",
      "complaint-will-miss",
      "will-miss",
      "1 เรื่องใกล้ครบ 72 ชั่วโมง ยังไม่แจ้งความ",
      "no police complaint yet, about to miss 72 h: 1",
    ],
    [
      "release",
      "release-overdue",
      "deadline-over",
      "ปลดบัญชีที่ระงับผิดช้าเกิน 4 ชั่วโมง 1 บัญชี",
      "wrong holds not released within 4 h: 1",
    ],
    [
      "release",
      "release-will-miss",
      "will-miss",
      "1 บัญชีที่ระงับผิดใกล้ครบ 4 ชั่วโมง ยังไม่ปลด",
      "wrong holds about to miss 4 h: 1",
    ],
  ] as const)("of a %s, %s", (kind, condition, why, th, en) => {
    const of = kind === "complaint" ? { bank: null, agency: "CCIB" } : { bank: "KBANK" };
    const finding = find({ deadlines: [late(0, { kind, why, ...of })] }, condition, of.bank ?? "CCIB");
    expect(said(finding)[0]).toContain(th);
    expect(said(finding, "firing", "en")[0]).toContain(en);
  });
});
