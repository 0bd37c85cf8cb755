/** Cells worked out again from the raw events: the wrong ones become right, and the right ones are not touched. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { startOfDay } from "../../backend/calendar/days.ts";
import { DAY } from "../../backend/calendar/units.ts";
import { type Progress, rebuildCells } from "../../backend/rebuild/cells.ts";
import { type Asked, dayText } from "../../backend/rebuild/range.ts";
import { KINDS } from "../../backend/store/cells.ts";
import type { Store } from "../../backend/store/store.ts";
import { sample } from "../figures/arbitrary.ts";
import { event } from "../program.ts";
import { contents, openCentre, openTelling, spoilCells, versions } from "./centre.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store;
let tell: Awaited<ReturnType<typeof openTelling>>;
const all = sample(SEED, { entities: 300 });
const timesOf = (events: CloudEvent[]) => events.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
const middle = startOfDay(timesOf(all)[all.length >> 1]!);
/** Nine days of it, and what later events carry lies a day before. */
const nearby = (events: CloudEvent[]) =>
  events.filter(({ time }) => Math.abs(Date.parse(time) - middle) < 4 * DAY);
const history = nearby(all);
const [first, last] = [timesOf(history)[0]!, timesOf(history).at(-1)!].map(startOfDay) as [number, number];

/** Two exchanges that sample their lines every 20 s, for an hour. */
const samples = (sender: number) =>
  Array.from({ length: 180 }, (_, n) =>
    event("lines.sampled", middle + 9 * HOUR + n * 20_000, {
      lines: 100,
      busy: (n * sender) % 100,
      waiting: n % 7,
      longestWaitSeconds: n % 50,
      agentsReady: 5,
      agentsBusy: n % 40,
    }),
  );

beforeAll(async () => {
  store = await openCentre(folder);
  tell = await openTelling(store);
  await tell(history);
  for (const sender of [1, 2]) await tell(samples(sender), sender);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function rebuild(
  options: { asked?: Partial<Asked>; restart?: boolean; onProgress?: (progress: Progress) => void } = {},
) {
  const notes: string[] = [];
  const rebuilt = await rebuildCells({
    store,
    now: last + DAY - 1,
    restart: options.restart ?? false,
    asked: { since: null, until: null, ...options.asked },
    onNote: (sentence) => notes.push(sentence),
    onProgress: options.onProgress ?? (() => {}),
  });
  return { ...rebuilt, notes };
}

describe(`a rebuild (seed ${SEED})`, () => {
  it("writes nothing where all is right, bit for bit", async () => {
    const before = await versions(store);
    expect(before.length).toBeGreaterThan(500);
    expect(await rebuild()).toMatchObject({ entities: 0, cells: 0, notes: [] });
    expect(await versions(store)).toEqual(before);
  });

  it("mends cells of every kind and tier, lost, wrong and invented ones", async () => {
    const right = await contents(store);
    await spoilCells(store);
    await store.run("invent call_cells", [middle + HOUR]);
    await store.run("invent line_samples", [middle + HOUR]);
    expect(await contents(store)).not.toEqual(right);
    const { cells } = await rebuild();
    expect(cells).toBeGreaterThan(100);
    expect(await contents(store)).toEqual(right);
    expect(await rebuild()).toMatchObject({ entities: 0, cells: 0 });
  });

  it("mends entities too, and what they count for with them", async () => {
    const right = await contents(store);
    await store.run("lose freezes");
    await store.run("spoil calls");
    await spoilCells(store);
    const { entities, notes } = await rebuild();
    expect(entities).toBeGreaterThan(10);
    expect(notes).toContain("freezes: entities were mended; all days are compared once more");
    expect(await contents(store)).toEqual(right);
  });

  it("of a range mends its days, and no other", async () => {
    const right = await contents(store);
    await spoilCells(store);
    const spoilt = await contents(store);
    const { since, until } = await rebuild({ asked: { since: middle, until: middle + DAY } });
    expect([since, until]).toEqual([middle, middle + DAY]);
    const partly = await contents(store);
    expect(partly).not.toEqual(spoilt);
    expect(partly).not.toEqual(right);
    await rebuild({ asked: { until: middle } });
    await rebuild({ asked: { since: middle + DAY } });
    expect(await contents(store)).toEqual(right);
  });

  it("mends what lies in compressed chunks, and leaves them compressed", async () => {
    const right = await contents(store);
    await store.run("compress events");
    await spoilCells(store);
    await rebuild();
    expect(await contents(store)).toEqual(right);
  });

  it("goes through the kinds day by day, and says how far it is", async () => {
    const told: Progress[] = [];
    const { since, until } = await rebuild({ onProgress: (progress) => told.push(progress) });
    const days = (until - since) / DAY;
    expect(told.map(({ done }) => done)).toEqual(Array.from({ length: days * KINDS.length }, (_, n) => n));
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    expect(told.every(({ total }) => total === days * KINDS.length)).toBe(true);
  });
});

describe("while events come in", () => {
  /** Late, corrected and new ones, of the days that are being rebuilt. */
  const more = nearby(sample(SEED + 1, { entities: 150, prefix: "more-" }));
  const corrected = history.map((told, n): CloudEvent => {
    const data = { ...told.data, revision: 9 } as CloudEvent["data"];
    return { ...told, id: `corrected-${n}`, data } as CloudEvent;
  });

  it("counts each of them once", async () => {
    await spoilCells(store);
    const waiting = [...more, ...corrected.filter((_, n) => n % 3 === 0)];
    const size = Math.ceil(waiting.length / 150);
    let underWay: Promise<void>[] = [];
    let turns = 0;
    await rebuild({
      onProgress: () => {
        if (++turns % 2 === 0 && waiting.length > 0) underWay.push(tell(waiting.splice(0, size)));
      },
    });
    await Promise.all(underWay);
    expect(turns).toBeGreaterThan(20);
    underWay = [tell(waiting)];
    await Promise.all(underWay);
    // The same events without a rebuild: what another centre counts that was told them in this order.
    const other = mkdtempSync(join(tmpdir(), "war-room-"));
    const plain = await openCentre(other);
    const tellPlain = await openTelling(plain);
    await tellPlain(history);
    for (const sender of [1, 2]) await tellPlain(samples(sender), sender);
    await tellPlain([...more, ...corrected.filter((_, n) => n % 3 === 0)]);
    const counted = (rows: string[]) => rows.filter((row) => /^\w+_cells /.test(row));
    const wanted = counted(await contents(plain));
    await plain.close();
    rmSync(other, { recursive: true });
    expect(counted(await contents(store))).toEqual(wanted);
    expect(await rebuild()).toMatchObject({ entities: 0, cells: 0 });
  });
});

describe("a rebuild that stops half-way", () => {
  const stopAt = (count: number) => (progress: Progress) => {
    if (progress.done === count) throw new Error("stopped by the test");
  };

  it("goes on where it was with the same range, and refuses another", async () => {
    const right = await contents(store);
    await spoilCells(store);
    let stopped = 0;
    await expect(
      rebuild({
        onProgress: (progress) => {
          stopped = progress.day;
          stopAt(3)(progress);
        },
      }),
    ).rejects.toThrow("stopped by the test");
    await expect(rebuild({ asked: { since: middle } })).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringMatching(
        /^a rebuild of all days stands half-way \(calls, \d{4}-\d\d-\d\d\); .*--restart$/,
      ),
    });
    const done: number[] = [];
    const { notes } = await rebuild({ onProgress: (progress) => done.push(progress.done) });
    expect(notes).toEqual([`goes on where it was: calls, ${dayText(stopped)}`]);
    expect(done[0]).toBe(3);
    expect(await contents(store)).toEqual(right);
  });

  it("begins anew when it is told to", async () => {
    await expect(rebuild({ onProgress: stopAt(3) })).rejects.toThrow();
    const done: number[] = [];
    const { notes } = await rebuild({ restart: true, onProgress: (progress) => done.push(progress.done) });
    expect([notes, done[0]]).toEqual([[], 0]);
  });

  it("writes nothing more once another process has taken over", async () => {
    const right = await contents(store);
    await spoilCells(store);
    let taken: Promise<unknown> | undefined;
    const replaced = rebuild({
      onProgress: ({ done }) => {
        if (done === 2) taken = rebuild({ restart: true });
      },
    });
    await expect(replaced).rejects.toMatchObject({
      message: "another process rebuilds the cells too; it goes on, this one stops",
    });
    await taken;
    expect(await contents(store)).toEqual(right);
  });
});

describe("where raw events have been dropped", () => {
  it("a rebuild that is under way leaves those days as they are, and says so", async () => {
    const right = await contents(store);
    let dropping: Promise<unknown> | undefined;
    await spoilCells(store);
    const spoilt = await contents(store);
    const since = middle + DAY;
    const { notes } = await rebuild({
      onProgress: ({ kind, done }) => {
        if (kind === "calls" && done === 0)
          dropping = store.run("note drop", [new Date(since).toISOString()]);
      },
    });
    await dropping;
    expect(notes[0]).toBe(
      `calls: raw events before ${dayText(since)} have been dropped meanwhile; those days stay as they are`,
    );
    const mended = await contents(store);
    expect(mended).not.toEqual(right);
    expect(mended).not.toEqual(spoilt);
  });

  it("figures stay: it begins after them, and refuses a range before them", async () => {
    await store.run("drop events", [new Date(middle + HOUR).toISOString()]);
    const before = await contents(store);
    const whole = middle + DAY;
    expect(await rebuild()).toMatchObject({
      since: whole,
      notes: [
        `raw events before ${dayText(whole)} have been dropped: the cells of those days stay as they are`,
      ],
    });
    expect(await contents(store)).toEqual(before);
    await expect(rebuild({ asked: { since: first, until: middle } })).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("nothing of that range can be worked out: raw events are there from"),
    });
    expect(await contents(store)).toEqual(before);
  });
});
