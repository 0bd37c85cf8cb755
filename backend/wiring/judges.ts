import type { Judges } from "../reports/judging.ts";
import { judgePeriod } from "../sla/all.ts";
import type { Sla } from "../sla/sla.ts";
import { inForce } from "../targets/inForce.ts";
import type { Targets } from "../targets/targets.ts";

/** How reports judge promises and targets: by what is said of them now, or by the versions that a report names. */
export function judgesOf({ sla, targets }: { sla: Sla; targets: Targets }): () => Promise<Judges> {
  return async () => {
    const [rules, versions] = [await sla.rules(), await targets.versions()];
    const named = <V extends { id: string; version: number }>(
      all: readonly V[],
      only?: ReadonlyMap<string, number>,
    ) => (only ? all.filter(({ id, version }) => only.get(id) === version) : all);
    return {
      exclusions: rules.exclusions,
      objectives: (reading, period, scope, only) =>
        judgePeriod({ ...rules, versions: named(rules.versions, only) }, reading, period, scope),
      targets: (reading, until, scope, only) =>
        targets.stood(
          reading,
          only ? named(versions, only) : inForce(versions, Math.min(reading.now, until - 1)),
          until,
          scope,
        ),
    };
  };
}
