import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import { SERVER } from "../../backend/audit/write.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { deadlines, nextDue } from "../../backend/sla/deadlines.ts";
import { type Pace, riskOf, TIMERS } from "../../backend/sla/risk.ts";
import { openVictims } from "../../backend/sla/victims.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

const NOW = Date.parse("2026-11-21T15:00:00+07:00");

describe("a freeze without an answer", () => {
  const fast: Pace = { inTime: 9, of: 10 };
  const slow: Pace = { inTime: 4, of: 10 };
  it.each<[minutes: number, pace: Pace | undefined, want: string | null]>([
    [0, undefined, null],
    [50, undefined, null],
    [50.001, undefined, "at-risk"],
    [54.999, undefined, "at-risk"],
    [55, undefined, "will-miss"],
    [59.999, undefined, "will-miss"],
    [60, undefined, "deadline-over"],
    [6_000, undefined, "deadline-over"],
    [30, fast, null],
    [30, slow, "will-miss"],
    [29.999, slow, null],
    // Half of ten are not most, and four say too little.
    [30, { inTime: 5, of: 10 }, null],
    [30, { inTime: 0, of: 4 }, null],
    [60, slow, "deadline-over"],
  ])("after %d minutes, at a bank of %o, is %o", (minutes, pace, want) => {
    expect(riskOf(TIMERS.freeze, NOW - minutes * MINUTE, NOW, pace)).toBe(want);
  });
});

describe("a case without a complaint", () => {
  it.each<[hours: number, want: string | null]>([
    [59.999, null],
    [60, null],
    [60.001, "at-risk"],
    [65.999, "at-risk"],
    [66, "will-miss"],
    [71.999, "will-miss"],
    [72, "deadline-over"],
  ])("after %d hours is %o", (hours, want) => {
    expect(riskOf(TIMERS.complaint, NOW - hours * HOUR, NOW, undefined)).toBe(want);
  });
});

describe("a hold that was found to be wrong", () => {
  it.each<[minutes: number, want: string | null]>([
    [180, null],
    [180.001, "at-risk"],
    [219.999, "at-risk"],
    [220, "will-miss"],
    [239.999, "will-miss"],
    [240, "deadline-over"],
  ])("after %d minutes is %o", (minutes, want) => {
    expect(riskOf(TIMERS.release, NOW - minutes * MINUTE, NOW, undefined)).toBe(want);
  });
});

describe("the deadlines", () => {
  let clock: HandClock;
  let program: Program;
  beforeAll(async () => {
    clock = handClock(NOW);
    program = await startProgram({ clock });
  });
  afterAll(() => program.close());

  const asked = (freezeId: string, bank: string) => ({
    freezeId,
    reportId: "r-1",
    bank,
    hop: 1,
    amountSatang: 100_000,
    accountToken: "token",
  });
  const read = () => {
    const figures = openFigures({ store: program.store, clock, isRebuildDue: async () => false });
    return figures.read(EVERYTHING, { class: "live" }, async (reading) => ({
      told: (await deadlines(reading.run, clock.now())).map(({ id, why, dueAt, pace }) => [
        ...[id, why, dueAt],
        ...(pace ? [pace] : []),
      ]),
      next: await nextDue(reading.run, clock.now()),
    }));
  };

  const readAll = (scope: Scope) => {
    const figures = openFigures({ store: program.store, clock, isRebuildDue: async () => false });
    return figures.read(EVERYTHING, { class: "live" }, async (reading) => ({
      deadlines: await deadlines(reading.run, clock.now(), scope),
    }));
  };

  it("are told at each turn, whatever the process did meanwhile, and the next turn is known before", async () => {
    const at = clock.now();
    await program.tell(
      event("freeze.requested", at, asked("f-1", "KBANK")),
      event("freeze.requested", at - 58 * MINUTE, asked("f-2", "SCB")),
      event("freeze.requested", at - 58 * MINUTE, asked("f-3", "SCB")),
      event("freeze.confirmed", at - 1 * MINUTE, { freezeId: "f-3", bank: "SCB", hop: 1, heldSatang: 1 }),
    );
    expect(await read()).toEqual({
      told: [["f-2", "will-miss", at + 2 * MINUTE]],
      next: at + 2 * MINUTE,
    });
    await clock.turn(2 * MINUTE);
    expect(await read()).toEqual({
      told: [["f-2", "deadline-over", at + 2 * MINUTE]],
      next: at + 30 * MINUTE,
    });
    // Nobody has looked for an hour: what is said follows from the time alone.
    await clock.turn(58 * MINUTE);
    expect(await read()).toEqual({
      told: [
        ["f-2", "deadline-over", at + 2 * MINUTE],
        ["f-1", "deadline-over", at + HOUR],
      ],
      next: null,
    });
    await program.tell(
      event("freeze.refused", clock.now(), {
        freezeId: "f-1",
        bank: "KBANK",
        hop: 1,
        reason: "other",
        movedSatang: 0,
      }),
    );
    expect((await read()).told).toEqual([["f-2", "deadline-over", at + 2 * MINUTE]]);
  });
  it("are sooner at a bank that misses most of them", async () => {
    const at = clock.now();
    await program.tell(
      ...Array.from({ length: 6 }, (_, n) =>
        event("freeze.requested", at - 90 * MINUTE, asked(`late-${n}`, "GSB")),
      ),
      event("freeze.requested", at - 31 * MINUTE, asked("young", "GSB")),
      event("freeze.requested", at - 56 * MINUTE, asked("near", "GSB")),
      event("freeze.requested", at - 31 * MINUTE, asked("other", "TTB")),
    );
    const { told } = await read();
    // By the pace, in counts; of another one the time that is left says it.
    expect(told.find(([id]) => id === "young")).toEqual([
      ...["young", "will-miss", at + 29 * MINUTE, { inTime: 0, of: 6 }],
    ]);
    expect(told.find(([id]) => id === "near")).toEqual(["near", "will-miss", at + 4 * MINUTE]);
    expect(told.find(([id]) => id === "other")).toBeUndefined();
  });

  it("are told of cases too, by their agency, until a complaint comes or nobody asks any more", async () => {
    const at = clock.now();
    const filed = (reportId: string, hours: number, agency = "ccib") =>
      event("report.filed", at - hours * HOUR, {
        reportId,
        channel: "online",
        agency,
        scamType: "job",
        province: "TH-10",
        lossSatang: 7_000,
      });
    await program.tell(
      ...[filed("young", 59), filed("old", 71, "tcsd"), filed("over", 73), filed("no-news", 97)],
      ...[filed("done", 71), filed("void", 71), filed("twice", 71), filed("closed", 71)],
      event("report.advanced", at - HOUR, { reportId: "done", step: "complaint" }),
      event("report.voided", at - HOUR, { reportId: "void", reason: "test" }),
      event("report.linked", at - HOUR, { reportId: "twice", duplicateOf: "old" }),
      event("report.advanced", at - HOUR, { reportId: "closed", step: "closed" }),
    );
    const ofCases = async (scope: Scope = EVERYTHING) => {
      const { deadlines: all } = await readAll(scope);
      return all.filter(({ kind }) => kind === "complaint").map(({ id, why }) => [id, why]);
    };
    const open = [
      ["over", "deadline-over"],
      ["closed", "will-miss"],
      ["old", "will-miss"],
    ];
    expect(await ofCases()).toEqual(open);
    expect((await readAll(EVERYTHING)).deadlines.find(({ id }) => id === "old")).toEqual({
      kind: "complaint",
      id: "old",
      bank: null,
      agency: "tcsd",
      province: "TH-10",
      hop: null,
      satang: "7000",
      startedAt: at - 71 * HOUR,
      dueAt: at + HOUR,
      why: "will-miss",
    });
    expect(await ofCases({ ...EVERYTHING, agencies: ["tcsd"] })).toEqual([open[2]]);
    expect(await ofCases({ ...EVERYTHING, banks: ["KBANK"] })).toEqual([]);
    // The timer of the process is a hint: it did not run, and the hour is told all the same.
    await clock.turn(2 * HOUR);
    expect(await ofCases()).toEqual([
      ["over", "deadline-over"],
      ["closed", "deadline-over"],
      ["old", "deadline-over"],
      ["young", "at-risk"],
    ]);
  });

  const held = (freezeId: string, bank: string, at: number) => [
    event("freeze.requested", at, asked(freezeId, bank)),
    event("freeze.confirmed", at + MINUTE, { freezeId, bank, hop: 2, heldSatang: 300 }),
  ];
  const overturned = (freezeId: string, bank: string, at: number) =>
    event("freeze.overturned", at, { freezeId, bank, hop: 2 });
  const released = (freezeId: string, bank: string, at: number) =>
    event("freeze.released", at, { freezeId, bank, hop: 2, reason: "wrong-account" });

  it("are told of wrong holds by their bank, from when they were found to be wrong until they are released", async () => {
    const at = clock.now();
    const before = at - 3 * DAY;
    const [over, soon, young, done, fine] = ["w-over", "w-soon", "w-young", "w-done", "w-fine"] as const;
    await program.tell(
      // The overturning comes before all else of its freeze.
      overturned(soon, "UOB", at - 225 * MINUTE),
      ...held(soon, "UOB", before),
      ...[over, young, done, fine].flatMap((id) => held(id, "BAY", before)),
      overturned(over, "BAY", at - 5 * HOUR),
      overturned(young, "BAY", at - 2 * HOUR),
      ...[overturned(done, "BAY", at - 5 * HOUR), released(done, "BAY", at - HOUR)],
      released(fine, "BAY", at - HOUR),
      // Nobody has held it.
      event("freeze.requested", before, asked("w-open", "BAY")),
      overturned("w-open", "BAY", at - 5 * HOUR),
    );
    const ofHolds = async (scope: Scope = EVERYTHING) => {
      const { deadlines: all } = await readAll(scope);
      return all.filter(({ kind }) => kind === "release").map(({ id, why }) => [id, why]);
    };
    expect(await ofHolds()).toEqual([
      [over, "deadline-over"],
      [soon, "will-miss"],
    ]);
    expect((await readAll(EVERYTHING)).deadlines.find(({ id }) => id === soon)).toEqual({
      kind: "release",
      id: soon,
      bank: "UOB",
      agency: null,
      province: null,
      hop: 1,
      satang: "300",
      startedAt: at - 225 * MINUTE,
      dueAt: at + 15 * MINUTE,
      why: "will-miss",
    });
    expect(await ofHolds({ ...EVERYTHING, banks: ["UOB"] })).toEqual([[soon, "will-miss"]]);
    const open = () =>
      program.alerts.list({ state: "open", owner: null, before: null, subjects: null }).then((rows) =>
        rows
          .map(({ rule, subject: { of } }) => `${rule} ${of}`)
          .filter((each) => each.startsWith("release"))
          .sort(),
      );
    const polled = () =>
      expect.poll(async () => [await clock.turn(200), await open()][1], { timeout: 20_000, interval: 20 });
    await polled().toEqual(["release-overdue BAY", "release-will-miss UOB"]);
    await clock.turn(15 * MINUTE);
    expect(await ofHolds()).toEqual([
      [over, "deadline-over"],
      [soon, "deadline-over"],
    ]);
    await program.tell(released(over, "BAY", clock.now()), released(soon, "UOB", clock.now()));
    expect(await ofHolds()).toEqual([]);
    await clock.turn(5 * MINUTE);
    await polled().toEqual([]);
  });

  it("of wrong holds decide their share at the minute when the four hours are over", async () => {
    const at = clock.now();
    const share = async () => {
      const { rows } = await program.figures(
        "metric=freezes.release_4h_share&from=2026-11-15&to=2026-11-30&bank=KKP",
      );
      return [rows[0]?.numerator, rows[0]?.denominator];
    };
    await program.tell(
      ...[held("k-1", "KKP", at - HOUR), held("k-2", "KKP", at - HOUR), held("k-3", "KKP", at - HOUR)].flat(),
      ...[overturned("k-1", "KKP", at), overturned("k-2", "KKP", at), released("k-3", "KKP", at)],
    );
    expect(await share()).toEqual([0, 0]);
    await clock.turn(3 * HOUR);
    await program.tell(released("k-1", "KKP", clock.now()));
    expect(await share()).toEqual([1, 1]);
    await clock.turn(HOUR - MINUTE);
    expect(await share()).toEqual([1, 1]);
    await clock.turn(2 * MINUTE);
    expect(await share()).toEqual([1, 2]);
  });

  it("have rules, those of complaints switched off until somebody has tried them; switched on, they open alerts", async () => {
    const rules = await program.alerts.rules();
    const shipped = new Map(rules.map((rule) => [rule.condition, rule]));
    expect(
      [
        ...["freeze-overdue", "freeze-will-miss", "release-overdue", "release-will-miss"],
        ...["complaint-overdue", "complaint-will-miss"],
      ].map((condition) => [condition, shipped.get(condition)?.by, shipped.get(condition)?.isOn]),
    ).toEqual([
      ["freeze-overdue", "bank", true],
      ["freeze-will-miss", "bank", true],
      ["release-overdue", "bank", true],
      ["release-will-miss", "bank", true],
      ["complaint-overdue", "agency", false],
      ["complaint-will-miss", "agency", false],
    ]);
    for (const condition of ["complaint-overdue", "complaint-will-miss"]) {
      const { id, version: _version, from: _from, ...body } = shipped.get(condition)!;
      await program.alerts.putRule(id, { ...body, isOn: true }, SERVER, () => {});
    }
    await program.tell(
      event("report.filed", clock.now() - 67 * HOUR, {
        reportId: "soon",
        channel: "online",
        agency: "pct",
        scamType: "job",
        province: "TH-10",
        lossSatang: 1,
      }),
    );
    const open = async () => {
      await clock.turn(200);
      const rows = await program.alerts.list({ state: "open", owner: null, before: null, subjects: null });
      return rows
        .map(({ rule, subject: { of } }) => `${rule} ${of}`)
        .filter((each) => each.startsWith("complaint"));
    };
    await expect
      .poll(open, { timeout: 20_000, interval: 20 })
      .toEqual(
        expect.arrayContaining([
          "complaint-overdue ccib",
          "complaint-overdue tcsd",
          "complaint-will-miss pct",
        ]),
      );
  });

  it("are of the victims of their reports, where those are known and no duplicates", async () => {
    const at = clock.now();
    const filed = (reportId: string) =>
      event("report.filed", at - 3 * HOUR, {
        reportId,
        scamType: "job",
        province: "TH-10",
        channel: "online",
        agency: "ccib",
        lossSatang: 7_000,
      });
    const freeze = (freezeId: string, reportId: string) =>
      event("freeze.requested", at - 2 * HOUR, { ...asked(freezeId, "SCB"), reportId });
    await program.tell(
      ...["r-a", "r-b", "r-void", "r-twin"].map(filed),
      event("report.voided", at - HOUR, { reportId: "r-void", reason: "mistake" }),
      event("report.linked", at - HOUR, { reportId: "r-twin", duplicateOf: "r-a" }),
      ...[freeze("v-1", "r-a"), freeze("v-2", "r-a"), freeze("v-3", "r-b")],
      ...[freeze("v-4", "r-void"), freeze("v-5", "r-twin"), freeze("v-6", "r-unknown")],
    );
    const figures = openFigures({ store: program.store, clock, isRebuildDue: async () => false });
    const victimsOf = openVictims();
    const read = () =>
      figures.read(EVERYTHING, { class: "live" }, async ({ run }) => {
        const told = ["v-1", "v-2", "v-3", "v-4", "v-5", "v-6"].map((id) => ({ id, since: at - 2 * HOUR }));
        return [...(await victimsOf(run, told, clock.now()))].sort();
      });
    const known = [
      ["v-1", "r-a"],
      ["v-2", "r-a"],
      ["v-3", "r-b"],
    ];
    expect(await read()).toEqual(known);
    // What is not known is asked again in the next minute.
    await program.tell(filed("r-unknown"));
    expect(await read()).toEqual(known);
    await clock.turn(MINUTE);
    expect(await read()).toEqual([...known, ["v-6", "r-unknown"]]);
  });
});
