import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import type { Reading } from "#wire/figures.ts";
import { OPEN_DAYS } from "#wire/promises.ts";
import type { Deadline } from "#wire/sla.ts";
import type { Run } from "../store/store.ts";
import { listRunning, nextTurn } from "./queries.ts";
import { dueOf, type Pace, riskOf, SLOW_FROM_MS, TURNS_MS } from "./risk.ts";

/** So many are told, those that are due first: far more than a centre has open at once. */
const MOST = 5_000;
/** How fast a bank is, is taken from the freezes that were requested so long ago at most. */
const PACE_MS = 2 * HOUR;
const ANSWERED = "freezes.answered_share_60m";

/** What walls count as open was requested from here on. */
const openSince = (now: number) => startOfDay(now) - OPEN_DAYS * DAY;

/**
 * The clocks of open freezes of which something is to be said: at risk, will miss, over. They stand in the database, and
 * what is said follows from the time alone, so a restart or a pause loses none.
 */
export async function deadlines(reading: Reading & { run: Run }, now: number): Promise<Deadline[]> {
  const until = startOfMinute(now);
  const running = await listRunning(reading.run, openSince(now), now - SLOW_FROM_MS, MOST);
  if (running.length === 0) return [];
  const rows = await reading.ask({
    ...{ metrics: [ANSWERED], from: until - PACE_MS, until, step: "total", by: ["bank"] },
  });
  const paces = new Map(
    rows.map(({ slice, numerator = 0, denominator = 0 }): [string, Pace] => [
      slice.bank!,
      { inTime: Number(numerator), of: Number(denominator) },
    ]),
  );
  return running.flatMap(({ id, bank, startedAt }) => {
    const why = riskOf(startedAt, now, paces.get(bank));
    return why ? [{ kind: "freeze" as const, id, bank, startedAt, dueAt: dueOf(startedAt), why }] : [];
  });
}

/** When something else is to be said of an open freeze, if no bank answers; epoch ms; null: of none. A hint for a timer. */
export const nextDue = (run: Run, now: number): Promise<number | null> => nextTurn(run, now, TURNS_MS);
