import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { UnansweredFreeze } from "#wire/figures.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import type { CommonScenery } from "#wire/scenery.ts";
import type { Dimension } from "#wire/sla.ts";
import {
  type Asking,
  askFigures,
  askVerdicts,
  type Figures,
  openSince,
  today,
  toOpenFreeze,
  whenever,
} from "./asking.ts";

/** The header's sentence is judged by these in every scene. */
const JUDGED = ["calls.service_level", "calls.offered", "freezes.sla_60m"] as const;
const NEAREST = 5;

/** What every scene has, judged also `by` these dimensions, with the figures of today that the scene asks for besides. */
export async function composeCommon(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  metrics: readonly string[],
  {
    mostOpen = NEAREST,
    by = [],
    isBudget = false,
  }: { mostOpen?: number; by?: readonly Dimension[]; isBudget?: boolean } = {},
): Promise<{ common: CommonScenery; unanswered: UnansweredFreeze[]; openSatang: bigint }> {
  const { asOf } = asking;
  const day = startOfDay(asOf);
  const from = openSince(asOf);
  const sevenDays = { name: "7days", from, until: day + DAY } as const;
  const [ofToday, ofSevenDays, verdicts, unanswered, lamps, simulated, strip] = await Promise.all([
    askFigures(asking, today(asOf), [...new Set([...JUDGED, ...metrics])]),
    askFigures(asking, sevenDays, ["freezes.open"]),
    askVerdicts(asking, ["all", ...by], isBudget),
    asking.recall(`unanswered ${from}`, { ...whenever("freezes"), from }, () =>
      asking.unansweredFreezes(from, mostOpen),
    ),
    sources,
    asking.simulated(),
    asking.recall("alerts", whenever("alerts"), asking.strip),
  ]);
  return {
    common: {
      day,
      simulated,
      figures: { ...ofToday, ...ofSevenDays },
      verdicts,
      open: unanswered.open,
      overdue: unanswered.overdue,
      newestOverdue: unanswered.newestOverdue && toOpenFreeze(unanswered.newestOverdue),
      nearest: unanswered.nearest.slice(0, NEAREST).map(toOpenFreeze),
      sources: lamps,
      warnings: [...asking.warnings],
      strip,
    },
    unanswered: unanswered.nearest,
    openSatang: unanswered.satang,
  };
}

/** The exchange samples its lines every few seconds: the newest of the last two minutes is now. */
export function askLines(asking: Asking, metrics: readonly string[]): Promise<Figures> {
  const minute = startOfMinute(asking.asOf);
  return askFigures(asking, { name: "2min", from: minute - MINUTE, until: minute + MINUTE }, metrics);
}
