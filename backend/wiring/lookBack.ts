import type { LookBack } from "#wire/sla.ts";
import { aboveOf } from "../figures/metric.ts";
import { METRICS } from "../figures/registry.ts";
import type { Clock } from "../kit/clock.ts";
import { openLookBack } from "../sla/lookBack.ts";
import type { Sla } from "../sla/sla.ts";
import type { Sources } from "../sources/sources.ts";
import type { Store } from "../store/store.ts";

/** Looks back at what alerts would have been raised, by the figures and the senders of this centre. */
export function lookBackOf(needs: {
  store: Store;
  clock: Clock;
  sla: Sla;
  sources: Sources;
  codes: readonly { kind: string; code: string }[];
}): LookBack {
  const { store, clock, sla, sources, codes } = needs;
  return openLookBack({
    store,
    clock,
    rules: sla.rules,
    codesOf: (wanted) => codes.filter(({ kind }) => kind === wanted).map(({ code }) => code),
    async banksOf(metric) {
      const { types } = METRICS.get(metric)!;
      const senders = (await sources.list()).filter((source) =>
        source.types.some((type) => types.includes(type)),
      );
      return senders.flatMap(({ banks }) => banks ?? []);
    },
    aboveOf: (metric) => aboveOf(METRICS.get(metric)!),
  });
}
