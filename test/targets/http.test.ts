import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readDate, startOf } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Pace, Target, TargetVersion } from "#wire/targets.ts";
import { addPerson } from "../../backend/access/peopleQueries.ts";
import { addSession } from "../../backend/access/queries.ts";
import { hashOf, newToken } from "../../backend/access/tokens.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

const NOW = Date.parse("2026-11-26T15:00:00+07:00");
const TODAY = readDate("2026-11-26")!;
const FIRST = TODAY - 27;

let clock: HandClock;
let program: Program;
/** What was told of a day: reports with their losses, freezes with minutes until they were held. */
const told = new Map<number, { losses: number[]; minutes: number[] }>();

beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  for (let day = FIRST; day <= TODAY; day++) {
    const losses = Array.from({ length: 2 + (day % 3) }, (_, n) => 100_000 * (n + 1) + 7 * (TODAY - day));
    const minutes = Array.from({ length: 3 }, (_, n) => 6 + n + (day % 2));
    told.set(day, { losses, minutes });
    const at = startOf(day) + 10 * HOUR;
    await program.tell(
      ...losses.map((lossSatang, n) =>
        event("report.filed", at + n * MINUTE, {
          ...{ reportId: `r-${day}-${n}`, channel: "1441", agency: "aoc", scamType: "job" },
          ...{ province: "TH-10", lossSatang },
        }),
      ),
      ...minutes.flatMap((taken, n) => {
        const freeze = { freezeId: `f-${day}-${n}`, bank: n === 0 ? "GSB" : "KBANK", hop: 1 };
        const asked = { ...freeze, reportId: "r", amountSatang: 1_000, accountToken: "t" };
        return [
          event("freeze.requested", at + n * MINUTE, asked),
          event("freeze.confirmed", at + (n + taken) * MINUTE, { ...freeze, heldSatang: 100 * (n + 3) }),
        ];
      }),
    );
  }
  await clock.turn(1_000);
});
afterAll(() => program.close());

const read = async (query = "", headers: Record<string, string> = {}) => {
  const response = await fetch(`${program.url}/v1/targets?${query}`, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as { at: number; targets: Pace[]; measures: object[] };
};
const paceOf = async (id: string, query = "") =>
  (await read(query)).targets.find(({ target }) => target === id)!;
const send = (method: string, path: string, body?: object) =>
  fetch(`${program.url}${path}`, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const versionsOf = async (id: string) =>
  (await (await send("GET", `/v1/targets/${id}/versions`)).json()) as TargetVersion[];
const numberOf = (of: Pace["value"]) => Number(of!.p) / Number(of!.q);
const daysBefore = (until: number, count: number) =>
  Array.from({ length: count }, (_, n) => told.get(until - count + n)!);
const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);

describe("GET /v1/targets", () => {
  it("has the shipped targets, each with its sources", async () => {
    const { targets, measures } = await read();
    expect(targets.map(({ target }) => target)).toEqual([
      ...["held-share", "losses-per-day", "minutes-to-freeze", "reports-per-day", "visibly-lower"],
    ]);
    expect(measures.length).toBeGreaterThan(5);
    for (const { target } of targets) {
      const [{ target: said }] = (await versionsOf(target)) as [TargetVersion];
      expect(said.source.length).toBeGreaterThan(40);
      expect(said.assumed).toBe(true);
      if (said.baseline.kind === "number") expect(said.baseline.source).toMatch(/\d{4}/);
    }
  });
  it("adds the last seven full days as one, to the satang, and the day so far", async () => {
    const losses = await paceOf("losses-per-day");
    const week = sum(daysBefore(TODAY, 7).flatMap((day) => day.losses));
    expect(numberOf(losses.value)).toBe(week / 7);
    expect(losses.now).toEqual({ p: String(sum(told.get(TODAY)!.losses)), q: "1" });
    expect(numberOf((await paceOf("reports-per-day")).value)).toBe(
      sum(daysBefore(TODAY, 7).map((day) => day.losses.length)) / 7,
    );
    // Each day 300, 400 and 500 of 3,000 are held.
    expect((await paceOf("held-share")).value).toEqual({ p: "2", q: "5" });
    // 21 times of 6 to 9 minutes: the eleventh is 7 or 8.
    const minutes = numberOf((await paceOf("minutes-to-freeze")).value);
    const all = daysBefore(TODAY, 7).flatMap((day) => day.minutes);
    expect(Math.abs(minutes - all.sort((a, b) => a - b)[10]!)).toBeLessThan(0.1);
  });
  it("says with its reason where it will land, of 27 days", async () => {
    const losses = await paceOf("losses-per-day");
    expect(losses).toMatchObject({ days: { have: 27, need: 14 }, state: "on-course", why: "band-good" });
    expect(losses.landing!.low).toBeLessThanOrEqual(losses.landing!.mid);
    expect(losses.bars).toHaveLength(13);
    // The ninth week begins today: it has no full day yet.
    const [eighth, ninth] = losses.bars.slice(7);
    expect([ninth!.from, ninth!.value]).toEqual(["2026-11-26", null]);
    expect(eighth!.value).toBe(sum(daysBefore(TODAY, 7).flatMap((day) => day.losses)) / 7);
    expect(await paceOf("visibly-lower")).toMatchObject({
      state: "too-early",
      why: "no-baseline",
      goal: null,
    });
  });
  it("as of a past moment is what was known then: too early, for ten days were", async () => {
    const at = new Date(startOf(FIRST + 10)).toISOString();
    const past = await paceOf("reports-per-day", `at=${at}`);
    // All was recorded now, so that then nothing was known.
    expect(past).toMatchObject({ state: "too-early", why: "no-data", value: null });
    expect((await fetch(`${program.url}/v1/targets?at=2027-01-01`)).status).toBe(400);
  });
  it("changes with a late event of a past day at once", async () => {
    const before = numberOf((await paceOf("losses-per-day")).value);
    await program.tell(
      event("report.filed", startOf(TODAY - 3) + 9 * HOUR, {
        ...{ reportId: "late", channel: "1441", agency: "aoc", scamType: "job", province: "TH-10" },
        lossSatang: 7_000_000,
      }),
    );
    expect(numberOf((await paceOf("losses-per-day")).value)).toBeCloseTo(before + 1_000_000, 6);
  });
});

const gsb: Target = {
  ...{ th: "GSB ระงับได้", en: "GSB holds", metric: "freezes.held_share_of_requested" },
  slice: { by: "bank", of: "GSB" },
  baseline: { kind: "period", from: "2026-10-31", until: "2026-11-10" },
  goal: { kind: "number", amount: { p: 1, q: 2 } },
  ...{ source: "มติที่ประชุม", assumed: false, start: "2026-11-10", due: "2026-12-31" },
  ...{ path: { kind: "linear" }, better: "up", place: null, enabled: true },
};

describe("a target", () => {
  it("of one bank is set, judged by its own figures, and its baseline is what they were", async () => {
    const made = await send("PUT", "/v1/targets/gsb-holds", gsb);
    expect([made.status, await made.json()]).toEqual([200, expect.objectContaining({ version: 1 })]);
    expect(await paceOf("gsb-holds")).toMatchObject({
      ...{ value: { p: "3", q: "10" }, baseline: { p: "3", q: "10" }, state: "off-course", why: "band-bad" },
    });
  });
  it("is told to who is limited only if it is of its own part", async () => {
    const headers = await limited(["GSB"]);
    expect((await read("", headers)).targets.map(({ target }) => target)).toEqual(["gsb-holds"]);
    expect((await read("", await limited(["KBANK"]))).targets).toEqual([]);
    const other = await fetch(`${program.url}/v1/targets/losses-per-day/versions`, { headers });
    expect(other.status).toBe(404);
  });
  it("that is changed is a new version, audited; what is to come later is not in force yet", async () => {
    const [{ target }] = (await versionsOf("reports-per-day")) as [TargetVersion];
    const goal = { kind: "number", amount: { p: 1, q: 1 } };
    await send("PUT", "/v1/targets/reports-per-day", { ...target, goal });
    const from = new Date(clock.now() + HOUR).toISOString();
    await send("PUT", "/v1/targets/reports-per-day", { ...target, enabled: false, from });
    expect((await versionsOf("reports-per-day")).map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(await paceOf("reports-per-day")).toMatchObject({ version: 2, goal: { p: "1", q: "1" } });
    await clock.turn(HOUR);
    expect(await paceOf("reports-per-day")).toBeUndefined();
    const audit = await send("GET", "/v1/audit?deed=target");
    expect(JSON.stringify(await audit.json())).toContain("target.changed");
  });
  it.each<[what: string, change: object, says: string]>([
    ["of a figure that can have none", { metric: "lines.busy" }, "metric: lines.busy can have no target"],
    ["that ends before it starts", { due: "2026-11-01" }, "due: must not lie before"],
    ["of ten years", { due: "2036-11-01" }, "due: must lie at most three years"],
    ["on a day that there is not", { start: "2026-02-30" }, "start: there is no day 2026-02-30"],
    ["by what it is not counted", { slice: { by: "queue", of: "report" } }, "slice:"],
    ["of no bank", { slice: { by: "bank", of: null } }, "slice:"],
    ["of a share above one", { goal: { kind: "number", amount: { p: 50, q: 1 } } }, "goal: is a share"],
    [
      "that aims the wrong way",
      { baseline: { kind: "number", amount: { p: 9, q: 10 }, source: "x" } },
      "goal: lies on the wrong side",
    ],
    [
      "whose baseline goes into it",
      { baseline: { kind: "period", from: "2026-11-01", until: "2026-11-20" } },
      "baseline: its period must end",
    ],
    [
      "with steps out of order",
      {
        path: {
          kind: "steps",
          steps: [
            { day: "2026-12-01", amount: { p: 1, q: 3 } },
            { day: "2026-11-20", amount: { p: 1, q: 4 } },
          ],
        },
      },
      "path: steps must be in the order",
    ],
    ["in force from the past on", { from: "2026-11-01" }, "from: must not lie in the past"],
    ["without a source", { source: "" }, "source"],
  ])("is refused: one %s", async (_, change, says) => {
    const response = await send("PUT", "/v1/targets/gsb-holds", { ...gsb, ...change });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(says)]);
  });
  it("cannot be changed in the database either", async () => {
    await expect(program.store.run("addTarget", ["x", "x", "x", "{}"])).rejects.toThrow();
    expect((await send("GET", "/v1/targets/nothing/versions")).status).toBe(404);
  });
});

/** The cookie of a person who may know some banks alone. */
async function limited(banks: string[]): Promise<Record<string, string>> {
  const { run } = program.store;
  const at = clock.now();
  const name = `of-${banks[0]!.toLowerCase()}`;
  const scope = { ...EVERYTHING, banks };
  const person = (await addPerson(run, { name, displayName: name, role: "viewer", scope }, at))!;
  const token = newToken();
  const times = { at, provedAt: at, endsAt: at + 100 * HOUR };
  await addSession(run, {
    person,
    tokenHash: hashOf(token),
    ...times,
    address: null,
    agent: null,
  });
  return { cookie: `war-room-session=${token}` };
}
