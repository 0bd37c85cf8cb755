/** The standing comparison: what differs from the raw events is found, said, and found well again; what does not is never said. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { startOfDay } from "../../backend/calendar/days.ts";
import type { Clock } from "../../backend/kit/clock.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { openReconciliation, type Reconciliation } from "../../backend/rebuild/reconcile.ts";
import type { Store } from "../../backend/store/store.ts";
import { sample } from "../figures/arbitrary.ts";
import { event } from "../program.ts";
import { openCentre, openTelling } from "./centre.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const history = sample(SEED, { entities: 150 });
const times = history.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
/** A day and a half, with a midnight of Bangkok in it. */
const middle = startOfDay(times[times.length >> 1]! + DAY / 2);
const [FROM, TO] = [middle - DAY, middle + 12 * HOUR];
const HOURS = 36;
const folder = mkdtempSync(join(tmpdir(), "war-room-"));
let store: Store;
let tell: Awaited<ReturnType<typeof openTelling>>;
let now = TO + HOUR;
/** Nobody rests. */
const clock: Clock = {
  now: () => now,
  ticks: () => performance.now(),
  sleep: (_ms, signal) => setTimeout(5, undefined, { signal }).catch(() => {}),
  every: () => () => {},
};
let running: Reconciliation | null = null;
const said: string[] = [];

const callsOf = (at: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    event("call.offered", at + n * 1_000, { callId: `c-${at}-${n}`, queue: "report" }),
  );

const freezesOf = (at: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    event("freeze.requested", at + n * 1_000, {
      freezeId: `f-${n}`,
      reportId: `f-${n}`,
      bank: "KBANK",
      hop: 1,
      amountSatang: 100,
      accountToken: "t",
    }),
  );

const samplesOf = (at: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    event("lines.sampled", at + n * MINUTE, {
      lines: 100,
      busy: 5,
      waiting: 1,
      longestWaitSeconds: 5,
      agentsReady: 5,
      agentsBusy: 5,
    }),
  );

beforeAll(async () => {
  store = await openCentre(folder);
  tell = await openTelling(store);
  await store.run("note drop", [new Date(FROM).toISOString()]);
  await tell(history.filter(({ time }) => Date.parse(time) >= FROM && Date.parse(time) < TO));
  await tell(callsOf(middle - 3 * HOUR, 50));
  // Whatever the seed has, a test spoils some of them: which ones, their hashes say.
  await tell(freezesOf(middle - 2 * HOUR, 20));
  await tell(samplesOf(middle, 20));
});
afterEach(async () => {
  await running?.stop();
  running = null;
  said.length = 0;
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const open = () =>
  (running = openReconciliation({ store, clock, onTrouble: (what) => void said.push(what) }));

/** Until each hour has been compared, all of them anew. */
async function round(): Promise<Reconciliation> {
  await store.run("lose hours");
  const reconciliation = open();
  await compared(reconciliation);
  return reconciliation;
}

const compared = (reconciliation: Reconciliation) =>
  expect
    .poll(() => reconciliation.state()?.compared ?? 0, { timeout: 50_000, interval: 20 })
    .toBeGreaterThanOrEqual(HOURS);

const mend = () =>
  rebuildCells({
    store,
    now,
    restart: true,
    onNote: () => {},
    onProgress: () => {},
    asked: { since: null, until: null },
  });

describe(`the standing comparison (seed ${SEED})`, () => {
  it("compares every hour that has all its events, and finds nothing where all is right", async () => {
    const reconciliation = await round();
    expect(reconciliation.state()).toMatchObject({ wrong: 0, firstWrong: null });
    expect(reconciliation.warnings()).toEqual([]);
    expect(said).toEqual([]);
  });

  it("does not take events that come in meanwhile, late ones too, for a difference", async () => {
    await store.run("lose hours");
    const reconciliation = open();
    for (let n = 0; n < 20; n++) await tell(callsOf(FROM + n * HOUR + n, 20));
    await compared(reconciliation);
    expect(reconciliation.warnings()).toEqual([]);
    expect(said).toEqual([]);
  });

  it.each([
    ["cells", "spoil call_cells", "calls"],
    ["an entity", "lose freezes", "freezes"],
    ["samples", "spoil line_samples", "lines"],
    ["only the day", "spoil a day", "calls"],
    // And its day, which is the sum of its hours still.
    ["an hour", "spoil an hour", "calls"],
  ])(
    "finds %s that differ, says it once and in the database, and that it is well again",
    async (_what, spoil, kind) => {
      await store.run(spoil);
      let reconciliation = await round();
      const [warning] = reconciliation.warnings();
      expect(warning).toMatchObject({ kind: "figures-differ", since: expect.any(Number) });
      expect(warning!.hours).toBeGreaterThan(0);
      expect(said).toHaveLength(warning!.hours);
      for (const line of said) expect(line).toContain(` of ${kind}): npm run audit names the days`);
      // Known from the start, without a comparison.
      await reconciliation.stop();
      running = null;
      now += MINUTE;
      reconciliation = open();
      await expect.poll(() => reconciliation.warnings()).toEqual([warning]);
      expect(said).toHaveLength(warning!.hours);
      await mend();
      now += 11 * MINUTE;
      await expect.poll(() => reconciliation.warnings(), { timeout: 50_000 }).toEqual([]);
      expect(said).toHaveLength(2 * warning!.hours);
      expect(said.at(-1)).toMatch(/are what the raw events say again$/);
    },
  );

  it("compares again after a day, and soon what comes in late, before all others or after an idle time", async () => {
    const reconciliation = await round();
    const { newest } = reconciliation.state()!;
    await tell([...callsOf(FROM - DAY, 3), ...callsOf(now, 3)]);
    await store.run("note drop", [new Date(FROM - DAY).toISOString()]);
    now += DAY + MINUTE;
    await expect
      .poll(() => reconciliation.state(), { timeout: 50_000, interval: 20 })
      .toMatchObject({ hours: HOURS + 24 + 25, compared: HOURS + 24 + 25, wrong: 0 });
    await expect.poll(() => reconciliation.state()!.oldest! > newest!, { timeout: 50_000 }).toBe(true);
    expect(said).toEqual([]);
  });
});
