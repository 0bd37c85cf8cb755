import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Exclusion, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

const NOW = Date.parse("2026-11-21T15:00:00+07:00");
const at = (text: string) => Date.parse(`2026-11-${text}+07:00`);

let clock: HandClock;
let program: Program;
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  await program.tell(
    // Of GSB 18 of 30 within the hour, two in the outage; of KBANK all 30; and one of each that has time left.
    ...freezes("GSB", "21T10:00", 20, 18),
    ...freezes("GSB", "21T12:00", 10, 0),
    ...freezes("KBANK", "21T10:00", 30, 30),
    event("freeze.requested", at("21T14:30"), asked("open", "GSB")),
    ...freezes("KBANK", "20T10:00", 40, 20),
    event("source.beat", NOW, { through: new Date(NOW).toISOString() }),
  );
  await clock.turn(1_000);
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
/** So many requests from a time on, a second apart; the first `kept` of them are confirmed after 10 minutes, the others after 61. */
function freezes(bank: string, from: string, count: number, kept: number) {
  return Array.from({ length: count }, (_, n) => {
    const id = `${bank}-${from}-${n}`;
    const requested = at(from) + n * 1_000;
    return [
      event("freeze.requested", requested, asked(id, bank)),
      event("freeze.confirmed", requested + (n < kept ? 10 : 61) * MINUTE, {
        freezeId: id,
        bank,
        hop: 1,
        heldSatang: 1,
      }),
    ];
  }).flat();
}

async function verdicts(query = ""): Promise<Verdict[]> {
  const response = await fetch(`${program.url}/v1/sla?${query}`);
  expect([response.status, response.status === 200 || (await response.text())]).toEqual([200, true]);
  return ((await response.json()) as { verdicts: Verdict[] }).verdicts;
}
const find = (all: Verdict[], objective: string, of: string | null) =>
  all.find((each) => each.objective === objective && each.slice.of === of);
const send = (method: string, path: string, body?: object) =>
  fetch(`${program.url}${path}`, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const objectiveOf = async (id: string) => {
  const { objectives } = (await (await fetch(`${program.url}/v1/sla/objectives`)).json()) as {
    objectives: { id: string; version: number; versions: ObjectiveVersion[] }[];
  };
  return objectives.find((each) => each.id === id)!;
};

describe("GET /v1/sla", () => {
  it("judges the whole and every bank, with the figures' own numbers", async () => {
    const all = await verdicts();
    const whole = find(all, "freeze-60m", null)!;
    expect(whole).toMatchObject({
      version: 2,
      kind: "bad",
      why: "below-target",
      numerator: "48",
      denominator: "60",
      slice: { by: "all", of: null },
      target: { p: 95, q: 100 },
      state: "open",

      window: { from: at("21T00:00"), to: at("22T00:00") },
      // Of 61 already asked 3 may miss, and 12 have.
      budget: { asked: "61", allowed: { asked: "3" }, used: "12", toMend: "179" },
      left: { asked: -9 },
    });
    expect(find(all, "freeze-60m", "GSB")).toMatchObject({ kind: "bad", numerator: "18", denominator: "30" });
    expect(find(all, "freeze-60m", "KBANK")).toMatchObject({
      kind: "good",
      numerator: "30",
      denominator: "30",
    });
    expect(find(all, "freeze-15m", "KBANK")).toMatchObject({ kind: "good", why: "kept" });
    const { rows } = await program.figures(
      "metric=freezes.sla_60m&from=2026-11-21&to=2026-11-22&step=day&by=bank",
    );
    for (const { slice, numerator, denominator } of rows) {
      const verdict = find(all, "freeze-60m", slice.bank!)!;
      expect([verdict.numerator, verdict.denominator]).toEqual([
        String(numerator ?? 0),
        String(denominator ?? 0),
      ]);
    }
  });
  it("says what it cannot judge, and the sources' freshness", async () => {
    const all = await verdicts();
    expect(find(all, "calls-20s", null)).toMatchObject({ kind: "few", why: "too-few", denominator: "0" });
    expect(all.filter(({ objective }) => objective === "sources-fresh")).not.toEqual([]);
  });
  it("judges a past day by what was in force then", async () => {
    const past = find(await verdicts("at=2026-11-20"), "freeze-60m", null)!;
    expect(past).toMatchObject({ numerator: "20", denominator: "40", kind: "bad" });
    expect(past.window.to).toBe(at("21T00:00"));
    // As of its first minute: no hour of it has run out.
    expect(past).toMatchObject({ month: { numerator: "68", denominator: "100" } });
    expect(past.lastHour).toBeUndefined();
    expect((await fetch(`${program.url}/v1/sla?at=2027-01-01`)).status).toBe(400);
  });
  it("tells what is known of a past window by now, or what was known then", async () => {
    const of = async (query: string) => find(await verdicts(query), "freeze-60m", null);
    const noon = "at=2026-11-20T12:00:00%2B07:00";
    // All of these cases came in after it.
    expect(await of(noon)).toMatchObject({ numerator: "20", denominator: "40" });
    expect(await of(`${noon}&known=then`)).toMatchObject({
      numerator: "0",
      denominator: "0",
      kind: "no-data",
    });
  });
  it("sees a burst that goes on", async () => {
    const burn = find(await verdicts(`at=2026-11-21T14:02:00%2B07:00`), "freeze-60m", "GSB")?.burn;
    // Of those whose hour ended between 13:02 and 14:02: none came then.
    const slow = { long: { bad: "10", of: "10" }, short: { bad: "0" }, why: "stopped" };
    expect(burn).toMatchObject([{ long: { bad: "0", of: "0" }, why: "below-share" }, slow]);
    const during = find(await verdicts(`at=2026-11-21T13:02:00%2B07:00`), "freeze-60m", "GSB")?.burn;
    const all = { bad: "10", of: "10" };
    expect(during).toMatchObject([
      { long: all, short: all, why: "fires", state: "settled", missing: [] },
      { long: { bad: "12", of: "30" }, short: all, why: "fires" },
    ]);
    const whole = find(await verdicts("at=2026-11-21T13:02:00%2B07:00"), "freeze-60m", null);
    expect(whole?.lastHour).toEqual({ bad: "10", of: "10" });
  });
});

describe("an objective", () => {
  it("that is changed is a new version, audited; the past keeps the old one", async () => {
    const before = await objectiveOf("freeze-60m");
    const { objective } = before.versions.at(-1)!;
    const body = { ...objective, target: { p: 50, q: 100 }, watch: null, burn: [] };
    const made = await send("PUT", "/v1/sla/objectives/freeze-60m", body);
    expect([made.status, await made.json()]).toEqual([200, expect.objectContaining({ version: 3 })]);
    await clock.turn(3_000);
    expect(find(await verdicts(), "freeze-60m", null)).toMatchObject({ version: 3, kind: "good" });
    const past = "at=2026-11-20";
    expect(find(await verdicts(past), "freeze-60m", null)).toMatchObject({ version: 2, kind: "bad" });
    expect(find(await verdicts(`${past}&versions=now`), "freeze-60m", null)).toMatchObject({
      version: 3,
      kind: "good",
    });
    const audit = await send("GET", "/v1/audit?deed=objective");
    expect(JSON.stringify(await audit.json())).toContain("objective.changed");
    await send("PUT", "/v1/sla/objectives/freeze-60m", objective);
    await clock.turn(3_000);
  });
  it("that is to change later does so then", async () => {
    const { objective } = (await objectiveOf("calls-abandoned")).versions.at(-1)!;
    const from = new Date(clock.now() + HOUR).toISOString();
    await send("PUT", "/v1/sla/objectives/calls-abandoned", { ...objective, enabled: false, from });
    await clock.turn(3_000);
    expect((await objectiveOf("calls-abandoned")).version).toBe(1);
    expect(find(await verdicts(), "calls-abandoned", null)).toBeDefined();
    await clock.turn(HOUR);
    expect((await objectiveOf("calls-abandoned")).version).toBe(2);
    expect(find(await verdicts(), "calls-abandoned", null)).toBeUndefined();
  });
  it.each<[what: string, id: string, change: object, status: number, says: string]>([
    ["that there is not", "nothing", {}, 404, "GET /v1/sla/objectives"],
    [
      "of a figure that cannot be promised",
      "freeze-60m",
      { metric: "freezes.held" },
      400,
      "cannot be promised",
    ],
    ["in the past", "freeze-60m", { from: "2026-11-01" }, 400, "must not lie in the past"],
    ["without a target", "freeze-60m", { target: null }, 400, "target"],
  ])("is refused: one %s", async (_, id, change, status, says) => {
    const { objective } = (await objectiveOf("freeze-60m")).versions.at(-1)!;
    const response = await send("PUT", `/v1/sla/objectives/${id}`, { ...objective, ...change });
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(says)]);
  });
  it("cannot be changed in the database either", async () => {
    await expect(program.store.run("addObjective", ["x", "x", "x", "{}"])).rejects.toThrow();
  });
});

describe("an exclusion", () => {
  const outage = {
    objective: "freeze-60m",
    slice: { by: "bank", of: "GSB" },
    from: "2026-11-21T12:00:00+07:00",
    until: "2026-11-21T13:00:00+07:00",
    reason: "ปิดปรับปรุงระบบ",
  };
  it("is left out of its bank and of the whole; both figures are told, until it is ended", async () => {
    const before = clock.now();
    await clock.turn(1_000);
    const made = await send("POST", "/v1/sla/exclusions", outage);
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as Exclusion;
    await clock.turn(3_000);
    const meanwhile = clock.now();
    await clock.turn(1_000);
    const all = await verdicts(`at=${new Date(NOW).toISOString()}`);
    expect(find(all, "freeze-60m", "GSB")).toMatchObject({
      // The one that had time left is late by now.
      numerator: "18",
      denominator: "21",
      kind: "bad",
      beforeExclusions: { numerator: "18", denominator: "31", kind: "bad" },
    });
    expect(find(all, "freeze-60m", null)).toMatchObject({
      numerator: "48",
      denominator: "51",
      kind: "between",
      beforeExclusions: { numerator: "48", denominator: "61", kind: "bad" },
    });
    expect(find(all, "freeze-60m", "KBANK")?.beforeExclusions).toBeUndefined();
    expect(find(all, "freeze-60m", null)?.month).toEqual({ numerator: "68", denominator: "91" });
    const during = find(await verdicts("at=2026-11-21T13:02:00%2B07:00"), "freeze-60m", null)!;
    expect(during.lastHour).toEqual({ bad: "0", of: "0" });
    const end = (body: object) => send("POST", `/v1/sla/exclusions/${id}/end`, body);
    for (const body of [{}, { reason: " " }]) expect((await end(body)).status).toBe(400);
    expect((await end({ reason: "ประกาศถูกยกเลิก" })).status).toBe(204);
    expect((await end({ reason: "อีกครั้ง" })).status).toBe(404);
    await clock.turn(3_000);
    // Before it was made nothing was left out; while it stood it was, whatever has become of it since.
    const knownAt = async (moment: number) => {
      const asked = await verdicts(`at=${new Date(moment).toISOString()}&known=then`);
      return find(asked, "freeze-60m", "GSB")!;
    };
    expect(await knownAt(before)).toMatchObject({ numerator: "18", denominator: "31" });
    expect((await knownAt(before)).beforeExclusions).toBeUndefined();
    expect(await knownAt(meanwhile)).toMatchObject({
      denominator: "21",
      beforeExclusions: { denominator: "31" },
    });
    const after = await verdicts(`at=${new Date(NOW).toISOString()}`);
    expect(find(after, "freeze-60m", "GSB")).toMatchObject({ numerator: "18", denominator: "31" });
    const listed = (await (await fetch(`${program.url}/v1/sla/exclusions`)).json()) as Exclusion[];
    const ended = { endedAt: expect.any(Number), endedReason: "ประกาศถูกยกเลิก" };
    expect(listed).toMatchObject([{ id, reason: outage.reason, ...ended }]);
    const audit = JSON.stringify(await (await send("GET", "/v1/audit?deed=exclusion")).json());
    for (const said of ["exclusion.made", "exclusion.ended", ended.endedReason])
      expect(audit).toContain(said);
  });
  it.each<[what: string, change: object, says: string]>([
    ["of an objective that there is not", { objective: "nothing" }, "objective:"],
    ["by a dimension that it is not judged by", { slice: { by: "queue", of: "report" } }, "slice:"],
    ["of no bank", { slice: { by: "bank", of: null } }, "slice:"],
    ["of a part of a minute", { from: "2026-11-21T12:00:30+07:00" }, "from:"],
    ["that ends before it begins", { until: "2026-11-21T11:00:00+07:00" }, "until:"],
    ["without a reason", { reason: " " }, "reason:"],
    ["without a day", { from: "yesterday" }, "from"],
  ])("is refused: one %s", async (_, change, says) => {
    const response = await send("POST", "/v1/sla/exclusions", { ...outage, ...change });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(says)]);
  });
});
