import type { SourceLamp } from "#wire/sceneParts.ts";
import type { Dimension, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import { isKept } from "./budget.ts";
import { freshness } from "./judge.ts";
import { FRESHNESS } from "./promisedFigures.ts";

/** Which sources are heard in time and have sent everything: one verdict for each, and one of all. */
export function fresh(
  versions: readonly ObjectiveVersion[],
  lamps: readonly SourceLamp[],
  at: number,
): Verdict[] {
  return versions
    .filter(({ objective }) => objective.metric === FRESHNESS && objective.enabled)
    .flatMap((version) => version.objective.by.flatMap((by) => ofDimension(version, by, lamps, at)));
}

function ofDimension(
  { id, version, objective: { target, minimumSample } }: ObjectiveVersion,
  by: Dimension,
  lamps: readonly SourceLamp[],
  at: number,
): Verdict[] {
  const told = (
    of: string | null,
    found: Pick<Verdict, "kind" | "why">,
    kept: number,
    all: number,
  ): Verdict => ({
    objective: id,
    version,
    slice: { by, of },
    ...found,
    numerator: String(kept),
    denominator: String(all),
    target,
    window: { from: at, to: at },
    // Who is heard now is known now.
    state: found.kind === "no-data" ? "no-data" : "settled",
    at,
  });
  const each = lamps.map((lamp) => ({ name: lamp.name, ...freshness(lamp) }));
  if (by === "source")
    return each.map(({ name, ...found }) => told(name, found, found.kind === "good" ? 1 : 0, 1));
  const late = each.filter(({ kind }) => kind !== "good");
  const found: Pick<Verdict, "kind" | "why"> =
    each.length === 0
      ? { kind: "no-data", why: "no-data" }
      : each.length < minimumSample
        ? { kind: "few", why: "too-few" }
        : isKept(BigInt(late.length), BigInt(each.length), target)
          ? { kind: "good", why: "kept" }
          : { kind: "bad", why: late.some(({ why }) => why !== "behind") ? "silent" : "behind" };
  return [told(null, found, each.length - late.length, each.length)];
}
