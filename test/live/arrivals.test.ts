import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { openArrivals } from "../../backend/live/arrivals.ts";
import { handClock } from "../program.ts";

function open() {
  const clock = handClock(0);
  const arrivals = openArrivals(clock);
  const entered: number[] = [];
  const refused: number[] = [];
  const sockets: PassThrough[] = [];
  function come(count: number) {
    for (let left = count; left > 0; left--) {
      const socket = new PassThrough();
      const n = sockets.push(socket) - 1;
      arrivals.add(
        socket,
        () => entered.push(n),
        () => refused.push(n),
      );
    }
  }
  return { clock, arrivals, entered, refused, sockets, come };
}
const nextTurn = () => new Promise(setImmediate);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("displays that come at once", () => {
  it("are let in ten by ten, in their order, and others' work goes between", async () => {
    const { clock, entered, come } = open();
    come(25);
    expect(entered).toEqual(upTo(10));
    await clock.turn(19);
    expect(entered).toEqual(upTo(10));
    await clock.turn(1);
    expect(entered).toEqual(upTo(20));
    await clock.turn(20);
    expect(entered).toEqual(upTo(25));
  });

  it("wait while a hundred are on the way: one that has its snapshot, or goes, makes room for the next", async () => {
    const { clock, arrivals, entered, sockets, come } = open();
    come(103);
    await clock.turn(900);
    expect(entered).toEqual(upTo(100));
    arrivals.settled(sockets[7]!);
    await clock.turn(20);
    expect(entered).toEqual(upTo(101));
    arrivals.settled(sockets[7]!);
    await clock.turn(20);
    expect(entered).toEqual(upTo(101));
    await once(sockets[8]!.destroy(), "close");
    await clock.turn(20);
    expect(entered).toEqual(upTo(102));
  });

  it("do not wait for those that are on the way for over a second", async () => {
    const { clock, arrivals, entered, come } = open();
    come(101);
    await clock.turn(1_000);
    arrivals.sweep();
    expect(entered).toEqual(upTo(100));
    await clock.turn(1);
    arrivals.sweep();
    expect(entered).toEqual(upTo(101));
  });

  it("are refused after twelve seconds, for they would give up on the way; those that came later are let in", async () => {
    const { clock, arrivals, entered, refused, come } = open();
    come(101);
    await clock.turn(11_000);
    come(1);
    await clock.turn(1_001);
    expect([entered.length, refused]).toEqual([100, []]);
    arrivals.sweep();
    expect([entered.at(-1), entered.length, refused]).toEqual([101, 101, [100]]);
  });

  it("are refused when more wait than are let in within twelve seconds", () => {
    const { entered, refused, come } = open();
    come(10 + 6_000);
    expect([entered.length, refused]).toEqual([10, []]);
    come(1);
    expect([entered.length, refused]).toEqual([10, [6_010]]);
  });

  it("are let in two by two while one comes in each turn of the event loop, for others wait behind them", async () => {
    const { clock, entered, come } = open();
    let isOn = true;
    async function comeEachTurn() {
      for (; isOn; await nextTurn()) come(1);
    }
    const coming = comeEachTurn();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    const first = entered.length;
    expect(first).toBeLessThan(10);
    for (const round of [1, 2, 3]) {
      await clock.turn(20);
      expect(entered.length).toBe(first + 2 * round);
    }
    isOn = false;
    await coming;
    await nextTurn();
    await clock.turn(20);
    expect(entered.length).toBe(first + 6 + 10);
  });

  it("that go while they wait are let in no more, and leave room", async () => {
    const { clock, entered, refused, sockets, come } = open();
    come(10 + 6_000);
    await once(sockets[10]!.destroy(), "close");
    come(1);
    expect(refused).toEqual([]);
    await clock.turn(20);
    expect(entered).toEqual([...upTo(10), ...upTo(10).map((n) => n + 11)]);
  });
});
