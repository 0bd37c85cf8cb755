import { SECOND } from "../calendar/units.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";
import { TIERS } from "./queries.ts";

/** How far the standing comparison has got. Times are epoch milliseconds. */
export interface Reconciled {
  /** Hours that have raw events, and how many of them have been compared. */
  hours: number;
  compared: number;
  /** When the least and the most recent comparison was; null: none. */
  oldest: number | null;
  newest: number | null;
  /** Hours whose cells are not what the raw events say, and the first of them. */
  wrong: number;
  firstWrong: number | null;
}

/** Whole hours that have all their raw events. */
export async function listHours(run: Run, since: number, until: number): Promise<void> {
  await run("listHours", [iso(since), iso(until)]);
}

/** The hour to compare next; null: none is due. */
export async function nextHour(
  run: Run,
  due: { wrongBefore: number; rightBefore: number; since: number },
): Promise<number | null> {
  const [row] = await run<{ hour: string }>("nextHour", [
    iso(due.wrongBefore),
    iso(due.rightBefore),
    iso(due.since),
  ]);
  return row ? Number(row.hour) : null;
}

/** The parts of a span: the minutes of an hour, the hours of a day. */
const PARTS = { hour: "minute", day: "hour" } as const;

/**
 * How many cells of an hour or a day, which begins at `since`, are not the sum of its parts. Samples have no such
 * cells.
 */
export async function compareSums(
  run: Run,
  kind: Kind,
  size: keyof typeof PARTS,
  since: number,
): Promise<number> {
  if (kind === "lines") return 0;
  const [row] = await run<{ wrong: number }>(`compareSums ${kind}`, [
    iso(since),
    iso(since + TIERS[size] * SECOND),
    TIERS[PARTS[size]],
    TIERS[size],
  ]);
  return row!.wrong;
}

/** Returns whether it was otherwise before. */
export async function noteHour(
  run: Run,
  hour: number,
  at: number,
  wrong: ReadonlyMap<Kind, number>,
): Promise<boolean> {
  const kinds = KINDS.filter((kind) => (wrong.get(kind) ?? 0) > 0);
  const sum = kinds.reduce((all, kind) => all + wrong.get(kind)!, 0);
  const [row] = await run<{ is_news: boolean }>("noteHour", [iso(hour), iso(at), sum, kinds]);
  return row?.is_news ?? false;
}

export async function readReconciled(run: Run): Promise<Reconciled> {
  const [row] = await run<{
    hours: number;
    compared: number;
    oldest: string | null;
    newest: string | null;
    wrong: number;
    first_wrong: string | null;
  }>("readReconciled");
  const { hours, compared, wrong } = row!;
  return {
    hours,
    compared,
    wrong,
    oldest: ms(row!.oldest),
    newest: ms(row!.newest),
    firstWrong: ms(row!.first_wrong),
  };
}
