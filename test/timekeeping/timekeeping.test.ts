import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { timeOfDay } from "#calendar/days.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { Warning } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { readJudge } from "../../backend/alerts/judgeQueries.ts";
import { fromSnapshot, withFrame } from "../../dashboard/live/reception.ts";
import { event, type MovedClock, movedClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";
import { makeDatabase, SERVER } from "../store/database.ts";

const until = (deed: () => unknown) => expect.poll(deed, { timeout: 30_000, interval: 50 });
const kinds = (warnings: Warning[] | undefined) => warnings?.map(({ kind }) => kind);

let folder: string;
let clock: MovedClock;
let program: Program;
let lines: string[];
const closers: (() => unknown)[] = [];
const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
const start = () => startProgram({ folder, clock, log });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "war-room-"));
  // At noon no hour leads into another day.
  clock = movedClock((DAY + 12 * HOUR - timeOfDay(Date.now())) % DAY);
  lines = [];
  program = await start();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await program.close();
  rmSync(folder, { recursive: true });
});

async function openWall(): Promise<Screen> {
  const wall = await openScreen(program.url, { scene: "overview", epoch: null, seq: 0 });
  closers.push(() => wall.socket.close());
  await until(() => wall.snapshots.length).toBe(1);
  return wall;
}
/** What the wall shows: its last snapshot with the frames since. */
const shown = ({ snapshots, frames }: Screen): Scenery =>
  frames.reduce(withFrame, fromSnapshot(snapshots.at(-1)!)).scenery!;
const offered = (wall: Screen) => shown(wall).figures["calls.offered@today"]?.value;
const screens = async () => (await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer;
const first = async () => (await program.sources.list()).find(({ name }) => name === "first")!;
let count = 0;
const call = (at: number) => event("call.offered", at, { callId: `step-${++count}`, queue: "report" });
const beat = (at: number) => event("source.beat", at, { through: new Date(at).toISOString() });
const ofSteps = () => lines.filter((line) => line.includes("clock of this machine"));

describe.each([HOUR, -HOUR])("when the clock is set by %i ms", (step) => {
  it("walls follow events at once, with the API's number, and beat", async () => {
    const wall = await openWall();
    const truth = clock.now();
    await program.tell(call(truth - 90 * MINUTE));
    await until(() => offered(wall)).toBe(1);
    clock.off = step;
    const beats = wall.beats.length;
    // A source whose clock is right is not refused because the server's is wrong.
    await program.tell(call(truth - 90 * MINUTE), beat(truth));
    await until(() => offered(wall)).toBe(2);
    await until(() => wall.beats.length).toBeGreaterThan(beats + 1);
    expect(Math.abs(wall.beats.at(-1)!.at - clock.now())).toBeLessThan(3_000);
  });

  it("it is said once in the log, at the walls and on the page, for an hour", async () => {
    const wall = await openWall();
    clock.off = step;
    await until(() => shown(wall).warnings).toMatchObject([{ kind: "clock-set" }]);
    const [warning] = (await screens()).warnings;
    expect(warning).toMatchObject({ kind: "clock-set" });
    expect(Math.abs((warning as { byMs: number }).byMs - step)).toBeLessThan(50);
    const health = await (await fetch(`${program.url}/v1/health`)).json();
    expect(kinds(health.warnings)).toEqual(["clock-set"]);
    expect(ofSteps()).toHaveLength(1);
    expect(ofSteps()[0]).toContain(`set 1 h ${step > 0 ? "ahead" : "back"}`);
    clock.ahead += 59 * MINUTE;
    expect(kinds((await screens()).warnings)).toEqual(["clock-set"]);
    clock.ahead += 2 * MINUTE;
    expect((await screens()).warnings).toEqual([]);
    await until(() => shown(wall).warnings).toEqual([]);
    expect(ofSteps()).toHaveLength(1);
  });
});

it("walls do not beat on old figures, though the clock that tells their age was set back", async () => {
  const wall = await openWall();
  let release = () => {};
  const held = program.store.transaction(async (run) => {
    await run("ping");
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  let beaten = performance.now();
  wall.socket.on("beat", () => {
    beaten = performance.now();
  });
  clock.off = -HOUR;
  try {
    // Beats come each second: three in a row that do not come are no delay.
    await until(() => performance.now() - beaten > 3_500).toBe(true);
  } finally {
    release();
    await held;
  }
  const { length } = wall.beats;
  await until(() => wall.beats.length).toBeGreaterThan(length);
});

describe("after a glitch of an hour ahead and back", () => {
  it("no freeze counts as past its hour, nothing was heard in the future, and what is true is taken", async () => {
    const freeze = { freezeId: "f", reportId: "r", bank: "KBANK", hop: 1 };
    const asked = clock.now() - 10 * MINUTE;
    await program.tell(event("freeze.requested", asked, { ...freeze, amountSatang: 1, accountToken: "t" }));
    const wall = await openWall();
    expect(shown(wall)).toMatchObject({ open: 1, overdue: 0 });
    clock.off = HOUR;
    await program.tell(beat(clock.now()));
    await until(() => shown(wall).overdue).toBe(1);
    expect((await first()).heard).toBeGreaterThan(clock.now() - 5_000);
    clock.off = 0;
    await until(() => shown(wall).overdue).toBe(0);
    const { rows } = await program.figures("metric=freezes.due&from=2020-01-01&to=2030-01-01&step=total");
    expect(rows[0]?.value).toBe(0);
    // Read before it was mended, and after it.
    expect((await first()).heard).toBeLessThanOrEqual(clock.now());
    await until(async () => {
      const [row] = await program.store.run<{ heard: string }>("listSources");
      return Number(row!.heard) <= clock.now();
    }).toBe(true);
    await program.tell(call(clock.now()), beat(clock.now()));
    // Its heartbeat is a minute: after three it is silent, not after an hour.
    clock.ahead += 4 * MINUTE;
    expect(await first()).toMatchObject({ silent: true });
    expect(lines).toHaveLength(2);
  });

  it("the strip of the walls knows again what is judged, and opens what breaks then", async () => {
    const { run } = program.store;
    const judged = async () => (await readJudge(run)).judgedAt;
    await program.tell(beat(clock.now()));
    const wall = await openWall();
    clock.off = HOUR;
    await until(judged).toBeGreaterThan(clock.now() - MINUTE);
    clock.off = 0;
    await until(judged).toBeLessThan(clock.now() + 5_000);
    await program.tell(beat(clock.now()));
    const said = () => shown(wall).strip.alerts.map(({ what }) => what.en);
    await until(said).toEqual(["Clock was changed"]);
    expect(shown(wall).strip.judgedUntil).toBeNull();
    // After three heartbeats it is silent, and a minute later that is an alert.
    clock.ahead += 4 * MINUTE;
    const then = clock.now();
    await until(judged).toBeGreaterThanOrEqual(then);
    clock.ahead += 2 * MINUTE;
    await until(said).toContainEqual(expect.stringMatching(/is silent/));
    expect(shown(wall).strip.judgedUntil).toBeNull();
  });

  it("what was acknowledged on the wrong clock silences nothing that breaks later", async () => {
    const url = `${program.url}/v1/screens/hall`;
    const headers = { "content-type": "application/json" };
    await fetch(url, { method: "PUT", headers, body: JSON.stringify({ scene: "overview", sound: true }) });
    clock.off = HOUR;
    await fetch(`${url}/acknowledge`, { method: "POST", headers });
    const acknowledged = async () => (await screens()).screens[0]!.acknowledgedAt;
    expect(await acknowledged()).toBeGreaterThan(clock.now() - MINUTE);
    clock.off = 0;
    await until(async () => (await acknowledged())! <= clock.now()).toBe(true);
  });
});

it("a clock that was set back while the program was stopped is said at the start", async () => {
  await program.tell(call(clock.now()));
  await program.close();
  clock.off = -HOUR;
  program = await start();
  expect(kinds((await screens()).warnings)).toEqual(["clock-set"]);
  expect(ofSteps().at(-1)).toMatch(/set (59 min|1 h) back while the program was stopped/);
});

it("a start soon after one that was killed says nothing: moments go on five seconds ahead", async () => {
  await program.tell(call(clock.now()));
  expect((await screens()).warnings).toEqual([]);
  await program.close();
  program = await start();
  expect((await screens()).warnings).toEqual([]);
  expect(lines).toEqual([]);
});

describe.skipIf(!SERVER)("of two backends on one database server", () => {
  it("whose clocks differ by an hour each one says so", async () => {
    const database = await makeDatabase();
    closers.push(() => database.drop());
    const [right, wrong] = [movedClock(), movedClock()];
    wrong.off = HOUR;
    const config = { databaseUrl: database.url };
    const programs = [
      await startProgram({ clock: right, config, log }),
      await startProgram({ clock: wrong, config, log }),
    ];
    closers.push(() => Promise.all(programs.map((each) => each.close())));
    const warningsOf = async ({ url }: Program) =>
      ((await (await fetch(`${url}/v1/screens`)).json()) as ScreensAnswer).warnings;
    expect(await warningsOf(programs[1]!)).toMatchObject([{ kind: "clocks-differ" }]);
    expect(lines.filter((line) => line.includes("of the database differ"))).toHaveLength(1);
    await programs[1]!.tell(call(right.now()));
    await programs[0]!.tell(call(right.now()));
    await until(() => warningsOf(programs[0]!)).toMatchObject([{ kind: "clocks-differ" }]);
    expect(lines.filter((line) => line.includes("another backend's clock"))).toHaveLength(1);
  });
});
