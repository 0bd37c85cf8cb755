import { expect, it, vi } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { openRounds } from "../../backend/kit/rounds.ts";

/** Rounds whose ends the test decides. */
function openHeld() {
  const ends: { resolve(wait: number): void; reject(error: Error): void }[] = [];
  const failures: unknown[] = [];
  let closing: AbortSignal | undefined;
  const rounds = openRounds({
    clock: realClock,
    round(signal) {
      closing = signal;
      return new Promise((resolve, reject) => ends.push({ resolve, reject }));
    },
    retryMs: 1,
    onFailed: (error) => failures.push(error),
  });
  const begun = (count: number) => vi.waitUntil(() => ends.length >= count, { interval: 1 });
  return { rounds, ends, failures, begun, isClosing: () => closing?.aborted };
}

it("the next round begins when it is due, or when it is woken, also in the middle of a round", async () => {
  const { rounds, ends, begun } = openHeld();
  ends[0]!.resolve(0);
  await begun(2);
  rounds.wake();
  ends[1]!.resolve(HOUR);
  await begun(3);
  ends[2]!.resolve(HOUR);
  await new Promise(setImmediate);
  expect(ends).toHaveLength(3);
  rounds.wake();
  await begun(4);
  ends[3]!.resolve(HOUR);
  await rounds.close();
  expect(ends).toHaveLength(4);
});

it("failures in a row are told of once, and tried again", async () => {
  const { rounds, ends, failures, begun } = openHeld();
  for (const [at, isFailure] of [true, true, false, true].entries()) {
    await begun(at + 1);
    if (isFailure) ends[at]!.reject(new Error(`round ${at}`));
    else ends[at]!.resolve(0);
  }
  await begun(5);
  expect(failures).toEqual([new Error("round 0"), new Error("round 3")]);
  ends[4]!.resolve(HOUR);
  await rounds.close();
});

it("closing waits for the round under way, tells it so, and begins no other", async () => {
  const { rounds, ends, failures, isClosing } = openHeld();
  let isClosed = false;
  const closed = rounds.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  expect([isClosing(), isClosed]).toEqual([true, false]);
  ends[0]!.reject(new Error("it was closed under it"));
  await closed;
  expect([ends.length, failures]).toEqual([1, []]);
});
