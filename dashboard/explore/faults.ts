import { NO_CODE, type Step } from "#wire/figures.ts";
import { type Asked, DIMENSIONS, floorTo, LENGTH, MOST_SHOWN, STEPS } from "./asked.ts";

/** What the page knows of a metric. */
export interface Known {
  dimensions: readonly string[];
}

/** What of a question cannot be answered, and what to ask instead: parameters of the address. */
export interface Refused {
  why:
    | { kind: "no-metric" | "unreadable" | "from-after-to" | "not-yet" | "as-of-future" | "as-of-unreadable" }
    | { kind: "unknown-metric"; id: string }
    | { kind: "not-sliced"; metric: string; name: string; has: readonly string[] }
    | { kind: "unknown-code"; name: string; code: string }
    | { kind: "not-aligned"; step: Exclude<Step, "total"> }
    | { kind: "too-many"; buckets: number; instead: Step };
  repair: Record<string, string | null>;
}

/** What is asked instead of too much has room for a slice or two. */
const MOST_INSTEAD = MOST_SHOWN / 2;

/**
 * Why a question is not sent: null, it can be. What only the server knows it says itself.
 * @param codes of each dimension; those of a dimension that is not in it are not checked
 */
export function refusedOf(
  asked: Asked,
  metrics: ReadonlyMap<string, Known>,
  codes: ReadonlyMap<string, ReadonlySet<string>>,
  now: number,
  text: (at: number) => string,
): Refused | null {
  const { from, until, step, asOf } = asked;
  const known = asked.metrics.filter((id) => metrics.has(id));
  const left = { metric: known.join(",") || "freezes.sla_60m" };
  if (asked.metrics.length === 0) return { why: { kind: "no-metric" }, repair: left };
  const unknown = asked.metrics.find((id) => !metrics.has(id));
  if (unknown !== undefined) return { why: { kind: "unknown-metric", id: unknown }, repair: left };
  for (const id of asked.metrics) {
    const { dimensions } = metrics.get(id)!;
    const name = [...asked.by, ...asked.only.keys()].find((each) => !dimensions.includes(each));
    if (name === undefined) continue;
    const repair = { by: asked.by.filter((each) => dimensions.includes(each)).join(",") || null };
    const dropped = DIMENSIONS.filter((each) => !dimensions.includes(each)).map((each) => [each, null]);
    return {
      why: { kind: "not-sliced", metric: id, name, has: dimensions },
      repair: { ...repair, ...Object.fromEntries(dropped) },
    };
  }
  for (const [name, values] of asked.only) {
    const code = values.find((each) => each !== NO_CODE && codes.has(name) && !codes.get(name)!.has(each));
    if (code !== undefined) {
      const rest = values.filter((each) => each !== code).join(",") || null;
      return { why: { kind: "unknown-code", name, code }, repair: { [name]: rest } };
    }
  }
  if (from === null || until === null)
    return { why: { kind: "unreadable" }, repair: { from: null, to: null } };
  if (from >= until) return { why: { kind: "from-after-to" }, repair: { from: text(until), to: text(from) } };
  if (from > now) return { why: { kind: "not-yet" }, repair: { from: null, to: null } };
  if (asOf === null) return { why: { kind: "as-of-unreadable" }, repair: { asOf: null } };
  if (asOf !== "latest" && asOf > now) return { why: { kind: "as-of-future" }, repair: { asOf: null } };
  const grain = step === "total" ? "minute" : step;
  if (floorTo(step, from) !== from || floorTo(step, until) !== until)
    return {
      why: { kind: "not-aligned", step: grain },
      repair: {
        from: text(floorTo(step, from)),
        to: text(floorTo(step, until) === until ? until : floorTo(step, until) + LENGTH[grain]),
      },
    };
  const buckets = step === "total" ? 1 : (until - from) / LENGTH[step];
  if (buckets * asked.metrics.length > MOST_SHOWN) {
    const instead =
      STEPS.find(
        (each) => each !== "total" && ((until - from) / LENGTH[each]) * asked.metrics.length <= MOST_INSTEAD,
      ) ?? "total";
    return {
      why: { kind: "too-many", buckets, instead },
      repair: { step: instead, from: text(floorTo(instead, from)), to: text(ceilTo(instead, until)) },
    };
  }
  return null;
}

function ceilTo(step: Step, at: number): number {
  const floor = floorTo(step, at);
  return floor === at ? at : floor + LENGTH[step === "total" ? "minute" : step];
}
