import type { FigureState } from "#wire/figures.ts";
import type { Burn, ObjectiveVersion, Slice, Verdict } from "#wire/sla.ts";
import { budgetOf } from "./budget.ts";
import { ALPHA, burnOf } from "./burn.ts";
import { lessOut } from "./exclude.ts";
import { intervalOf } from "./interval.ts";
import { type Counted, judged } from "./judge.ts";
import type { Range } from "./window.ts";

/** All that a verdict of one slice is made of. */
interface Given {
  version: ObjectiveVersion;
  slice: Slice;
  window: Range;
  at: number;
  all: Counted;
  /** What exclusions leave out; undefined: nothing came then. None: there is no exclusion. */
  out: readonly (Counted | undefined)[];
  /** Cases that came in the rest of the window a week ago; null: not known. */
  lastWeek: bigint | null;
  /** Cases in the whole window by the forecast; null: it is no better than last week. Undefined: there is none. */
  total: bigint | null | undefined;
  /** Of each threshold of the objective, without what exclusions leave out. */
  burn: readonly { long: Counted | undefined; short: Counted | undefined }[];
  /** Without what exclusions leave out; undefined: nothing came, or it is not asked for. */
  month: Counted | undefined;
  lastHour: Counted | undefined;
}

export function verdictOf({
  version,
  slice,
  window,
  at,
  all,
  out,
  lastWeek,
  total,
  burn,
  month,
  lastHour,
}: Given): Verdict {
  const { objective } = version;
  const counted = lessOut(all, out);
  const bad = counted.of - counted.kept;
  const { rest, by } = restOf(all, lastWeek, total);
  const budget = budgetOf({ decided: counted.of, bad, pending: counted.pending, rest }, objective.target);
  const { kind, why } = judged(counted, objective);
  const isLost = kind === "bad" && budget.left.midnight !== null && budget.left.midnight < 0n;
  const asked = counted.of + counted.pending;
  const interval = intervalOf(Number(counted.kept), Number(counted.of));
  return {
    objective: version.id,
    version: version.version,
    slice,
    kind,
    why: isLost ? "budget-lost" : why,
    ...share(counted),
    target: objective.target,
    window: { from: window.from, to: window.until },
    state: all.state,
    ...(all.missing ? { missing: all.missing } : {}),
    at,
    left: { asked: Number(budget.left.asked), midnight: numberOrNull(budget.left.midnight) },
    budget: {
      asked: String(asked),
      expected: rest === null ? null : String(asked + rest),
      expectedBy: by,
      allowed: { asked: String(budget.allowed.asked), midnight: textOrNull(budget.allowed.midnight) },
      used: String(budget.used),
      toMend: textOrNull(budget.toMend),
    },
    ...(interval ? { interval } : {}),
    ...(out.length > 0 ? { beforeExclusions: { kind: judged(all, objective).kind, ...share(all) } } : {}),
    // Where the forecast says nothing, last week was the better guess.
    ...(burn.length > 0 ? { burn: burnsOf(version, slice, burn, asked + (rest ?? lastWeek ?? 0n)) } : {}),
    ...(month ? { month: share(month) } : {}),
    ...(lastHour ? { lastHour: told(missesIn(lastHour)) } : {}),
  };
}

/** What is still to come, and by what it is known. More than was expected may have come already. */
function restOf({ of, pending }: Counted, lastWeek: bigint | null, total: Given["total"]) {
  if (total === undefined) return { rest: lastWeek, by: lastWeek === null ? null : ("last-week" as const) };
  if (total === null) return { rest: null, by: null };
  const come = of + pending;
  return { rest: total > come ? total - come : 0n, by: "forecast" as const };
}

function burnsOf(
  { objective }: ObjectiveVersion,
  slice: Slice,
  burn: Given["burn"],
  expected: bigint,
): Burn[] {
  const alpha = slice.of === null ? ALPHA.whole : ALPHA.slice;
  return burn.map((watched, index) => {
    const rule = objective.burn[index]!;
    const [long, short] = [missesIn(watched.long), missesIn(watched.short)];
    const { why, needed, allowed } = burnOf(rule, objective.target, { long, short, expected }, alpha);
    return {
      longMinutes: rule.longMinutes,
      shortMinutes: rule.shortMinutes,
      long: told(long),
      short: told(short),
      needed: String(needed),
      allowed: String(allowed),
      why,
      ...certaintyOf([watched.long, watched.short]),
    };
  });
}

/** The less certain first. */
const STATES: readonly FigureState[] = ["no-data", "open", "provisional", "settled"];

/** How certain two windows are together. Where nothing came, and nobody who should have told it is missing, they are. */
function certaintyOf(windows: readonly (Counted | undefined)[]): Pick<Burn, "state" | "missing"> {
  const known = windows.filter((each) => each !== undefined);
  return {
    state: STATES.find((state) => known.some((each) => each.state === state)) ?? "settled",
    missing: [...new Set(known.flatMap(({ missing }) => missing?.sources ?? []))],
  };
}

const share = ({ kept, of }: Counted) => ({ numerator: String(kept), denominator: String(of) });
const missesIn = (counted: Counted | undefined) =>
  counted ? { bad: counted.of - counted.kept, of: counted.of } : { bad: 0n, of: 0n };
const told = ({ bad, of }: { bad: bigint; of: bigint }) => ({ bad: String(bad), of: String(of) });
const numberOrNull = (count: bigint | null) => (count === null ? null : Number(count));
const textOrNull = (count: bigint | null) => (count === null ? null : String(count));
