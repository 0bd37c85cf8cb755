import { startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Burn, MissedSum, ObjectiveVersion, Verdict } from "#wire/sla.ts";
import type { Run } from "../store/store.ts";
import { inForce } from "./inForce.ts";
import { promisedOf } from "./promisedFigures.ts";
import { listMissedFreezes, type MissedFreeze } from "./queries.ts";
import type { Victims } from "./victims.ts";
import type { Range } from "./window.ts";

/**
 * What the cases come to that missed a verdict's objective in its window, or in the long window of its burn. Null: it is
 * not known of just those cases that were judged.
 */
export type MissedOf = (verdict: Verdict, burn?: Burn) => MissedSum | null;

/** What missed an objective, in all that its verdicts look at. */
interface Known {
  withinMs: number;
  freezes: readonly MissedFreeze[];
}

/** A longer window has many more freezes, and is not read. */
const LONGEST_MS = DAY;

/**
 * Looks at the freezes that missed an objective which is not kept. They are read again when its counts change, and once a
 * minute, since an amount may be corrected.
 * @param aboveOf the columns that count a freeze as kept
 */
export function openMissed(aboveOf: (metric: string) => readonly string[]) {
  const last = new Map<string, { key: string; freezes: readonly MissedFreeze[] }>();
  return async (
    run: Run,
    versions: readonly ObjectiveVersion[],
    verdicts: readonly Verdict[],
    now: number,
  ): Promise<{ freezes: readonly MissedFreeze[]; missedOf: (victims: Victims) => MissedOf }> => {
    const known = new Map<string, Known>();
    for (const { id, objective } of inForce(versions, now)) {
      const promised = promisedOf(objective.metric);
      const own = verdicts.filter(({ objective }) => objective === id);
      if (promised?.pending !== "freezes.pending" || !own.some(isMissed)) {
        last.delete(id);
        continue;
      }
      const { withinMs } = promised;
      const range = rangeOf(own, withinMs);
      const counts = own.map(({ slice, numerator, denominator }) => [slice.of, numerator, denominator]);
      const key = JSON.stringify([startOfMinute(now), range, counts]);
      const before = last.get(id);
      const freezes =
        before?.key === key
          ? before.freezes
          : await listMissedFreezes(run, { ...range, now, kept: aboveOf(objective.metric) });
      last.set(id, { key, freezes });
      known.set(id, { withinMs, freezes });
    }
    return {
      freezes: [...known.values()].flatMap(({ freezes }) => freezes),
      missedOf: (victims) => (verdict, burn) => {
        const found = known.get(verdict.objective);
        return found ? sumOf(found, verdict, burn, now, victims) : null;
      },
    };
  };
}

const isMissed = ({ kind, burn }: Verdict) =>
  kind === "bad" || (burn?.some(({ why }) => why === "fires") ?? false);

function sumOf(
  { withinMs, freezes }: Known,
  verdict: Verdict,
  burn: Burn | undefined,
  now: number,
  victims: Victims,
): MissedSum | null {
  const { slice, window, numerator, denominator, at } = verdict;
  const { from, until } = burn ? longRange(burn, at, withinMs) : { from: window.from, until: window.to };
  const own = freezes.filter(
    ({ minute, bank }) => minute >= from && minute < until && (slice.of === null || bank === slice.of),
  );
  const judged = burn ? BigInt(burn.long.bad) : BigInt(denominator) - BigInt(numerator);
  // Exclusions, or a window that is too long to be read: the sums would be of other cases than the counts.
  if (BigInt(own.length) !== judged || own.length === 0) return null;
  const reports = own.map(({ id }) => victims.get(id));
  const minutes = own.reduce(
    (sum, { since, answeredAt }) =>
      sum + Math.max(0, Math.floor(((answeredAt ?? now) - since - withinMs) / MINUTE)),
    0,
  );
  return {
    satang: String(own.reduce((sum, { satang }) => sum + BigInt(satang), 0n)),
    ...(minutes > 0 ? { minutes } : {}),
    ...(reports.includes(undefined) ? {} : { people: new Set(reports).size }),
  };
}

/** From the first to the last moment that any of them looks at, as far as that is read. */
function rangeOf(verdicts: readonly Verdict[], withinMs: number): Range {
  const ranges = verdicts.flatMap(({ window, burn = [], at }) => [
    ...(window.to - window.from <= LONGEST_MS ? [{ from: window.from, until: window.to }] : []),
    ...burn
      .filter(({ longMinutes }) => longMinutes * MINUTE <= LONGEST_MS)
      .map((each) => longRange(each, at, withinMs)),
  ]);
  return {
    from: Math.min(...ranges.map(({ from }) => from)),
    until: Math.max(...ranges.map(({ until }) => until)),
  };
}

/** The long window of a burn: of cases whose time is over, as they are judged (plan.ts). */
function longRange({ longMinutes }: Burn, at: number, withinMs: number): Range {
  const until = startOfMinute(at - withinMs);
  return { from: until - longMinutes * MINUTE, until };
}
