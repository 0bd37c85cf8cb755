import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { NamedScreen, ScreensAnswer } from "#wire/screens.ts";
import { event, movedClock, type Program, startProgram } from "../program.ts";
import { openScreen, type Screen } from "../screen.ts";
import { problemOf } from "../socket.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
/** The real clock, put forward by hand. */
const clock = Object.assign(movedClock(), {
  forward(ms: number) {
    clock.ahead += ms;
  },
  /** To the start of the next of these spans: a rotation that lasts one is at its first turn. */
  align(span: number) {
    clock.forward(span - (clock.now() % span));
  },
});
let program: Program;
beforeAll(async () => {
  program = await startProgram({ clock, folder });
});
afterAll(async () => {
  await program.close();
  rmSync(folder, { recursive: true });
});

const walls: Screen[] = [];
afterEach(() => {
  for (const { socket } of walls.splice(0)) socket.close();
});

async function openWall(screen: string): Promise<Screen> {
  const wall = await openScreen(program.url, { screen, scene: null, epoch: null, seq: 0 });
  walls.push(wall);
  await until(() => wall.snapshots.length).toBe(1);
  return wall;
}
/** What is mended is an alert until it has been well for two minutes: they count from when that is seen. */
const isAnythingBad = async () => {
  const open = await program.store.run<{ is_bad: boolean }>("callingAlerts");
  return open.some(({ is_bad }) => is_bad);
};
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 10 });
const shown = (wall: Screen) => wall.assignments.map(({ scene, reason }) => `${scene} ${reason}`);
const last = (wall: Screen) => [
  wall.assignments.at(-1)!.scene,
  wall.assignments.at(-1)!.reason,
  wall.snapshots.at(-1)!.scene,
];

const call = (method: string, path: string, body?: unknown) =>
  fetch(`${program.url}/v1/screens${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
const listed = async () => (await (await call("GET", "")).json()) as ScreensAnswer;
const find = async (name: string) => (await listed()).screens.find((screen) => screen.name === name);

describe("a screen with a name", () => {
  it("that nobody has configured shows the overview, and is listed while it is connected", async () => {
    const wall = await openWall("lobby");
    expect(wall.assignments).toEqual([
      {
        screen: "lobby",
        scene: "overview",
        theme: "dark",
        lang: "th",
        thaiDigits: false,
        reason: "fixed",
        sound: false,
        alarm: null,
      },
    ]);
    expect(await find("lobby")).toMatchObject({
      scene: "overview",
      rotation: null,
      takeover: null,
      connected: true,
      frozen: false,
      assignment: { scene: "overview", reason: "fixed" },
      connections: [{ id: wall.socket.id, scene: "overview" }],
    });
    wall.socket.close();
    await until(() => find("lobby")).toBe(undefined);
    // Anybody can open one: it is not stored.
    expect(await program.store.run("listScreens")).toEqual([]);
  });

  it("that nobody has configured is stored when somebody takes it over", async () => {
    const wall = await openWall("foyer");
    expect((await problemOf(await call("POST", "/nobody/takeover", { scene: "calls" }))).status).toBe(404);
    expect((await call("POST", "/foyer/takeover", { scene: "calls" })).status).toBe(200);
    await until(() => shown(wall)).toEqual(["overview fixed", "calls takeover"]);
    wall.socket.close();
    await until(async () => (await find("foyer"))?.connected).toBe(false);
    expect((await call("DELETE", "/foyer")).status).toBe(204);
  });

  it("follows at once what it is told", async () => {
    const wall = await openWall("desk");
    const plan = { scene: "calls", theme: "light", lang: "en", thaiDigits: true, sound: true };
    const told = (await (await call("PUT", "/desk", plan)).json()) as NamedScreen;
    expect(told).toMatchObject({ name: "desk", ...plan, rotation: null, takeover: null });
    await until(() => wall.snapshots.length).toBe(2);
    expect(wall.assignments.at(-1)).toEqual({ screen: "desk", ...plan, reason: "fixed", alarm: null });
    expect(wall.snapshots.at(-1)!.scene).toBe("calls");
    await call("PUT", "/desk", { ...plan, theme: "dark" });
    await until(() => wall.assignments.at(-1)!.theme).toBe("dark");
    expect(wall.snapshots).toHaveLength(2);
  });

  it("is taken over at once, until the time is over or it is given back", async () => {
    const wall = await openWall("room");
    await call("POST", "/room/takeover", { scene: "losses", minutes: 1 });
    await until(() => shown(wall)).toEqual(["overview fixed", "losses takeover"]);
    const { scene, until: end } = (await find("room"))!.takeover!;
    expect([scene, Math.round((end - clock.now()) / 10_000)]).toEqual(["losses", 6]);
    clock.forward(50_000);
    const beats = wall.beats.length;
    await until(() => wall.beats.length).toBeGreaterThan(beats + 1);
    expect(shown(wall)).toHaveLength(2);
    clock.forward(10_000);
    await until(() => shown(wall)).toEqual(["overview fixed", "losses takeover", "overview fixed"]);
    expect((await find("room"))?.takeover).toBe(null);
    await call("POST", "/room/takeover", { scene: "calls" });
    await until(() => wall.assignments.length).toBe(4);
    expect(((await (await call("DELETE", "/room/takeover")).json()) as NamedScreen).takeover).toBe(null);
    await until(() => shown(wall).slice(3)).toEqual(["calls takeover", "overview fixed"]);
  });

  it("that rotates goes from scene to scene by the server's clock, and comes back with what it has", async () => {
    const turns = (["overview", "calls", "losses"] as const).map((scene) => ({ scene, seconds: 20 }));
    await call("PUT", "/hall", { rotation: turns });
    clock.align(60_000);
    const wall = await openWall("hall");
    const twin = await openWall("hall");
    for (const [ms, scene] of [
      [20_000, "calls"],
      [20_000, "losses"],
      [20_000, "overview"],
    ] as const) {
      clock.forward(ms);
      for (const each of [wall, twin]) await until(() => last(each)).toEqual([scene, "rotation", scene]);
    }
    const { epoch, seq } = twin.frames.at(-1) ?? twin.snapshots.at(-1)!;
    const before = [twin.assignments.length, twin.snapshots.length];
    twin.socket.emit("join", { screen: "hall", scene: "overview", epoch, seq });
    await until(() => twin.assignments.length).toBe(before[0]! + 1);
    const beats = twin.beats.length;
    await until(() => twin.beats.length).toBeGreaterThan(beats + 1);
    expect(twin.snapshots).toHaveLength(before[1]!);
  });

  it("that rotates waits at the scene that shows what is broken, and goes on when its alert is over", async () => {
    const turns = (["overview", "freezes"] as const).map((scene) => ({ scene, seconds: 3_600 }));
    await call("PUT", "/war", { rotation: turns });
    clock.align(7_200_000);
    const wall = await openWall("war");
    expect(last(wall)).toEqual(["overview", "rotation", "overview"]);
    const request = { freezeId: "f-1", bank: "KBANK", hop: 1 };
    const asked = { ...request, reportId: "r-1", amountSatang: 5_000_00, accountToken: "t-1" };
    await program.tell(event("freeze.requested", clock.now() - 56 * 60_000, asked));
    await until(() => last(wall)).toEqual(["freezes", "pinned", "freezes"]);
    await program.tell(event("freeze.confirmed", clock.now(), { ...request, heldSatang: 5_000_00 }));
    await until(() => wall.frames.some(({ changes }) => changes.open === 0)).toBe(true);
    const beats = wall.beats.length;
    await until(() => wall.beats.length).toBeGreaterThan(beats + 1);
    expect(last(wall)).toEqual(["freezes", "pinned", "freezes"]);
    await until(isAnythingBad).toBe(false);
    clock.forward(120_000);
    await until(() => last(wall)).toEqual(["overview", "rotation", "overview"]);
  });

  it("that rotates goes on when the bank never answers and the lost promise is no longer news", async () => {
    const turns = (["overview", "freezes"] as const).map((scene) => ({ scene, seconds: 3_600 }));
    await call("PUT", "/war", { rotation: turns });
    clock.align(7_200_000);
    const never = { freezeId: "f-2", bank: "KBANK", hop: 1, reportId: "r-1", accountToken: "t-1" };
    await program.tell(
      event("freeze.requested", clock.now() - 119 * 60_000, { ...never, amountSatang: 5_000_00 }),
    );
    const wall = await openWall("war");
    await until(() => last(wall)).toEqual(["freezes", "pinned", "freezes"]);
    expect(wall.snapshots.at(-1)!.scenery).toMatchObject({ open: 1, overdue: 1 });
    clock.forward(100_000);
    await until(isAnythingBad).toBe(false);
    clock.forward(120_000);
    await until(() => last(wall)).toEqual(["overview", "rotation", "overview"]);
    expect(wall.snapshots.at(-1)!.scenery).toMatchObject({
      open: 1,
      overdue: 1,
      risks: [{ why: "long-over", bank: "KBANK", count: 1 }],
    });
  });

  it("that is a named one is not led away by a scene that it asks for late", async () => {
    const wall = await openWall("late");
    wall.socket.emit("join", { scene: "losses", epoch: null, seq: 0 });
    wall.socket.emit("join", { scene: "overview", epoch: null, seq: 0 });
    await until(() => wall.snapshots.length).toBe(2);
    expect(wall.snapshots.map(({ scene }) => scene)).toEqual(["overview", "overview"]);
  });

  it("that another build has put in the database shows what this build knows of it, and stops no other", async () => {
    const wrote = (name: string, scene: string | null, rotation: unknown, look = ["dark", "th"]) =>
      program.store.run("putScreen", [
        ...[name, scene, rotation === null ? null : JSON.stringify(rotation), ...look, false, false],
        ...[new Date(clock.now()).toISOString(), 200, null],
      ]);
    const calls = { scene: "calls", seconds: 3_600 };
    await wrote("tomorrow", "unknown", null, ["sepia", "lo"]);
    await wrote("turns", null, [{ scene: "unknown", seconds: 3_600 }, calls]);
    await wrote("none", null, [{ scene: "unknown", seconds: 3_600 }]);
    await wrote("broken", null, { scene: "calls" });
    await wrote("nulls", null, [null, 7, { seconds: 5 }, { ...calls, seconds: "soon" }]);
    await wrote("good", "losses", null);
    await program.store.run("takeOverScreen", [
      ...["good", "unknown", new Date(clock.now() + 60_000).toISOString()],
      new Date(clock.now()).toISOString(),
    ]);
    // Until what this backend knows of the screens is read again.
    clock.forward(2_000);
    const overview = ["overview", "fixed", "overview"];
    expect(last(await openWall("tomorrow"))).toEqual(overview);
    expect(await find("tomorrow")).toMatchObject({ scene: "overview", theme: "dark", lang: "th" });
    expect(last(await openWall("turns"))).toEqual(["calls", "rotation", "calls"]);
    for (const name of ["none", "broken", "nulls"]) expect(last(await openWall(name))).toEqual(overview);
    const taken = await openWall("good");
    expect(last(taken)).toEqual(["overview", "takeover", "overview"]);
    clock.forward(60_000);
    await until(() => last(taken)).toEqual(["losses", "fixed", "losses"]);
    for (const name of ["tomorrow", "turns", "none", "broken", "nulls", "good"])
      await call("DELETE", `/${name}`);
  });

  it("can be removed when it is gone", async () => {
    await call("PUT", "/old", { scene: "calls" });
    expect((await call("DELETE", "/old")).status).toBe(204);
    expect(await find("old")).toBe(undefined);
    expect((await problemOf(await call("DELETE", "/old"))).status).toBe(404);
  });
});

describe("the screens", () => {
  it("are the same after a restart of the server", async () => {
    const before = (await listed()).screens.map(({ name, scene, rotation, updatedAt }) => ({
      name,
      scene,
      rotation,
      updatedAt,
    }));
    expect(before.length).toBeGreaterThan(3);
    await program.close();
    program = await startProgram({ clock, folder });
    expect((await listed()).screens).toMatchObject(before);
  });
});
