/** How fast a budget is used up: from a verdict to what becomes of an alert, and what is said of it. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Finding, Rule } from "#wire/alerts.ts";
import { subjectKey } from "#wire/alerts.ts";
import type { Burn, Verdict } from "#wire/sla.ts";
import type { Kept } from "../../backend/alerts/episodeQueries.ts";
import { findingsOf } from "../../backend/alerts/findings.ts";
import { decideAll } from "../../backend/alerts/judge.ts";
import { briefOf } from "../../backend/alerts/strip.ts";
import { messageOf } from "../../backend/alerts/texts/alert.ts";
import { findingOf, lampOf, lookAt, ruleOf } from "./rules.ts";

const NOW = Date.parse("2026-11-26T13:40:30+07:00");
const MIDNIGHT = Date.parse("2026-11-27T00:00:00+07:00");
const FAST = { longMinutes: 60, shortMinutes: 15 };
const SLOW = { longMinutes: 180, shortMinutes: 30 };

const burnOf = (more: Partial<Burn> = {}): Burn => ({
  ...FAST,
  long: { bad: "12", of: "30" },
  short: { bad: "3", of: "8" },
  needed: "4",
  allowed: "37",
  why: "fires",
  state: "settled",
  missing: [],
  ...more,
});
/** 37 of the day's 740 may miss; 17 have. */
const verdictOf = (burn: Burn[], more: Partial<Verdict> = {}): Verdict => ({
  objective: "freeze-60m",
  version: 1,
  slice: { by: "all", of: null },
  kind: "good",
  why: "kept",
  numerator: "383",
  denominator: "400",
  target: { p: 95, q: 100 },
  window: { from: MIDNIGHT - 24 * HOUR, to: MIDNIGHT },
  state: "open",
  at: NOW,
  left: { asked: 4, midnight: 20 },
  budget: {
    asked: "422",
    expected: "740",
    expectedBy: "last-week",
    allowed: { asked: "21", midnight: "37" },
    used: "17",
    toMend: "0",
  },
  burn,
  ...more,
});
const find = (...verdicts: Verdict[]) =>
  findingsOf({ ...lookAt(NOW), verdicts, lamps: [lampOf({ name: "gsb" })] }).filter(
    ({ burn }) => burn !== undefined,
  );

const fast = ruleOf({ id: "fast", condition: "freeze-60m", by: "all", burn: FAST, forSeconds: 0 });
const slow = ruleOf({ id: "slow", condition: "freeze-60m", by: "all", burn: SLOW, forSeconds: 0 });
const silence = ruleOf({ id: "silent", condition: "source-silent", by: "source", forSeconds: 0 });

/** Looks again and again at these findings, a minute each; which rules have an open episode, and in which state. */
function live(rules: readonly Rule[], looks: readonly (readonly Finding[])[]) {
  const episodes = new Map<string, Kept>();
  return looks.map((findings, minute) => {
    const known = { rules, recipients: [], rotas: [], mutes: [] };
    const { changes } = decideAll(known, findings, episodes, NOW + minute * 10 * MINUTE);
    for (const { next } of changes)
      episodes.set(`${next.rule} ${subjectKey(next.subject)}`, { ...next, id: episodes.size + 1 });
    return [...episodes.values()]
      .filter(({ state }) => state !== "resolved")
      .map(({ rule, subject, state }) => [rule, subject.of, state].filter((each) => each !== null).join(" "))
      .sort();
  });
}

describe("a rule on burn", () => {
  it.each<[string, Partial<Burn>, Finding["kind"], string[]]>([
    ["fires when both windows do", {}, "bad", ["fast firing"]],
    ["not while the share of the budget is small", { why: "below-share" }, "good", []],
    ["not of so few", { why: "below-least" }, "good", []],
    ["not of what has stopped", { why: "stopped" }, "good", []],
    ["not of what may be chance", { why: "may-be-chance" }, "good", []],
    ["not while a minute is provisional", { state: "provisional" }, "bad", []],
    ["not while a minute runs", { state: "open" }, "bad", []],
    ["not without data, which is no good news either", { state: "no-data" }, "no-data", []],
  ])("%s", (_what, more, kind, want) => {
    const found = find(verdictOf([burnOf(more)]));
    expect(found.map((each) => each.kind)).toEqual([kind]);
    expect(live([fast, slow], [found])).toEqual([want]);
  });

  it("keeps what fires while its minutes are provisional or have no data, and ends it when it has stopped", () => {
    const look = (more: Partial<Burn>) => find(verdictOf([burnOf(more)]));
    const open = ["fast firing"];
    expect(
      live(
        [{ ...fast, keepSeconds: 0 }],
        [
          look({}),
          look({ state: "provisional", why: "stopped" }),
          look({ state: "no-data" }),
          look({ why: "stopped" }),
        ],
      ),
    ).toEqual([open, open, open, []]);
  });

  it("looks at its own windows of its own objective, and at no verdict", () => {
    const verdict = verdictOf([burnOf({ why: "stopped" }), burnOf({ ...SLOW })], { kind: "bad" });
    expect(live([fast, slow], [find(verdict)])).toEqual([["slow firing"]]);
    const kept = ruleOf({ id: "kept", condition: "freeze-60m", by: "all", forSeconds: 0 });
    expect(live([kept], [find(verdict)])).toEqual([[]]);
    expect(live([kept, fast], [findingsOf({ ...lookAt(NOW), verdicts: [verdict] })])).toEqual([
      ["kept firing"],
    ]);
    expect(live([fast], [find({ ...verdictOf([burnOf()]), objective: "calls-20s" })])).toEqual([[]]);
  });
});

describe("what inhibits it", () => {
  it("a shorter window of the same budget, as long as that is open", () => {
    const both = find(verdictOf([burnOf(), burnOf(SLOW)]));
    const slowAlone = find(verdictOf([burnOf({ why: "stopped" }), burnOf(SLOW)]));
    // In whatever order the rules stand.
    expect(live([slow, { ...fast, keepSeconds: 0 }], [both, both, slowAlone])).toEqual([
      ["fast firing", "slow pending"],
      ["fast firing", "slow pending"],
      ["slow firing"],
    ]);
    expect(live([slow], [both])).toEqual([["slow firing"]]);
    expect(live([slow, { ...fast, isOn: false }], [both])).toEqual([["slow firing"]]);
  });
  it("not a shorter one of another bank, nor a longer one", () => {
    const bank = (of: string, ...burn: Burn[]) => verdictOf(burn, { slice: { by: "bank", of } });
    const rules = [fast, slow].map((rule) => ({ ...rule, by: "bank" as const }));
    expect(live(rules, [find(bank("SCB", burnOf()), bank("KTB", burnOf(SLOW)))])).toEqual([
      ["fast SCB firing", "slow KTB firing"],
    ]);
    const after = [find(bank("SCB", burnOf(SLOW))), find(bank("SCB", burnOf(), burnOf(SLOW)))];
    expect(live(rules, after)[1]).toEqual(["fast SCB firing", "slow SCB firing"]);
  });
  it("a silent source that it depends on: now, or in one of its windows", () => {
    const silent = findingOf({ condition: "source-silent", subject: { by: "source", of: "gsb" } });
    const now = verdictOf([burnOf()], { missing: { sources: ["gsb"], of: 12 } });
    const then = verdictOf([burnOf({ missing: ["gsb"] })]);
    for (const verdict of [now, then]) {
      const found = find(verdict);
      expect(live([fast, silence], [[...found, silent], found])).toEqual([
        ["fast pending", "silent gsb firing"],
        expect.arrayContaining(["fast firing"]),
      ]);
    }
    expect(live([fast, silence], [[...find(verdictOf([burnOf()])), silent]])).toEqual([
      ["fast firing", "silent gsb firing"],
    ]);
  });
});

describe("what is said of it", () => {
  const rule = { ...fast, nameTh: "ระงับไม่ทันถี่ขึ้น", nameEn: "Freezes miss fast" };
  const said = (finding: Finding, lang: "th" | "en") =>
    messageOf(
      { rule, subject: finding.subject, cause: "limit", since: NOW, finding, foundAt: NOW },
      "firing",
      { now: NOW, resolvedAt: null, mark: false, link: "https://war-room.example.go.th/alerts?episode=1" },
      ({ of }) => of ?? "",
      lang,
    ).text.split("\n");
  const drive = (of: string, bad: string) =>
    verdictOf([burnOf({ long: { bad, of: "20" } })], { slice: { by: "bank", of } });

  it("how much of the budget is gone in which time, what is left in counts, and when it is lost at this pace", () => {
    const [whole] = find(verdictOf([burnOf()]), drive("SCB", "9"), drive("KTB", "3"));
    // 21 more at 12 an hour: an hour and three quarters.
    expect(said(whole!, "en").slice(0, 3)).toEqual([
      "Alert: Freezes miss fast: 12 missed",
      expect.stringMatching(
        /^12 of 30 missed whose time ran out in the last 1 h \(objective 95 %\) · 32 % of the 37 that may miss in the whole window · 20 more may miss · at this pace it is lost at 15:25 · since 13:40/,
      ),
      "Mostly: SCB, 9 of 12",
    ]);
    expect(said(whole!, "th").slice(0, 3)).toEqual([
      "แจ้งเหตุ: ระงับไม่ทันถี่ขึ้น: พลาด 12 ราย",
      expect.stringMatching(
        /^พลาด 12 จาก 30 รายที่ครบเวลาใน 1 ชม\.ล่าสุด \(เป้า 95 %\) · เท่ากับ 32 % ของที่ยอมให้พลาดได้ทั้งรอบ \(37 ราย\) · ยังพลาดได้อีก 20 ราย · ถ้าพลาดเร็วเท่านี้จะเกิน 15:25 · ตั้งแต่/,
      ),
      "มาจาก: SCB 9 จาก 12 ราย",
    ]);
  });
  it.each<[string, Partial<Burn>, Partial<Verdict>, RegExp]>([
    ["that it is lost", { allowed: "14" }, {}, / · 3 more missed than may · since/],
    ["no time that lies after the window", { allowed: "217" }, {}, /200 more may miss · since/],
    [
      "no time of a window that goes on for ever",
      {},
      { window: { from: NOW - 24 * HOUR, to: NOW } },
      /20 more may miss · since/,
    ],
    [
      "the budget by which it fires where the forecast says nothing",
      { allowed: "31" },
      { left: { asked: 4, midnight: null } },
      /39 % of the 31 that may miss in the whole window · 14 more may/,
    ],
  ])("%s", (_what, burn, more, want) => {
    const [finding] = find(verdictOf([burnOf(burn)], more));
    expect(said(finding!, "en")[1]).toMatch(want);
  });
  it("on a wall, what and where", () => {
    const brief = (of: string | null, lang: "th" | "en", condition = "freeze-60m") =>
      briefOf(
        {
          rule: { ...rule, condition },
          subject: { by: of === null ? "all" : "bank", of },
          cause: "limit",
          why: "fires",
        },
        ({ of }) => of ?? "",
        lang,
      );
    expect([brief(null, "th"), brief("SCB", "en")]).toEqual(["ระงับไม่ทันถี่ขึ้น", "SCB freezes miss fast"]);
    expect(brief(null, "en", "complaint-72h")).toBe("Freezes miss fast");
  });
});
