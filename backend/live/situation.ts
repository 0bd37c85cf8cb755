import { SECOND } from "#calendar/units.ts";
import { covers, extentOf, isEverything, type Scope } from "#wire/access.ts";
import type { Rule } from "#wire/alerts.ts";
import type { Snapshot } from "#wire/live.ts";
import type { CommonScenery, FigureKey } from "#wire/scenery.ts";
import type { Situation } from "#wire/situation.schema.ts";
import type { Clock } from "../kit/clock.ts";

/** What pages say in their header, from the same as the walls. */
export interface Situations {
  of(scope: Scope): Promise<Situation>;
}

/** Whoever asks within this time is told the same: it is read once, however many pages are open. */
const KEPT_MS = SECOND;
const FIGURES: readonly FigureKey[] = [
  "calls.service_level@today",
  "freezes.sla_60m@today",
  "freezes.open@7days",
];

export function openSituations(deps: {
  clock: Clock;
  /** What the header of walls is made of, now. */
  common: () => Promise<{ at: number; common: CommonScenery }>;
  banks: Snapshot["banks"];
  /** All open alerts in the order of the strip, and all rules. */
  alerts: () => Promise<Situation["alerts"]>;
  rules: () => Promise<readonly Rule[]>;
}): Situations {
  const { clock, banks } = deps;
  let last: { until: number; reading: ReturnType<typeof read> } | null = null;

  async function read() {
    const [{ at, common }, alerts, rules] = await Promise.all([deps.common(), deps.alerts(), deps.rules()]);
    return {
      at,
      judgedUntil: common.strip.judgedUntil,
      scenery: situated(common),
      alerts,
      rules: rules.filter(({ isOn }) => isOn),
    };
  }
  function known() {
    const ticks = clock.ticks();
    if (last && ticks < last.until) return last.reading;
    const mine = { until: ticks + KEPT_MS, reading: read() };
    last = mine;
    mine.reading.catch(() => {
      if (last === mine) last = null;
    });
    return mine.reading;
  }

  return {
    async of(scope) {
      const { at, judgedUntil, scenery, alerts, rules } = await known();
      const isWithin = (by: Rule["by"], of: string | null) => covers(scope, extentOf({ by, of }));
      return {
        at,
        judgedUntil,
        banks,
        // What it says is of everybody.
        scenery: isEverything(scope) ? scenery : null,
        alerts: alerts.filter(({ subject: { by, of } }) => covers(scope, extentOf({ by, of }))),
        rules: rules.filter(({ by, only }) => only === null || only.every((of) => isWithin(by, of))).length,
      };
    },
  };
}

function situated(common: CommonScenery): CommonScenery {
  const { figures } = common;
  return {
    ...common,
    figures: Object.fromEntries(FIGURES.flatMap((key) => (figures[key] ? [[key, figures[key]]] : []))),
  };
}
