/** What a source's heartbeats say of its clock: kept, and shown when it is off. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { isClockOff } from "../../backend/sources/silence.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

describe("a clock is off", () => {
  it.each([
    [null, false],
    [0, false],
    [2_000, false],
    [2_001, true],
    [-2_000, false],
    [-2_001, true],
  ])("by %s ms: %s", (clockOffsetMs, want) => {
    expect(isClockOff({ clockOffsetMs })).toBe(want);
  });
});

describe("the clock of a source", () => {
  let clock: HandClock;
  let program: Program;
  beforeAll(async () => {
    clock = handClock(Date.parse("2026-11-20T10:00:00+07:00"));
    program = await startProgram({ clock });
  });
  afterAll(() => program.close());

  const beat = (off: number) =>
    event("source.beat", clock.now() + off, { through: new Date(clock.now() + off).toISOString() });
  async function told() {
    const listed = (await (await fetch(`${program.url}/v1/sources`)).json()) as {
      clockOffsetMs: number | null;
      clockOff: boolean;
    }[];
    const [lamp] = await program.sources.lamps(program.store.run);
    return [listed[0]!.clockOffsetMs, listed[0]!.clockOff, lamp!.clockOffSeconds];
  }

  it("is not known before its first heartbeat, whatever else it sends", async () => {
    expect(await told()).toEqual([null, false, null]);
    await program.tell(event("call.offered", clock.now() - HOUR, { callId: "c", queue: "report" }));
    expect(await told()).toEqual([null, false, null]);
  });

  it.each([
    ["what a heartbeat's way takes, and is not off", -1_900, [-1_900, false, null]],
    ["slow", -7_400, [-7_400, true, -7]],
    ["fast", 4 * MINUTE, [240_000, true, 240]],
    ["set right again", 0, [0, false, null]],
  ])("is shown: %s", async (_what, off, want) => {
    await clock.turn(15 * SECOND);
    await program.tell(beat(off));
    expect(await told()).toEqual(want);
  });

  it("is what the heartbeat says that was on its way for the shortest time, of several at once", async () => {
    await program.tell(beat(-HOUR), beat(-3_000), beat(-30 * MINUTE));
    expect(await told()).toEqual([-3_000, true, -3]);
  });

  it("stays as it is when other events come, and when a heartbeat is refused", async () => {
    await program.tell(event("call.offered", clock.now() - MINUTE, { callId: "d", queue: "report" }));
    await program.send([beat(6 * MINUTE)]);
    expect(await told()).toEqual([-3_000, true, -3]);
  });
});
