import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { Scenery, SourceLamp } from "#wire/live.ts";
import { type Asking, toFigures, toOpenFreeze, type Unanswered } from "./asking.ts";

/** What the sentence of every scene's header judges by, of today. */
const JUDGED = ["calls.service_level", "calls.offered", "freezes.sla_60m"] as const;
/** Open freezes are counted whenever they were asked for. */
export const OPEN_SINCE_MS = 1830 * DAY;
const NEAREST = 5;

/** What every scene has, with today's figures that the scene asks for besides. */
export async function composeBase(
  asking: Asking,
  sources: SourceLamp[],
  today: readonly string[],
  mostOpen = NEAREST,
): Promise<{ scenery: Scenery; unanswered: Unanswered[]; openSatang: bigint }> {
  const day = startOfDay(asking.asOf);
  const until = day + DAY;
  const metrics = [...new Set([...JUDGED, ...today])];
  const [ofToday, standing, open] = await Promise.all([
    asking.ask({ metrics, from: day, until, step: "day" }),
    asking.ask({ metrics: ["freezes.open"], from: day - OPEN_SINCE_MS, until, step: "total" }),
    asking.openFreezes(mostOpen),
  ]);
  return {
    scenery: {
      day,
      simulated: asking.simulated,
      figures: { ...toFigures(ofToday), ...toFigures(standing) },
      series: {},
      tables: {},
      open: open.open,
      overdue: open.overdue,
      newestOverdue: open.newestOverdue && toOpenFreeze(open.newestOverdue),
      nearest: open.nearest.slice(0, NEAREST).map(toOpenFreeze),
      board: [],
      boardRest: { count: 0, satang: 0 },
      willMiss: [],
      staffing: [],
      sources,
    },
    unanswered: open.nearest,
    openSatang: open.satang,
  };
}

/** The exchange samples its lines every few seconds: the newest of the last minutes is now. */
export async function askLines(asking: Asking, metrics: readonly string[]): Promise<Scenery["figures"]> {
  const minute = startOfMinute(asking.asOf);
  return toFigures(
    await asking.ask({ metrics, from: minute - MINUTE, until: minute + MINUTE, step: "total" }),
  );
}
