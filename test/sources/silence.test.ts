import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSilent } from "../../backend/sources/silence.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

describe("a source is silent", () => {
  it.each([
    ["when it was never heard", null, 0, true],
    ["not after three heartbeats", 0, 45_000, false],
    ["after three heartbeats and a moment", 0, 45_001, true],
  ])("%s", (_, heard, now, want) => {
    expect(isSilent({ heard, beatSeconds: 15 }, now)).toBe(want);
  });
});

describe("what depends on a silent source", () => {
  const MINUTE = 60_000;
  // 10:00 in Bangkok.
  const start = Date.UTC(2026, 10, 20, 3, 0);
  let clock: HandClock;
  let program: Program;
  const keys = new Map<string, string>();

  beforeAll(async () => {
    clock = handClock(start);
    program = await startProgram({ clock });
    const register = async (name: string, types: string[], banks: string[] | null) => {
      const { key } = await program.sources.register({
        name,
        nameTh: name,
        types,
        banks,
        beatSeconds: 15,
        simulated: false,
      });
      keys.set(name, key);
    };
    // The first source hands over: it may send nothing any more that a figure stands on.
    await register("first", ["source.beat"], null);
    await register("exchange", ["call.offered", "call.answered", "call.abandoned", "source.beat"], null);
    await register("aoc", ["freeze.requested", "source.beat"], null);
    for (const bank of ["KBANK", "SCB"])
      await register(bank, ["freeze.confirmed", "freeze.refused", "source.beat"], [bank]);
  });
  afterAll(() => program.close());

  const beat = async (name: string, through = clock.now()) => {
    const response = await program.send(
      [event("source.beat", clock.now(), { through: new Date(through).toISOString() })],
      {
        key: keys.get(name)!,
      },
    );
    expect(await response.json()).toMatchObject({ accepted: 1, rejected: [] });
  };
  const minutes = async (metric: string, count: number, more = "") => {
    const from = new Date(start).toISOString();
    const to = new Date(start + count * MINUTE).toISOString();
    const { rows } = await program.figures(`metric=${metric}&from=${from}&to=${to}&step=minute${more}`);
    return rows.map(({ value, state }) => [value, state]);
  };

  it("goes from open over provisional and settled to no data, and never to zero", async () => {
    expect(await minutes("calls.offered", 1)).toEqual([[null, "no-data"]]);
    await beat("exchange");
    expect(await minutes("calls.offered", 2)).toEqual([
      [0, "open"],
      [null, "no-data"],
    ]);
    await program.send([event("call.offered", clock.now(), { callId: "c", queue: "report" })], {
      key: keys.get("exchange")!,
    });
    await clock.turn(30_000);
    await beat("exchange");
    await clock.turn(30_000);
    expect(await minutes("calls.offered", 2)).toEqual([
      [1, "provisional"],
      [0, "open"],
    ]);
    await beat("exchange");
    expect(await minutes("calls.offered", 2)).toEqual([
      [1, "settled"],
      [0, "open"],
    ]);
    // Now it falls silent for five minutes.
    await clock.turn(5 * MINUTE);
    expect(await minutes("calls.offered", 7)).toEqual([
      [1, "settled"],
      // It was heard as this minute began, and then no more.
      [0, "provisional"],
      ...Array(5).fill([null, "no-data"]),
    ]);
    // It comes back and says that nothing happened meanwhile: now zero is a number.
    await beat("exchange");
    expect((await minutes("calls.offered", 6)).slice(1)).toEqual(Array(5).fill([0, "settled"]));
  });

  it("is said per bank: one silent bank leaves its own slice without data and the sum provisional", async () => {
    for (const name of ["aoc", "KBANK", "SCB"]) await beat(name, start);
    await clock.turn(2 * MINUTE);
    for (const name of ["aoc", "KBANK"]) await beat(name);
    const count = (clock.now() - start) / MINUTE;
    const last = async (more = "") => {
      const to = new Date(clock.now()).toISOString();
      const from = new Date(clock.now() - MINUTE).toISOString();
      const { rows } = await program.figures(
        `metric=freezes.confirmed&from=${from}&to=${to}&step=minute${more}`,
      );
      return Object.fromEntries(rows.map(({ slice, value, state }) => [slice.bank ?? "all", [value, state]]));
    };
    expect(count).toBeGreaterThan(0);
    expect(await last()).toEqual({ all: [0, "provisional"] });
    expect(await last("&by=bank")).toEqual({ KBANK: [0, "settled"], SCB: [null, "no-data"] });
  });

  it("is shown by its lamp", async () => {
    const silent = Object.fromEntries(
      (await program.sources.list()).map((source) => [source.name, source.silent]),
    );
    expect(silent).toEqual({ first: true, exchange: true, aoc: false, KBANK: false, SCB: true });
  });
});
