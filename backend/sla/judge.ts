import type { FigureState, MissingSources } from "#wire/figures.ts";
import type { Judgement, Objective, VerdictReason } from "#wire/sla.ts";
import { isKept } from "./budget.ts";

/** Cases of a slice in a window: decided, those of them that kept the promise, and those that may still keep it. */
export interface Counted {
  of: bigint;
  kept: bigint;
  pending: bigint;
  state: FigureState;
  missing?: MissingSources;
}

type Judged = Pick<Objective, "target" | "watch" | "minimumSample">;

/** Is the promise kept? The first reason that holds. Compares integers: rounding must not change a judgement. */
export function judged(
  { of, kept, state }: Pick<Counted, "of" | "kept" | "state">,
  { target, watch, minimumSample }: Judged,
): { kind: Judgement; why: VerdictReason } {
  if (state === "no-data") return { kind: "no-data", why: "no-data" };
  if (of === 0n || of < BigInt(minimumSample)) return { kind: "few", why: "too-few" };
  const bad = of - kept;
  if (isKept(bad, of, target)) return { kind: "good", why: "kept" };
  if (watch && isKept(bad, of, watch)) return { kind: "between", why: "in-watch-band" };
  return { kind: "bad", why: "below-target" };
}

/** Which source keeps what it promised: to be heard, and to have sent everything. */
export function freshness(lamp: { heard: number | null; silent: boolean; behind: boolean }): {
  kind: Judgement;
  why: VerdictReason;
} {
  if (lamp.heard === null) return { kind: "no-data", why: "no-data" };
  if (lamp.silent) return { kind: "bad", why: "silent" };
  return lamp.behind ? { kind: "between", why: "behind" } : { kind: "good", why: "kept" };
}
