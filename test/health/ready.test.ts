import { describe, expect, it } from "vitest";
import { openReady } from "../../backend/health/ready.ts";
import { Fault } from "../../backend/kit/fault.ts";

/** Pings that are counted; `answer` is that of the next one. */
function readyAt() {
  const at = { ticks: 0, pings: 0, isFull: false, answer: (): Promise<unknown> => Promise.resolve() };
  const store = {
    run() {
      at.pings++;
      return at.answer();
    },
    requireSpace() {
      if (at.isFull) throw new Fault("disk-full", "full", { retryAfter: 30 });
    },
  };
  return { at, ready: openReady({ clock: { ticks: () => at.ticks }, store }) };
}
const away = () => Promise.reject(new Fault("unavailable", "away", { retryAfter: 2 }));

describe("whether it is ready", () => {
  it("is asked once for all who ask at once or within a second", async () => {
    const { at, ready } = readyAt();
    expect(await Promise.all(Array.from({ length: 1_000 }, ready))).toEqual(Array(1_000).fill(null));
    at.ticks = 999;
    expect([await ready(), at.pings]).toEqual([null, 1]);
    at.ticks = 1_000;
    expect([await ready(), at.pings]).toEqual([null, 2]);
  });

  it.each([
    ["the database is away", "unavailable", (at: { answer: () => Promise<unknown> }) => (at.answer = away)],
    ["its disk is full", "disk-full", (at: { isFull: boolean }) => (at.isFull = true)],
  ] as const)("is answered so for a second, and not longer, when %s", async (_what, code, breakIt) => {
    const { at, ready } = readyAt();
    breakIt(at);
    const faults = await Promise.all(Array.from({ length: 1_000 }, ready));
    expect([new Set(faults.map((fault) => fault?.code)), at.pings <= 1]).toEqual([new Set([code]), true]);
    at.isFull = false;
    at.answer = () => Promise.resolve();
    expect((await ready())?.code).toBe(code);
    at.ticks = 1_000;
    expect(await ready()).toBeNull();
  });

  it("is not asked again while the database thinks, and the second begins with its answer", async () => {
    const { at, ready } = readyAt();
    let say = () => {};
    at.answer = () => new Promise<void>((resolve) => (say = resolve));
    const first = ready();
    at.ticks = 60_000;
    const second = ready();
    say();
    expect([await first, await second, at.pings]).toEqual([null, null, 1]);
    at.ticks = 60_999;
    expect([await ready(), at.pings]).toEqual([null, 1]);
  });
});
