import { EVERYTHING } from "#wire/access.ts";
import type { Strip, Warning } from "#wire/sceneParts.ts";
import type { CommonScenery, Scene } from "#wire/scenery.ts";
import type { Figures } from "../figures/figures.ts";
import type { Clock } from "../kit/clock.ts";
import type { Asking, Code } from "../live/asking.ts";
import { composeCommon } from "../live/common.ts";
import { openSlowly } from "../live/longWindows.ts";
import { openRecall, type Touched } from "../live/recall.ts";
import type { Compose } from "../live/sceneRoom.ts";
import { type Composed, composeScene } from "../live/scenes.ts";
import { once, shared } from "../live/shared.ts";
import { answeringOf, planShown, planWalls } from "../sla/all.ts";
import { FREEZE_AGES, readFreezeJudge } from "../sla/freezes.ts";
import type { Sla } from "../sla/sla.ts";
import type { Sources } from "../sources/sources.ts";
import { staffingOf } from "../staffing/staffing.ts";
import { openGathering } from "../store/gathering.ts";
import type { Run } from "../store/store.ts";
import type { Annotations } from "../targets/annotations.ts";
import type { Targets } from "../targets/targets.ts";

/** Reads what the header of walls is made of, for pages: behind events and walls. */
export function openCommon(needs: {
  figures: Figures;
  sla: Sla;
  targets: Targets;
  sources: Sources;
  warnings: () => Warning[];
  strip: (run: Run) => Promise<Strip>;
}): () => Promise<{ at: number; common: CommonScenery }> {
  const { figures, sla, targets, sources, warnings, strip } = needs;
  return async () => {
    const rules = await sla.rules();
    return figures.read(EVERYTHING, { class: "pages" }, async ({ run, ...alone }) => {
      const { now } = alone;
      const reading = shared({ ...alone, asOf: now });
      const asking: Asking = {
        ...reading,
        slowly: reading.ask,
        recall: openRecall(null, new Map()).recall,
        warnings: warnings(),
        plan: (at, by, isBudget) => planWalls(rules, at, by, isBudget),
        expected: once(() => targets.expected(reading)),
        freezes: { ages: FREEZE_AGES, judge: once(() => readFreezeJudge(run, now)) },
        strip: once(() => strip(run)),
        annotations: [],
      };
      const { common } = await composeCommon(asking, sources.lamps(run), []);
      return { at: now, common };
    });
  };
}

/**
 * Composes all that a wall shows: figures, promises, targets, staffing, sources and alerts. The scenes that wait for the
 * database at the same time are composed from one reading.
 */
export function openScenery(needs: {
  figures: Figures;
  clock: Clock;
  sla: Sla;
  targets: Targets;
  annotations: Pick<Annotations, "standing">;
  sources: Sources;
  codes: readonly Code[];
  warnings: () => Warning[];
  strip: (run: Run) => Promise<Strip>;
}): Compose {
  const { figures, clock, sla, targets, annotations, sources, codes, warnings, strip } = needs;
  const slowly = openSlowly();
  const compose = openGathering<
    { scene: Scene; before: Composed | null; touched: Touched },
    Composed & { cost: number }
  >(async (take) => {
    const [rules, aims] = [await sla.rules(), await targets.versions()];
    const noted = await annotations.standing();
    return figures.read(EVERYTHING, { class: "live" }, async ({ run, ...alone }) => {
      // Does not include the wait for a database connection, which is caused by other work.
      const began = clock.ticks();
      const jobs = take();
      const { now } = alone;
      const reading = shared({ ...alone, asOf: now });
      const answering = answeringOf(rules, now);
      const more: Parameters<typeof composeScene>[2] = {
        lamps: once(() => sources.lamps(run)),
        codes,
        staff: (load) => answering && staffingOf(load, answering),
        warnings: warnings(),
        paces: once(() => targets.pace(reading, aims, { isRemembered: true })),
        plan: (at, by, isBudget) => planWalls(rules, at, by, isBudget),
        planShown: (at) => planShown(rules, at),
        expected: once(() => targets.expected(reading)),
        freezes: { ages: FREEZE_AGES, judge: once(() => readFreezeJudge(run, now)) },
        slowly: (ask) => slowly(ask, now),
        strip: once(() => strip(run)),
        annotations: noted,
      };
      const composed = await Promise.all(
        jobs.map(({ scene, before, touched }) => composeScene(scene, reading, more, before, touched)),
      );
      const cost = (clock.ticks() - began) / jobs.length;
      return composed.map((each) => ({ ...each, cost }));
    });
  });
  return (scene, before, touched) => compose({ scene, before, touched });
}
