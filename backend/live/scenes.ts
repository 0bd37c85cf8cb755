import type { Reading } from "#wire/figures.ts";
import type { SceneAnnotation, SourceLamp, Strip, Warning } from "#wire/sceneParts.ts";
import type { Scene, Scenery } from "#wire/scenery.ts";
import {
  type Ask,
  type Asking,
  type Code,
  type JudgingFreezes,
  type PlanVerdicts,
  whenever,
} from "./asking.ts";
import { composeCalls, type Staff } from "./calls.ts";
import { composeFreezes } from "./freezes.ts";
import { composeLosses } from "./losses.ts";
import { composeOverview } from "./overview.ts";
import { type Answers, openRecall, type Touched } from "./recall.ts";
import { composeSla, type PlanShown } from "./sla.ts";
import { composeTargets, type ReadPaces } from "./targets.ts";

/** A scene as of a moment, with the answers that it was composed from. */
export interface Composed {
  at: number;
  scenery: Scenery;
  answers: Answers;
}

/**
 * What a scene shows now: every number is one that GET /v1/figures gives for the same moment. With `before`, what no
 * commit has `touched` since is taken over: it is at most a second old, for each second everything is read.
 */
export async function composeScene(
  scene: Scene,
  reading: Reading,
  more: {
    lamps: () => Promise<SourceLamp[]>;
    codes: readonly Code[];
    staff: Staff;
    paces: ReadPaces;
    warnings: readonly Warning[];
    plan: PlanVerdicts;
    planShown: PlanShown;
    expected: Asking["expected"];
    freezes: JudgingFreezes;
    /** Makes of one that asks one that asks about more than a day at most once a minute. */
    slowly: (ask: Ask) => Ask;
    strip: () => Promise<Strip>;
    annotations: readonly SceneAnnotation[];
  },
  before: Composed | null,
  touched: Touched,
): Promise<Composed> {
  const { recall, answers } = openRecall(before?.answers ?? null, touched);
  const { warnings, plan, strip, expected, freezes, annotations } = more;
  const slowly = more.slowly(reading.ask);
  const asking: Asking = {
    ...{ ...reading, slowly, recall },
    ...{ warnings, plan, strip, expected, freezes, annotations },
  };
  // Everything is asked at once, which makes it one trip to the database.
  const sources = recall("sources", whenever(), more.lamps);
  return { at: reading.asOf, scenery: await compose(scene, asking, sources, more), answers };
}

function compose(
  scene: Scene,
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  {
    codes,
    staff,
    paces,
    planShown,
  }: { codes: readonly Code[]; staff: Staff; paces: ReadPaces; planShown: PlanShown },
): Promise<Scenery> {
  switch (scene) {
    case "overview":
      return composeOverview(asking, sources, paces);
    case "calls":
      return composeCalls(asking, sources, codes, staff);
    case "freezes":
      return composeFreezes(asking, sources, codes);
    case "losses":
      return composeLosses(asking, sources, codes);
    case "targets":
      return composeTargets(asking, sources, paces);
    case "sla":
      return composeSla(asking, sources, codes, planShown);
  }
}
