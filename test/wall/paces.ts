import { DAY } from "#calendar/units.ts";
import type { ScenePace, SceneTrend } from "#wire/sceneParts.ts";
import type { State } from "./sceneries.ts";

const DAYS = 92;
const START = Date.parse("2026-10-01T00:00:00Z");
const dateOf = (day: number) => new Date(START + day * DAY).toISOString().slice(0, 10);
const exact = (value: number) => ({ p: String(Math.round(value * 1_000)), q: "1000" });

/** A quarter of which seven weeks are over, from a baseline to a goal; `now` is the value of the last seven days. */
function pace(
  named: Pick<ScenePace, "metric" | "slice" | "unit" | "place">,
  { baseline, goal, now, band }: { baseline: number; goal: number; now: number; band: [number, number] },
  state: ScenePace["state"],
): ScenePace {
  const at = (day: number) => baseline + ((goal - baseline) * day) / (DAYS - 1);
  const [low, high] = band;
  const why = { "on-course": "band-good", "at-risk": "goal-in-band", "off-course": "band-bad" } as const;
  const isEarly = state === "too-early";
  return {
    ...named,
    better: goal < baseline ? "down" : "up",
    start: dateOf(0),
    due: dateOf(DAYS - 1),
    state,
    why: isEarly ? "few-days" : why[state],
    days: { have: isEarly ? 10 : 28, need: 14 },
    value: exact(now),
    planned: exact(at(51)),
    goal: exact(goal),
    now: exact(now * 0.64),
    landing: isEarly ? null : { low, mid: (low + high) / 2, high },
    midnight: { low: now * 0.95, mid: now, high: now * 1.08 },
    bars: Array.from({ length: 13 }, (_, week) => ({
      from: dateOf(week * 7),
      until: dateOf(week === 12 ? DAYS : week * 7 + 7),
      value: week > 7 || (isEarly && week < 6) ? null : baseline + ((now - baseline) * week) / 7,
      planned: at(week * 7 + 6),
    })),
  };
}

/** The sketch's four targets: off course, at risk, on course, too early to say; and what strains their tiles. */
export function pacesOf(state: State, wide: number): Record<string, ScenePace> {
  const named = (metric: string, unit: ScenePace["unit"], place: number) => ({
    metric,
    slice: { by: "all" as const, of: null },
    unit,
    place,
  });
  const million = 100_000_000 * wide;
  const told = {
    losses: pace(
      named("reports.loss_satang", "satang", 1),
      { baseline: 70 * million, goal: 50 * million, now: 63.4 * million, band: [52 * million, 61 * million] },
      "off-course",
    ),
    held: pace(
      named("freezes.held_share_of_requested", "share", 2),
      { baseline: 0.4, goal: 0.5, now: wide === 1 ? 0.441 : 0.438, band: [0.47, 0.51] },
      "at-risk",
    ),
    minutes: pace(
      named("freezes.p50_minutes", "minutes", 3),
      { baseline: 13.4 * wide, goal: 9 * wide, now: 9.6 * wide, band: [8.1 * wide, 8.9 * wide] },
      "on-course",
    ),
    reports: pace(
      named("reports.filed", "count", 4),
      { baseline: 720 * wide, goal: 560 * wide, now: 652 * wide, band: [540 * wide, 600 * wide] },
      "too-early",
    ),
  };
  const nothing = { state: "too-early", value: null, landing: null, midnight: null } as const;
  if (state === "empty")
    return {
      losses: { ...told.losses, ...nothing, why: "no-data", now: null },
      held: { ...told.held, ...nothing, why: "no-baseline", goal: null, planned: null },
      minutes: { ...told.minutes, ...nothing, why: "not-begun" },
    };
  if (state === "zero") return {};
  if (state === "broken")
    return {
      ...told,
      losses: { ...told.losses, state: "off-course", why: "missed", landing: null, midnight: null },
      minutes: { ...told.minutes, state: "on-course", why: "reached", landing: null, midnight: null },
    };
  return told;
}

/** What the overview says of them. */
export const trendsOf = (paces: Record<string, ScenePace>): Record<string, SceneTrend> =>
  Object.fromEntries(
    Object.entries(paces).map(([id, { metric, slice, unit, place, state, why, planned, midnight }]) => [
      id,
      {
        ...{ metric, slice, unit, place, state, why },
        ...(metric === "freezes.held_share_of_requested" ? { planned, midnight } : {}),
      },
    ]),
  );
