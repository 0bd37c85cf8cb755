import { describe, expect, it } from "vitest";
import { SECOND } from "#calendar/units.ts";
import { remember } from "../../backend/kit/remember.ts";

function counted() {
  let [ticks, reads, isBroken] = [0, 0, false];
  const { known, forget } = remember({ ticks: () => ticks }, async () => {
    const read = ++reads;
    const fails = isBroken;
    await Promise.resolve();
    if (fails) throw new Error("the database is away");
    return read;
  });
  return {
    known,
    forget,
    pass: (ms: number) => {
      ticks += ms;
    },
    break: (now: boolean) => {
      isBroken = now;
    },
  };
}

describe("what is remembered", () => {
  it("is read once for all who ask, also while it is read", async () => {
    const { known } = counted();
    expect(await Promise.all([known(), known()])).toEqual([1, 1]);
    expect(await known()).toBe(1);
  });

  it("is read again when it was changed, also if it was being read just then", async () => {
    const { known, forget } = counted();
    const before = known();
    forget();
    expect(await known()).toBe(2);
    expect(await before).toBe(1);
    expect(await known()).toBe(2);
  });

  it("is read again after ten seconds, for a notification may be lost", async () => {
    const { known, pass } = counted();
    await known();
    pass(10 * SECOND - 1);
    expect(await known()).toBe(1);
    pass(1);
    expect(await known()).toBe(2);
  });

  it("does not remember a failure, and an old failure does not forget what was read since", async () => {
    const { known, forget, break: breakDown } = counted();
    breakDown(true);
    const failed = known();
    await expect(failed).rejects.toThrow("away");
    breakDown(false);
    expect(await known()).toBe(2);
    forget();
    breakDown(true);
    const late = known();
    forget();
    breakDown(false);
    const good = known();
    await expect(late).rejects.toThrow("away");
    expect(await good).toBe(4);
    expect(await known()).toBe(4);
  });
});
