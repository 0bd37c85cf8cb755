import { startOfDay, startOfMinute } from "#calendar/days.ts";
import { DAY, MINUTE } from "#calendar/units.ts";
import type { UnansweredFreeze } from "#wire/figures.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import type { CommonScenery } from "#wire/scenery.ts";
import type { Dimension, FreezeJudge } from "#wire/sla.ts";
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
import { OVER, risksOf } from "./risks.ts";

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
): Promise<{
  common: CommonScenery;
  unanswered: UnansweredFreeze[];
  openSatang: bigint;
  judge: FreezeJudge;
}> {
  const { asOf, freezes } = asking;
  const day = startOfDay(asOf);
  const from = openSince(asOf);
  const sevenDays = { name: "7days", from, until: day + DAY } as const;
  const [ofToday, ofSevenDays, verdicts, unanswered, byAge, judge, lamps, simulated, strip] =
    await Promise.all([
      askFigures(asking, today(asOf), [...new Set([...JUDGED, ...metrics])]),
      askFigures(asking, sevenDays, ["freezes.open"]),
      askVerdicts(asking, ["all", ...by], isBudget),
      asking.recall(`unanswered ${from}`, { ...whenever("freezes"), from }, () =>
        asking.unansweredFreezes(from, mostOpen),
      ),
      asking.recall(`by age ${from}`, { ...whenever("freezes"), from }, () =>
        asking.freezesByAge(from, freezes.ages),
      ),
      // How fast banks have been in an hour is read every second, not with every answer that comes in.
      asking.recall("freezes' judge", whenever(), freezes.judge),
      sources,
      asking.simulated(),
      asking.recall("alerts", whenever("alerts"), asking.strip),
    ]);
  const risks = risksOf(byAge, judge);
  return {
    common: {
      day,
      simulated,
      figures: { ...ofToday, ...ofSevenDays },
      verdicts,
      open: unanswered.open,
      overdue: risks.filter(({ why }) => OVER.includes(why)).reduce((sum, { count }) => sum + count, 0),
      risks,
      nearest: unanswered.nearest.slice(0, NEAREST).map((freeze) => toOpenFreeze(freeze, judge)),
      sources: lamps,
      warnings: [...asking.warnings],
      strip,
    },
    unanswered: unanswered.nearest,
    openSatang: unanswered.satang,
    judge,
  };
}

/** The exchange samples its lines every few seconds: the newest of the last two minutes is now. */
export function askLines(asking: Asking, metrics: readonly string[]): Promise<Figures> {
  const minute = startOfMinute(asking.asOf);
  return askFigures(asking, { name: "2min", from: minute - MINUTE, until: minute + MINUTE }, metrics);
}
