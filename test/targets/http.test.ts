import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf, startOfHour, weekdayOf } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import type { Annotation, Anomalies, Band, Pace, Target, TargetVersion } from "#wire/targets.ts";
import { backTest } from "../../backend/targets/backTest.ts";
import { classesOf, forecastOf } from "../../backend/targets/forecast.ts";
import { sessionOf, signedIn } from "../access/signedIn.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";
import { playedHours } from "./played.ts";

const NOW = Date.parse("2026-11-26T15:00:00+07:00");
const TODAY = readDate("2026-11-26")!;
const FIRST = TODAY - 27;
/** Calls of ten weeks, to the hour that runs. */
const CALL_DAYS = 70;
const FIRST_CALLS = TODAY - CALL_DAYS + 1;
const callsUntil = (hour: number) =>
  playedHours({ days: CALL_DAYS, perHour: 3, seed: 5, firstWeekday: weekdayOf(FIRST_CALLS) }).slice(
    ...[0, (hour - startOf(FIRST_CALLS)) / HOUR],
  );

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
          reportId: `r-${day}-${n}`,
          channel: "1441",
          agency: "aoc",
          scamType: "job",
          province: "TH-10",
          lossSatang,
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
        reportId: "late",
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province: "TH-10",
        lossSatang: 7_000_000,
      }),
    );
    expect(numberOf((await paceOf("losses-per-day")).value)).toBeCloseTo(before + 1_000_000, 6);
  });
});

const gsb: Target = {
  th: "GSB ระงับได้",
  en: "GSB holds",
  metric: "freezes.held_share_of_requested",
  slice: { by: "bank", of: "GSB" },
  baseline: { kind: "period", from: "2026-10-31", until: "2026-11-10" },
  goal: { kind: "number", amount: { p: 1, q: 2 } },
  source: "มติที่ประชุม",
  assumed: false,
  start: "2026-11-10",
  due: "2026-12-31",
  path: { kind: "linear" },
  better: "up",
  place: null,
  enabled: true,
};

describe("a target", () => {
  it("of one bank is set, judged by its own figures, and its baseline is what they were", async () => {
    const made = await send("PUT", "/v1/targets/gsb-holds", gsb);
    expect([made.status, await made.json()]).toEqual([200, expect.objectContaining({ version: 1 })]);
    expect(await paceOf("gsb-holds")).toMatchObject({
      value: { p: "3", q: "10" },
      baseline: { p: "3", q: "10" },
      state: "off-course",
      why: "band-bad",
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
    ["of a bank that there is not", { slice: { by: "bank", of: "NOBANK" } }, "there is no bank NOBANK"],
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

describe("GET /v1/forecast", () => {
  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${program.url}/v1/forecast?${query}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  it("says that there is too little to judge by, and gives none", async () => {
    const { body } = await ask("metric=reports.filed");
    expect(body).toMatchObject({ isUsed: false, why: "few-origins", hours: [], days: [], total: null });
  });
  it("is the forecast of the settled hours, with bands of hours, days and the whole, and its own past error", async () => {
    const hour = startOfHour(clock.now());
    const counts = callsUntil(hour);
    const began = counts.findIndex((count) => count > 0);
    // Before the first call nobody knows whether there were any.
    const calls = counts.map((count, at) => (at < began ? null : count));
    const offered = counts.flatMap((count, which) =>
      Array.from({ length: count }, (_, n) => {
        const at = startOf(FIRST_CALLS) + which * HOUR + n * MINUTE;
        return event("call.offered", at, { callId: `c-${at}`, queue: "report" });
      }),
    );
    for (let from = 0; from < offered.length; from += 1_000)
      await program.tell(...offered.slice(from, from + 1_000));
    await program.tell(event("source.beat", hour, { through: new Date(hour).toISOString() }));
    const { body } = await ask("metric=calls.offered&until=2026-11-28");
    expect(body).toMatchObject({
      metric: "calls.offered",
      unit: "count",
      simulated: false,
      from: hour,
      until: startOf(TODAY + 2),
      isUsed: true,
      why: "better-than-last-week",
      method: "weekday-hour-mean-level",
    });
    const known = (await (await fetch(`${program.url}/v1/holidays`)).json()) as {
      holidays: { date: string }[];
    };
    const holidays = new Set(known.holidays.map(({ date }) => readDate(date)!));
    const series = {
      firstDay: FIRST_CALLS,
      hours: calls,
      classes: classesOf(FIRST_CALLS, CALL_DAYS + 20, (day) => holidays.has(day)),
    };
    const told = forecastOf(series, calls.length, (startOf(TODAY + 2) - hour) / HOUR)!;
    expect(body.hours.map(({ low, mid, high }: Band) => ({ low, mid, high }))).toEqual(told.hours);
    expect(body.hours[0]).toMatchObject({ from: hour, until: hour + HOUR });
    expect(body.days).toEqual([
      { from: hour, until: startOf(TODAY + 1), ...told.days[0] },
      { from: startOf(TODAY + 1), until: startOf(TODAY + 2), ...told.days[1] },
    ]);
    expect(body.total).toEqual(told.total);
    const settled = { ...series, hours: calls.slice(0, (CALL_DAYS - 1) * 24) };
    expect(body.error).toEqual({ ...backTest(settled, 7, CALL_DAYS - 1), bands: "fits" });
  });
  it("is of its own part alone for who is limited", async () => {
    const headers = await limited(["GSB"]);
    expect((await ask("metric=calls.offered", headers)).status).toBe(403);
    expect((await ask("metric=freezes.requested&by=bank&of=GSB", headers)).status).toBe(200);
    const other = await ask("metric=freezes.requested&by=bank&of=KBANK", headers);
    expect(other.body).toMatchObject({ isUsed: false, error: null });
  });
  it.each([
    ["metric=calls.service_level", "metric: calls.service_level has no forecast"],
    ["metric=toString", "metric: toString has no forecast"],
    ["metric=calls.offered&by=bank&of=GSB", "by: calls.offered is not counted by bank"],
    ["metric=calls.offered&by=queue", "of: must be absent for all, and a value else"],
    ["metric=calls.offered&until=2026-11-26", "until: must lie ahead"],
    ["metric=calls.offered&until=2026-12-12", "until: must lie ahead, by at most 14 days"],
    ["metric=calls.offered&until=soon", "until"],
  ])("is refused: %s", async (query, says) => {
    const { status, body } = await ask(query);
    expect([status, body.detail]).toEqual([400, expect.stringContaining(says)]);
  });
});

describe("GET /v1/anomalies", () => {
  it("names a day that is unlike all of four weeks, and what moved it, in changes that sum to the whole", async () => {
    const day = TODAY - 3;
    await program.tell(
      ...Array.from({ length: 120 }, (_, n) =>
        event("call.offered", startOf(day) + 10 * HOUR + n * 10_000, { callId: `x-${n}`, queue: "unfreeze" }),
      ),
    );
    const response = await fetch(`${program.url}/v1/anomalies?metric=calls.offered`);
    const { days } = (await response.json()) as Anomalies;
    const found = days.find((each) => each.day === isoDate(day))!;
    const counts = callsUntil(startOf(TODAY));
    const on = (each: number) => sum(counts.slice((each - FIRST_CALLS) * 24, (each - FIRST_CALLS) * 24 + 24));
    const like = [1, 2, 3, 4, 5, 6].map((week) => day - 7 * week).filter((each) => each > FIRST_CALLS);
    expect(found).toMatchObject({
      value: String(on(day) + 120),
      direction: "above",
      likeDays: like.map(isoDate),
      others: null,
    });
    const change = on(day) + 120 - sum(like.map(on)) / like.length;
    expect(numberOf(found.change)).toBeCloseTo(change, 9);
    expect(found.moved[0]).toMatchObject({ slice: { queue: "unfreeze" }, change: { p: "120", q: "1" } });
    expect(sum(found.moved.map((move) => numberOf(move.change)))).toBeCloseTo(change, 9);
    expect(sum(found.moved.map((move) => numberOf(move.share)))).toBeCloseTo(1, 9);
    expect(found.similar).toHaveLength(3);
  });
  it.each([
    ["metric=calls.service_level", "metric: calls.service_level has no forecast"],
    ["metric=calls.offered&from=2026-11-01", "from, to: must both be there"],
    ["metric=calls.offered&from=2026-11-01&to=2026-11-27", "all of them over"],
    ["metric=calls.offered&from=2026-01-01&to=2026-11-01", "at most 92 days"],
    ["metric=calls.offered&from=2026-02-30&to=2026-03-01", "from: there is no day"],
    ["metric=calls.offered&from=2026-11-20&to=2026-11-10", "from, to: must be"],
    ["metric=calls.offered&from=2016-11-20&to=2026-11-20", "at most 92 days"],
    ["metric=calls.offered&from=2090-01-01&to=2090-01-02", "all of them over"],
  ])("is refused: %s", async (query, says) => {
    const response = await fetch(`${program.url}/v1/anomalies?${query}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(says)]);
  });
});

describe.each([
  ["GET /v1/forecast", "/v1/forecast?metric=calls.offered&until=2026-11-28"],
  ["GET /v1/anomalies", "/v1/anomalies?metric=calls.offered"],
])("%s as of a past moment", (_, path) => {
  it("is what was answered then, though calls of past days came later", async () => {
    const ask = async (more = "") => {
      const answer = (await (await fetch(`${program.url}${path}${more}`)).json()) as { at: number };
      return { ...answer, at: 0, asOf: new Date(answer.at).toISOString() };
    };
    // What was known of sources at a moment is what was known at the end of the minute before.
    await clock.turn(2 * MINUTE);
    const then = await ask();
    await clock.turn(2 * MINUTE);
    const late = startOf(TODAY - 5) + 9 * HOUR;
    await program.tell(
      ...Array.from({ length: 200 }, (_, n) =>
        event("call.offered", late + n * 10_000, { callId: `late-${path}-${n}`, queue: "consult" }),
      ),
    );
    const now = await ask();
    expect({ ...now, asOf: "" }).not.toEqual({ ...then, asOf: "" });
    expect(await ask(`&asOf=${then.asOf}`)).toEqual(then);
  });
  it("of what lies over four weeks before it, has what is known of that now", async () => {
    await clock.turn(2 * MINUTE);
    const { at } = (await (await fetch(`${program.url}${path}`)).json()) as { at: number };
    const ask = async () => (await fetch(`${program.url}${path}&asOf=${new Date(at).toISOString()}`)).json();
    const then = await ask();
    await clock.turn(2 * MINUTE);
    // The edge is a midnight: an hour before it is read as now, the hour after it as then.
    for (const [day, isToldThen] of [
      [TODAY - 28, true],
      [TODAY - 29, false],
    ] as const) {
      const edge = startOf(TODAY - 28) + (isToldThen ? 0 : -HOUR);
      await program.tell(
        ...Array.from({ length: 200 }, (_, n) =>
          event("call.offered", edge + n * 10_000, { callId: `old-${path}-${day}-${n}`, queue: "consult" }),
        ),
      );
      if (isToldThen) expect(await ask()).toEqual(then);
      else expect(await ask()).not.toEqual(then);
    }
  });
  it("is refused for a moment to come, and for what is none", async () => {
    for (const [asOf, says] of [
      ["2027-01-01", "asOf: lies in the future"],
      ["soon", "asOf"],
    ]) {
      const response = await fetch(`${program.url}${path.split("&")[0]}&asOf=${asOf}`);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(says!)]);
    }
  });
});

describe("an annotation", () => {
  const note = { from: "2026-11-20", text: "ประกาศใช้กฎหมายใหม่", slice: { by: "all", of: null } };
  const listed = async (query = "", headers: Record<string, string> = {}) => {
    const response = await fetch(`${program.url}/v1/annotations?${query}`, { headers });
    return ((await response.json()) as Annotation[]).map(({ text }) => text);
  };
  it("is said of a day or a time, told of that time, taken off and put back; each deed is audited", async () => {
    const made = (await (await send("POST", "/v1/annotations", note)).json()) as Annotation;
    expect(made).toMatchObject({ from: startOf(readDate("2026-11-20")!), until: null, text: note.text });
    const bank = {
      ...note,
      until: "2026-11-22",
      text: "ระบบ KBANK ขัดข้อง",
      slice: { by: "bank", of: "KBANK" },
    };
    expect((await send("POST", "/v1/annotations", bank)).status).toBe(201);
    expect(await listed("from=2026-11-01&to=2026-12-01")).toEqual([note.text, bank.text]);
    expect(await listed("from=2026-11-21")).toEqual([bank.text]);
    expect(await listed("from=2026-11-22")).toEqual([]);
    expect(await listed("to=2026-11-20")).toEqual([]);
    const before = new Date(clock.now() + 500).toISOString();
    await clock.turn(1_000);
    const path = `/v1/annotations/${made.id}`;
    expect((await send("DELETE", path)).status).toBe(204);
    expect((await send("DELETE", path)).status).toBe(404);
    expect(await listed()).toEqual([bank.text]);
    // As it stood then.
    expect(await listed(`at=${before}`)).toEqual([note.text, bank.text]);
    expect((await send("POST", `${path}/restore`)).status).toBe(204);
    expect((await send("POST", `${path}/restore`)).status).toBe(404);
    expect(await listed()).toEqual([note.text, bank.text]);
    const audit = JSON.stringify(await (await send("GET", "/v1/audit?deed=annotation")).json());
    for (const deed of ["made", "ended", "restored"]) expect(audit).toContain(`annotation.${deed}`);
  });
  it("is told to who is limited if it is of everything, or of its own part", async () => {
    expect(await listed("", await limited(["GSB"]))).toEqual([note.text]);
    expect(await listed("", await limited(["KBANK"]))).toHaveLength(2);
  });
  it.each<[what: string, change: object, says: string]>([
    ["of two lines", { text: "one\ntwo" }, "text: must be one line"],
    ["of blanks", { text: "  " }, "text: must not be empty"],
    ["with a telephone number", { text: "โทร 081 234 5678" }, "text: has a number"],
    ["of 161 letters", { text: "x".repeat(161) }, "text"],
    ["that ends before it begins", { until: "2026-11-19" }, "until: must lie after from"],
    ["of two years", { until: "2028-11-19" }, "until: must lie at most a year"],
    [
      "of a bank that there is not",
      { slice: { by: "bank", of: "toString" } },
      "slice: there is no bank toString",
    ],
    ["of no bank", { slice: { by: "bank", of: null } }, "slice: there is no bank"],
    ["of a day that there is not", { from: "2026-02-30" }, "from"],
  ])("is refused: one %s", async (_, change, says) => {
    const response = await send("POST", "/v1/annotations", { ...note, ...change });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(says)]);
  });
});

describe("a source that is silent", () => {
  it("is named where its share is missing, until it reports again", async () => {
    const missing = async () => (await read()).targets[0]!.missing;
    await program.tell(event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }));
    expect(await missing()).toBeNull();
    await clock.turn(HOUR);
    const [{ name }] = (await (await send("GET", "/v1/sources")).json()) as [{ name: string }];
    expect(await missing()).toEqual({ sources: [name], of: 1 });
  });
});

const people = new Map<string, number>();
/** Who may know some banks alone, in a session that is new: an old one has ended. */
async function limited(banks: string[]): Promise<Record<string, string>> {
  const at = clock.now();
  const name = `of-${banks[0]!.toLowerCase()}`;
  const known = people.get(name);
  if (known) return { cookie: await sessionOf(program, known, at) };
  const { id, cookie } = await signedIn(program, name, at, {
    role: "viewer",
    scope: { ...EVERYTHING, banks },
  });
  people.set(name, id);
  return { cookie };
}
