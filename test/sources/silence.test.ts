import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import { isBehind, isSilent } from "../../backend/sources/silence.ts";
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

describe("a source is behind", () => {
  it.each([
    ["when its watermark is what it is heard by", 100_000, 50_000, 145_000, true],
    ["not when it is silent too", 100_000, 50_000, 145_001, false],
    ["not when its last word is what it is heard by", 100_000, 100_000, 100_000, false],
    ["not when it was never heard", null, null, 0, false],
  ])("%s", (_, heard, heardTo, now, want) => {
    expect(isBehind({ heard, heardTo, beatSeconds: 15 }, now)).toBe(want);
  });
});

describe("what depends on a silent source", () => {
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
    // A report at the very start of a minute says nothing of it yet.
    await clock.turn(1);
    await beat("exchange");
    expect(await minutes("calls.offered", 2)).toEqual([
      [1, "settled"],
      [0, "open"],
    ]);
    // Now it falls silent for five minutes.
    await clock.turn(5 * MINUTE - 1);
    expect(await minutes("calls.offered", 7)).toEqual([
      [1, "settled"],
      // It was heard just after this minute began, and then no more.
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

  it("is named by every figure that its share is missing from, now and as of then", async () => {
    const day = "from=2026-11-20T00:00:00%2B07:00&to=2026-11-21T00:00:00%2B07:00&step=day";
    const missing = async (more: string) => {
      const { rows } = await program.figures(`metric=freezes.confirmed&${day}${more}`);
      return Object.fromEntries(rows.map((row) => [row.slice.bank ?? "all", row.missing]));
    };
    // AOC requests, each bank answers: three sources, of which SCB has been silent for two minutes.
    const ofAll = { sources: ["SCB"], of: 3 };
    expect(await missing("")).toEqual({ all: ofAll });
    expect(await missing("&by=bank")).toEqual({ KBANK: undefined, SCB: { sources: ["SCB"], of: 2 } });
    // As of a moment it is known who had reported by the end of the minute before.
    await clock.turn(50_000);
    for (const name of ["aoc", "KBANK"]) await beat(name);
    await clock.turn(10_000);
    const asOf = new Date(clock.now()).toISOString();
    expect(await missing(`&asOf=${asOf}`)).toEqual({ all: ofAll });
    // Before it fell silent nothing was missing; a minute that it had reported on stays whole.
    const before = new Date(start + 3 * MINUTE).toISOString();
    const whole = `from=${new Date(start - 60 * MINUTE).toISOString()}&to=${new Date(start).toISOString()}`;
    const { rows } = await program.figures(`metric=freezes.confirmed&${whole}&step=total&asOf=${before}`);
    expect(rows[0]!.missing).toBeUndefined();
  });

  it("is shown by its lamp", async () => {
    const silent = Object.fromEntries(
      (await program.sources.list()).map((source) => [source.name, source.silent]),
    );
    expect(silent).toEqual({ first: true, exchange: true, aoc: false, KBANK: false, SCB: true });
  });

  it("that sends its history before its first heartbeat counts by its latest event, not by when it spoke", async () => {
    const name = "newcomer";
    const { key } = await program.sources.register({
      name,
      nameTh: name,
      types: ["refund.paid", "source.beat"],
      banks: null,
      beatSeconds: 15,
      simulated: false,
    });
    keys.set(name, key);
    const today = async () => {
      const day = "from=2026-11-20T00:00:00%2B07:00&to=2026-11-21T00:00:00%2B07:00&step=day";
      const { rows } = await program.figures(`metric=refunds.paid&${day}`);
      return [rows[0]!.value, rows[0]!.state, rows[0]!.missing?.sources];
    };
    const its = async () => (await program.sources.list()).find((source) => source.name === name)!;
    const paid = (at: number, id: string) =>
      event("refund.paid", at, { refundId: id, reportId: id, bank: "KBANK", amountSatang: 100_00 });

    const yesterday = start - 24 * 60 * MINUTE;
    const response = await program.send([paid(yesterday, "r-1"), paid(yesterday + MINUTE, "r-2")], { key });
    expect(await response.json()).toMatchObject({ accepted: 2, rejected: [] });
    expect(await its()).toMatchObject({
      heard: clock.now(),
      heardTo: yesterday + MINUTE,
      silent: false,
      behind: true,
    });
    expect(await today()).toEqual([null, "no-data", [name]]);
    // As soon as what it sends is of now, nothing is missing.
    await program.send([paid(clock.now(), "r-3")], { key });
    expect(await its()).toMatchObject({ heardTo: clock.now(), behind: false });
    expect(await today()).toEqual([1, "open", undefined]);
  });

  it("that comes back with an hour's backlog counts by how far it has sent, not by when it spoke", async () => {
    const day = "from=2026-11-20T00:00:00%2B07:00&to=2026-11-21T00:00:00%2B07:00&step=day";
    const offered = async () => {
      const { rows } = await program.figures(`metric=calls.offered&${day}`);
      return [rows[0]!.value, rows[0]!.state, rows[0]!.heard];
    };
    const lamp = async () => {
      const its = (await program.sources.list()).find(({ name }) => name === "exchange")!;
      return { heard: its.heard, heardTo: its.heardTo, silent: its.silent, behind: its.behind };
    };
    await beat("exchange");
    const left = clock.now();
    const last = (await lamp()).heard!;
    await clock.turn(60 * MINUTE);
    expect(await lamp()).toEqual({ heard: last, heardTo: last, silent: true, behind: false });

    // It works the hour off: an old call, and its watermark moves on by ten minutes.
    const call = (minutes: number) =>
      event("call.offered", left + minutes * MINUTE, { callId: `late-${minutes}`, queue: "report" });
    const send = (events: unknown) => program.send(events, { key: keys.get("exchange")! });
    await send([call(5)]);
    await beat("exchange", left + 10 * MINUTE);
    const now = (await lamp()).heard!;
    expect(await lamp()).toEqual({ heard: now, heardTo: left + 10 * MINUTE, silent: false, behind: true });
    expect(await offered()).toEqual([2, "open", left + 10 * MINUTE]);
    const from = (left - start) / MINUTE;
    const since = (await minutes("calls.offered", from + 13)).slice(from + 4);
    expect(since).toEqual([
      [0, "settled"],
      [1, "settled"],
      ...Array(4).fill([0, "settled"]),
      ...Array(3).fill([null, "no-data"]),
    ]);

    // A watermark that is three heartbeats old is as good as its last word.
    await beat("exchange", now - 46_000);
    expect((await offered())[2]).toBe(now - 46_000);
    await beat("exchange", now - 44_000);
    expect(await offered()).toEqual([2, "open", (await lamp()).heard]);
    expect(await lamp()).toMatchObject({ silent: false, behind: false });
    // As known while it was behind, it was behind.
    await clock.turn(2 * MINUTE);
    const asOf = new Date(now - MINUTE).toISOString();
    const { rows } = await program.figures(`metric=calls.offered&${day}&asOf=${asOf}`);
    expect(rows[0]!.heard).toBe(last);
  });

  it("does not hide behind what else it sends: samples count from when they were taken", async () => {
    const types = ["lines.sampled", "source.beat"];
    const board = { name: "board", nameTh: "board", types, banks: null, beatSeconds: 15, simulated: false };
    keys.set("board", (await program.sources.register(board)).key);
    const taken = clock.now();
    const sample = {
      lines: 100,
      busy: 73,
      waiting: 7,
      longestWaitSeconds: 102,
      agentsReady: 0,
      agentsBusy: 73,
    };
    await program.send([event("lines.sampled", taken, sample)], { key: keys.get("board")! });
    await clock.turn(40_000);
    await beat("board");
    const minute = Math.floor(taken / MINUTE) * MINUTE;
    const window = `from=${new Date(minute).toISOString()}&to=${new Date(minute + 2 * MINUTE).toISOString()}`;
    const busy = async (more = "") => {
      const { rows } = await program.figures(`metric=lines.busy&step=total&${window}${more}`);
      return [rows[0]!.value, rows[0]!.heard];
    };
    expect(await busy()).toEqual([73, taken]);
    await clock.turn(2 * MINUTE);
    const asOf = new Date(clock.now() - MINUTE).toISOString();
    expect(await busy(`&asOf=${asOf}`)).toEqual([73, taken]);
  });
});
