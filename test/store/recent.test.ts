import { describe, expect, it } from "vitest";
import { openRecent } from "../../backend/store/recent.ts";

/** Reads that are numbered; `fails`: the database does not answer. */
function recentAt() {
  const at = { ticks: 0, reads: 0, fails: false };
  const recent = openRecent(
    async () => {
      const read = ++at.reads;
      if (at.fails) throw new Error("away");
      return read;
    },
    2_000,
    () => at.ticks,
  );
  return { at, recent };
}

describe("what was read lately", () => {
  it("is read once for all who ask within the time, also at once", async () => {
    const { at, recent } = recentAt();
    expect(await Promise.all(Array.from({ length: 10_000 }, recent.get))).toEqual(Array(10_000).fill(1));
    at.ticks = 1_999;
    expect(await recent.get()).toBe(1);
    at.ticks = 2_000;
    expect([await recent.get(), at.reads]).toEqual([2, 2]);
  });

  it("is read anew as soon as it was changed, also by who asked while it was read", async () => {
    const { recent } = recentAt();
    const before = recent.get();
    recent.forget();
    expect([await before, await recent.get()]).toEqual([1, 2]);
  });

  it("counts while the database does not answer, unless it was changed since", async () => {
    const { at, recent } = recentAt();
    await recent.get();
    at.ticks = 2_000;
    at.fails = true;
    expect(await recent.get()).toBe(1);
    recent.forget();
    await expect(recent.get()).rejects.toThrow("away");
    at.fails = false;
    expect(await recent.get()).toBe(4);
  });
});
