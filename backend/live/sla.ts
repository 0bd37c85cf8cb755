import { startOfDay } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { SceneObjective, SourceLamp } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { Objective, Verdict } from "#wire/sla.ts";
import { type Asking, askExpected, askFigures, askPlan, askTable, type Code, type Plan } from "./asking.ts";
import { composeCommon } from "./common.ts";

/** An objective as a whole, with its verdict; the plan has them in the order in which they are shown. */
interface Shown extends Pick<Objective, "metric" | "window" | "stretch"> {
  countsMisses: boolean;
  verdict: Verdict;
}
export type PlanShown = (at: number) => Plan<Shown>;

/** What says of each kind of cells whether its sources report; calls are counted in every scene. */
const COUNTED = ["freezes.requested", "reports.filed"] as const;
const STEPS = ["freezing", "complaint", "tracing", "refunding", "closed"] as const;
const CASES = [
  ...["reports.filed", "reports.complaint_72h"],
  ...STEPS.flatMap((step) => [`reports.${step}`, `reports.${step}_mean_seconds`]),
];
/** A refund takes weeks: of fewer days hardly any case would have come so far. */
const CASE_DAYS = 90;

/** The service level: objectives with what is left of them, the banks by what they cost, and how far cases have come. */
export async function composeSla(
  asking: Asking,
  sources: Promise<SourceLamp[]>,
  codes: readonly Code[],
  plan: PlanShown,
): Promise<Scenery<"sla">> {
  const { asOf, slowly } = asking;
  const day = startOfDay(asOf);
  const slow = { ...asking, ask: slowly };
  const window = { name: "90days", from: day - (CASE_DAYS - 1) * DAY, until: day + DAY } as const;
  const [{ common }, shown, cases, banks] = await Promise.all([
    composeCommon(asking, sources, COUNTED, { by: ["bank"] }),
    askPlan(slow, plan(asOf), askExpected(asking)),
    askFigures(slow, window, CASES),
    askTable(asking, ["freezes.sla_60m"], "bank", codes),
  ]);
  return {
    ...common,
    figures: { ...common.figures, ...cases },
    tables: { banks },
    objectives: Object.fromEntries(
      shown.map((each, place) => [each.verdict.objective, objectiveOf(each, place)]),
    ),
  };
}

/** Without its moment, which would make each second a change. */
function objectiveOf({ verdict, ...of }: Shown, place: number): SceneObjective {
  const { kind, numerator, denominator, target, left, budget, month, lastHour, burn } = verdict;
  return {
    ...of,
    place,
    kind,
    numerator,
    denominator,
    target,
    ...(left ? { left } : {}),
    ...(budget ? { budget } : {}),
    ...(month ? { month } : {}),
    ...(lastHour ? { lastHour } : {}),
    isFast: burn?.some(({ why }) => why === "fires") ?? false,
  };
}
