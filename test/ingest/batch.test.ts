import { describe, expect, it } from "vitest";
import { openBatch } from "../../backend/ingest/batch.ts";
import type { Fault } from "../../backend/kit/fault.ts";

/** A batch whose runs wait until the test lets each go on, and what was run so far. */
function open(options: { most?: number; capacity?: number; fails?: (items: string[]) => boolean } = {}) {
  const runs: string[] = [];
  const held: (() => void)[] = [];
  let began: (() => void) | undefined;
  const batch = openBatch<string>({
    most: options.most ?? 4,
    capacity: options.capacity ?? 8,
    async run(items) {
      runs.push(items.join(""));
      const release = new Promise<void>((resolve) => held.push(resolve));
      began?.();
      began = undefined;
      await release;
      if (options.fails?.(items)) throw new Error(`${items.join("")} failed`);
    },
  });
  /** Resolves when a run has begun that nobody has let go yet. */
  const running = async () => {
    if (held.length === 0) await new Promise<void>((resolve) => (began = resolve));
  };
  const letGo = async () => {
    await running();
    held.shift()!();
  };
  return { batch, runs, running, letGo };
}

const outcome = (promise: Promise<void>) =>
  promise.then(
    () => "run",
    (error: Error) => (error as Fault).code ?? error.message,
  );

describe("a batch", () => {
  it("runs a single item at once when nothing else runs", async () => {
    const { batch, runs, letGo } = open();
    const added = batch.add(["a"]);
    await letGo();
    await added;
    expect(runs).toEqual(["a"]);
  });

  it("takes together what arrives in one turn of the event loop", async () => {
    const { batch, runs, letGo } = open();
    const added = [batch.add(["a"]), batch.add(["b"]), batch.add(["c"])];
    await letGo();
    await Promise.all(added);
    expect(runs).toEqual(["abc"]);
  });

  it.each<[string, string[], string[]]>([
    ["what waits goes together", ["b", "c", "d"], ["a", "bcd"]],
    ["never more than the most", ["b", "c", "d", "e", "f"], ["a", "bcde", "f"]],
    ["an addition is not torn apart", ["bcd", "ef"], ["a", "bcd", "ef"]],
    ["a single addition over the most goes whole", ["b", "cdefgh"], ["a", "b", "cdefgh"]],
    ["an empty addition is run too", ["b", ""], ["a", "b"]],
  ])("while one runs, %s", async (_what, additions, expected) => {
    const { batch, runs, running, letGo } = open();
    const added = [batch.add(["a"])];
    await running();
    added.push(...additions.map((items) => batch.add([...items])));
    for (const _ of expected) await letGo();
    await Promise.all(added);
    expect(runs).toEqual(expected);
  });

  it("refuses what comes when too many wait, takes none of it, and takes again when there is room", async () => {
    const { batch, runs, running, letGo } = open({ capacity: 3 });
    const first = batch.add(["a"]);
    await running();
    const second = batch.add(["b", "c", "d"]);
    expect(batch.full).toBe(true);
    const fault = await batch.add(["e"]).catch((error: Fault) => error);
    expect(fault).toMatchObject({ code: "busy", retryAfter: 1 });
    await letGo();
    await first;
    await running();
    expect(batch.full).toBe(false);
    const third = batch.add(["f"]);
    await letGo();
    await letGo();
    await Promise.all([second, third]);
    expect(runs).toEqual(["a", "bcd", "f"]);
  });

  it("lets those in turn who can wait, and never lets in more than one addition over its capacity", async () => {
    const { batch, runs, running, letGo } = open({ capacity: 2, most: 2 });
    const added = [batch.add(["a"])];
    await running();
    for (const items of ["bc", "de", "fg", "h"]) added.push(batch.addInTurn([...items]));
    expect(await outcome(batch.add(["x"]))).toBe("busy");
    for (let run = 0; run < 5; run++) await letGo();
    await Promise.all(added);
    expect(runs).toEqual(["a", "bc", "de", "fg", "h"]);
  });

  it("tells a failure to those who were in that run, and to nobody else", async () => {
    const { batch, running, letGo } = open({ fails: (items) => items.includes("b") });
    const first = outcome(batch.add(["a"]));
    await running();
    const second = [outcome(batch.add(["b"])), outcome(batch.add(["c"]))];
    await letGo();
    await running();
    const third = outcome(batch.add(["d"]));
    await letGo();
    await letGo();
    expect(await Promise.all([first, ...second, third])).toEqual(["run", "bc failed", "bc failed", "run"]);
  });

  it("closes when all that it took has been run, and takes no more", async () => {
    const { batch, runs, running, letGo } = open({ capacity: 2 });
    const first = batch.add(["a"]);
    await running();
    const second = batch.add(["b", "c"]);
    const inLine = outcome(batch.addInTurn(["d"]));
    let closed = false;
    const closing = batch.close().then(() => (closed = true));
    expect(await inLine).toBe("unavailable");
    expect(await outcome(batch.add(["e"]))).toBe("unavailable");
    expect(await outcome(batch.addInTurn(["f"]))).toBe("unavailable");
    expect(closed).toBe(false);
    await letGo();
    await letGo();
    await Promise.all([first, second, closing]);
    expect(runs).toEqual(["a", "bc"]);
  });
});
