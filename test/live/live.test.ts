import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Joining } from "#wire/live.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { ScreensAnswer } from "#wire/screens.ts";
import { event, type Program, startProgram } from "../program.ts";
import { openScreen as open, type Screen } from "../screen.ts";

let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

const screens: Screen[] = [];
afterEach(() => {
  for (const { socket } of screens.splice(0)) socket.close();
});

async function openScreen(options: { paints?: boolean; join?: unknown } = {}): Promise<Screen> {
  const { join = { scene: "overview", epoch: null, seq: 0 }, paints = true } = options;
  const screen = await open(program.url, join as Joining, { paints });
  screens.push(screen);
  return screen;
}

let calls = 0;
const offer = () =>
  program.tell(event("call.offered", Date.now(), { callId: `call-${++calls}`, queue: "report" }));
const until = (deed: () => unknown) => expect.poll(deed, { timeout: 10_000, interval: 20 });
const offeredOf = (changes: { figures?: Record<string, { value: unknown } | null> }) =>
  changes.figures?.["calls.offered@today"]?.value;

describe("a screen", () => {
  it("gets a snapshot on joining, then frames with absolute values, and a beat every second", async () => {
    const screen = await openScreen();
    await until(() => screen.snapshots.length).toBe(1);
    const [snapshot] = screen.snapshots;
    expect((snapshot!.scenery as Scenery<"overview">).series["calls.offered"]).toHaveLength(12);
    await offer();
    await until(() => screen.frames.some(({ changes }) => offeredOf(changes) === calls)).toBe(true);
    const frame = screen.frames.at(-1)!;
    expect(frame.epoch).toBe(snapshot!.epoch);
    expect(frame.changes.series?.["calls.offered"]?.length ?? 0).toBeLessThan(3);
    const seqs = screen.frames.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, i) => snapshot!.seq + 1 + i));
    const before = screen.beats.length;
    await until(() => screen.beats.length).toBeGreaterThan(before + 2);
    const [first, second] = screen.beats.slice(-2);
    expect(second!.at - first!.at).toBeGreaterThan(500);
  });

  it("that comes back with what it has gets no second snapshot; with another epoch or an older seq it does", async () => {
    const screen = await openScreen();
    await until(() => screen.snapshots.length).toBe(1);
    const { epoch } = screen.snapshots[0]!;
    await until(() => screen.beats.length).toBeGreaterThan(0);
    // What others of this file sent may make a frame between a beat and the join: then it has less than the server.
    const rejoin = async () => {
      const { seq } = screen.beats.at(-1)!;
      const same = await openScreen({ join: { scene: "overview", epoch, seq } });
      await until(() => same.beats.length).toBeGreaterThan(0);
      return { seq, same };
    };
    let { seq, same } = await rejoin();
    for (let tries = 1; tries < 5 && same.beats[0]!.seq !== seq; tries++) ({ seq, same } = await rejoin());
    expect(same.beats[0]!.seq).toBe(seq);
    const other = await openScreen({ join: { scene: "overview", epoch: "of a server that is gone", seq } });
    const older = await openScreen({ join: { scene: "overview", epoch, seq: seq - 1 } });
    await until(() => [other.snapshots.length, older.snapshots.length]).toEqual([1, 1]);
    await until(() => same.beats.length).toBeGreaterThan(1);
    expect(same.snapshots).toEqual([]);
  });

  it("that goes on to another scene gets its snapshot, and nothing of the old one any more", async () => {
    const screen = await openScreen();
    await until(() => screen.snapshots.length).toBe(1);
    for (const scene of ["calls", "freezes", "losses", "overview"] as const) {
      const before = screen.snapshots.length;
      screen.socket.emit("join", { scene, epoch: screen.snapshots[0]!.epoch, seq: -1 });
      await until(() => screen.snapshots.length).toBe(before + 1);
      expect(screen.snapshots.at(-1)!.scene).toBe(scene);
      expect(screen.snapshots.at(-1)!.epoch).toBe(screen.snapshots[0]!.epoch);
    }
    screen.socket.emit("join", { scene: "freezes", epoch: null, seq: 0 });
    await until(() => screen.snapshots.length).toBe(6);
    const other = await openScreen();
    await until(() => other.snapshots.length).toBe(1);
    const frames = screen.frames.length;
    await offer();
    await until(() => other.frames.some(({ changes }) => offeredOf(changes) === calls)).toBe(true);
    await until(() => screen.frames.length).toBeGreaterThan(frames);
    expect(screen.frames.slice(frames).filter(({ changes }) => changes.series)).toEqual([]);
    expect(screen.snapshots).toHaveLength(6);
  });

  it("counts the frames of its scene by itself, without a hole", async () => {
    const screen = await openScreen({ join: { scene: "calls", epoch: null, seq: 0 } });
    await until(() => screen.snapshots.length).toBe(1);
    const { scenery, seq } = screen.snapshots[0]!;
    expect((scenery as Scenery<"calls">).series["calls.answered"]).toHaveLength(36);
    await offer();
    await until(() => screen.frames.some(({ changes }) => offeredOf(changes) === calls)).toBe(true);
    expect(screen.frames.map((frame) => frame.seq)).toEqual(screen.frames.map((_, i) => seq + 1 + i));
    expect(screen.frames.some(({ changes }) => changes.tables?.queues)).toBe(true);
  });

  it("is told within seconds that a source was heard again, though no number has changed", async () => {
    await offer();
    const screen = await openScreen();
    await until(() => screen.snapshots.length).toBe(1);
    const figure = screen.snapshots[0]!.scenery.figures["calls.offered@today"]!;
    const now = Date.now();
    expect(figure.heard).toBeLessThanOrEqual(now);
    await program.tell(event("source.beat", now, { through: new Date(now).toISOString() }));
    const again = () =>
      screen.frames.flatMap(({ changes }) => changes.figures?.["calls.offered@today"] ?? []).at(-1);
    await until(() => again()?.heard).toBeGreaterThanOrEqual(now);
    expect(again()!.value).toBe(figure.value);
  });

  it("that does not paint has one frame in flight, and gets the newest when it has painted, not a queue", async () => {
    const slow = await openScreen({ paints: false });
    const quick = await openScreen();
    await until(() => slow.snapshots.length).toBe(1);
    slow.socket.emit("painted", slow.snapshots[0]!.seq);
    const had = () => slow.frames.length + slow.snapshots.length;
    for (let i = 0; i < 6; i++) {
      const seen = quick.frames.length;
      await offer();
      await until(() => quick.frames.length).toBeGreaterThan(seen);
    }
    // The one after what it has painted: a frame, or a snapshot if one was due before the server heard of the painting.
    expect(had()).toBeLessThanOrEqual(2);
    const before = slow.snapshots.length;
    slow.socket.emit("painted", Math.max(...[...slow.frames, ...slow.snapshots].map(({ seq }) => seq)));
    await until(() => slow.snapshots.length).toBe(before + 1);
    await until(() => slow.snapshots.at(-1)!.scenery.figures["calls.offered@today"]!.value).toBe(calls);
  });

  it("is known to the server by when it last painted", async () => {
    const screen = await openScreen();
    await until(() => screen.snapshots.length).toBe(1);
    const list = async () =>
      ((await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer).unnamed;
    await until(
      async () => (await list()).find(({ id }) => id === screen.socket.id)?.paintedSeq,
    ).toBeGreaterThanOrEqual(screen.snapshots[0]!.seq);
    const known = (await list()).find(({ id }) => id === screen.socket.id)!;
    expect([known.scene, known.frozen]).toEqual(["overview", false]);
  });

  it.each([
    ["no joining", null],
    ["a number", 7],
    ["a name that is an object", { screen: { toString: 1 }, scene: null, epoch: null, seq: 0 }],
    ["a name with a slash", { screen: "hall/1", scene: null, epoch: null, seq: 0 }],
    ["a scene that is an object", { scene: { toString: 1 }, epoch: null, seq: 0 }],
  ])("that says nonsense (%s) is sent away, and the others go on", async (_, join) => {
    const odd = await openScreen({ join });
    await until(() => odd.left).toBe(true);
    const screen = await openScreen();
    await until(() => screen.snapshots.length).toBe(1);
  });

  it.each(["tomorrow", "", "constructor", "__proto__"])(
    "of a newer build, which asks for a scene that this one does not know (%j), gets the overview",
    async (scene) => {
      const newer = await openScreen({ join: { scene, epoch: null, seq: 0 } });
      await until(() => newer.snapshots.map((snapshot) => snapshot.scene)).toEqual(["overview"]);
    },
  );

  it.each([["text"], [null], [{ seq: 1 }], [Number.NaN], [1e300]])(
    "that says it has painted %j is sent away",
    async (painted) => {
      const odd = await openScreen();
      await until(() => odd.snapshots.length).toBe(1);
      odd.socket.emit("painted", painted as never);
      await until(() => odd.left).toBe(true);
    },
  );

  it("that says it has painted what it never got is not believed", async () => {
    const screen = await openScreen({ paints: false });
    await until(() => screen.snapshots.length).toBe(1);
    screen.socket.emit("painted", 999_999_999);
    const list = async () =>
      ((await (await fetch(`${program.url}/v1/screens`)).json()) as ScreensAnswer).unnamed;
    await until(async () => (await list()).find(({ id }) => id === screen.socket.id)?.paintedSeq).toBe(
      screen.snapshots[0]!.seq,
    );
  });
});
