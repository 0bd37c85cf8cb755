import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY } from "#calendar/units.ts";
import { EVERYTHING } from "#wire/access.ts";
import { EVENT_TYPES } from "#wire/events.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import type { Dimension } from "#wire/sla.ts";
import { openFigures } from "../../backend/figures/figures.ts";
import { checkEvent } from "../../backend/ingest/check.ts";
import { isRefusal } from "../../backend/ingest/checked.ts";
import { type Changed, openIngest } from "../../backend/ingest/ingest.ts";
import type { Ask } from "../../backend/live/asking.ts";
import { type Composed, composeScene } from "../../backend/live/scenes.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { planShown, planWalls } from "../../backend/sla/all.ts";
import { FREEZE_AGES, judgeBy } from "../../backend/sla/freezes.ts";
import { openSla } from "../../backend/sla/sla.ts";
import { openSources } from "../../backend/sources/sources.ts";
import { type Load, staffingOf } from "../../backend/staffing/staffing.ts";
import type { Store } from "../../backend/store/store.ts";
import { handClock } from "../program.ts";
import { openTestStore } from "../store.ts";
import { busyDay } from "./busyDay.ts";

const NOW = Date.parse("2026-11-21T14:05:30+07:00");
const BATCH = 150;
/** How fast banks have been is read every second, with all else. */
const judge = judgeBy(new Map([["SCB", { inTime: 0, of: 9 }]]));

const clock = handClock(NOW);
let store: Store;
beforeAll(async () => {
  store = await openTestStore({ clock });
});
afterAll(() => store.close());

it.each([1])(
  "a scene of which only what commits touched was read again is the scene read whole (seed %i)",
  async (seed) => {
    const sources = openSources({ store, clock, onChanged() {} });
    const { id: sender } = await sources.register({
      name: `all-${seed}`,
      nameTh: "ทั้งหมด",
      types: EVENT_TYPES,
      banks: null,
      beatSeconds: 60,
      simulated: false,
    });
    const codes = await sources.codes();
    const promises = await openSla({ store, clock, onChanged() {} }).rules();
    let touched: Changed = new Map();
    const ingest = openIngest({
      store,
      clock,
      onCommitted: (changed) => {
        touched = changed;
      },
      onUncertain() {},
      onTrouble: (what, error) => {
        throw new Error(what, { cause: error });
      },
    });
    const figures = openFigures({ store, clock, isRebuildDue: async () => false });
    const known = new Map<string, ReadonlySet<string>>();
    for (const { kind, code } of codes) known.set(kind, new Set([...(known.get(kind) ?? []), code]));
    const scope = {
      name: "all",
      types: new Set(EVENT_TYPES),
      banks: null,
      agencies: null,
      accountNumbers: false,
    };
    const rules = { scope, codes: known, now: NOW, oldest: 0, accountKey: null };

    // Two days a week apart, in any order: late events, corrections of earlier minutes, other days.
    const random = chance("incremental", seed);
    const events = [0, 1, 7]
      .flatMap((days) => busyDay(NOW - days * DAY, `${seed}-${days}`))
      .map((event) => ({ event, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event);
    const composed = new Map<Scene, Composed>();
    let takenOver = 0;
    for (let from = 0; from < events.length; from += BATCH) {
      const items = events.slice(from, from + BATCH).map((event) => {
        const checked = checkEvent(event, rules);
        if (isRefusal(checked)) throw new Error(checked.detail);
        return { event: checked, sender, receivedAt: checked.time, kept: false, refused: null };
      });
      await ingest.take(items);
      for (const scene of SCENES) {
        const more = {
          lamps: async () => [],
          codes,
          warnings: [],
          paces: async () => [],
          staff: (load: Load) => staffingOf(load, { share: 0.8, withinSeconds: 20 }),
          plan: (at: number, by: readonly Dimension[], isBudget: boolean) =>
            planWalls(promises, at, by, isBudget),
          planShown: (at: number) => planShown(promises, at),
          slowly: (ask: Ask) => ask,
          expected: async () =>
            new Map([
              ["calls", 900n],
              ["freezes", null],
            ]),
          annotations: [],
          freezes: { ages: FREEZE_AGES, judge: async () => judge },
          strip: async () => ({ alerts: [], open: 0, unacknowledged: 0, judgedUntil: null }),
        };
        const [part, whole] = await figures.read(EVERYTHING, { class: "live" }, async (reading) => [
          await composeScene(scene, reading, more, composed.get(scene) ?? null, touched),
          await composeScene(scene, reading, more, null, new Map()),
        ]);
        const before = composed.get(scene)?.answers;
        for (const [key, { answer }] of part!.answers)
          if (before?.has(key) && answer === before.get(key)!.answer) takenOver++;
        composed.set(scene, part!);
        expect(plain(part!.scenery), `${scene} after ${from + BATCH} events`).toEqual(plain(whole!.scenery));
      }
    }
    expect(takenOver).toBeGreaterThan(0);
    await ingest.close();
  },
);

/** When sources reported, and the staffing, follow within the second in which everything is read. */
function plain(scenery: object): unknown {
  const { staffing: _, ...rest } = scenery as { staffing?: unknown };
  return JSON.parse(JSON.stringify(rest, (key, value) => (key === "heard" ? undefined : value)));
}
