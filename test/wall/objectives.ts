import type { SceneObjective } from "#wire/sceneParts.ts";
import { budgetOf } from "../../backend/sla/budget.ts";
import { judged } from "../../backend/sla/judge.ts";
import type { State } from "./sceneries.ts";

interface Given {
  of: number;
  missed: number;
  /** Asked and not decided, and expected until midnight; null: not known. */
  pending?: number;
  rest: number | null;
  month: [kept: number, of: number];
  lastHour?: [bad: number, of: number];
}

/** As the server judges it and works out its budget. */
function objective(
  place: number,
  about: Pick<SceneObjective, "metric" | "window" | "stretch" | "countsMisses" | "target"> & {
    watch: SceneObjective["target"] | null;
  },
  { of, missed, pending = 0, rest, month, lastHour }: Given,
  isFast = false,
): SceneObjective {
  const { watch, ...shown } = about;
  const [decided, bad] = [BigInt(of), BigInt(missed)];
  const asked = decided + BigInt(pending);
  const coming = rest === null ? null : BigInt(rest);
  const budget = budgetOf({ decided, bad, pending: BigInt(pending), rest: coming }, about.target);
  const { allowed, left, toMend } = budget;
  return {
    ...shown,
    place,
    isFast,
    kind: judged({ kept: decided - bad, of: decided, state: "open" }, { ...about, watch, minimumSample: 20 })
      .kind,
    numerator: String(decided - bad),
    denominator: String(decided),
    left: { asked: Number(left.asked), midnight: left.midnight === null ? null : Number(left.midnight) },
    budget: {
      asked: String(asked),
      expected: coming === null ? null : String(asked + coming),
      expectedBy: coming === null ? null : "forecast",
      allowed: {
        asked: String(allowed.asked),
        midnight: allowed.midnight === null ? null : String(allowed.midnight),
      },
      used: String(missed),
      toMend: toMend === null ? null : String(toMend),
    },
    month: { numerator: String(month[0]), denominator: String(month[1]) },
    ...(lastHour ? { lastHour: { bad: String(lastHour[0]), of: String(lastHour[1]) } } : {}),
  };
}

const percent = (p: number) => ({ p, q: 100 });
const DAY = { kind: "day" } as const;
const LONG = { kind: "rolling", minutes: 43_200 } as const;
const about = (
  metric: string,
  target: number,
  watch: number | null,
  more: Partial<Pick<SceneObjective, "window" | "stretch" | "countsMisses">> = {},
) => ({
  metric,
  target: percent(target),
  watch: watch === null ? null : percent(watch),
  window: DAY,
  stretch: false,
  countsMisses: false,
  ...more,
});
const HOUR = about("freezes.sla_60m", 95, 92);
const QUARTER = about("freezes.sla_15m", 80, null, { stretch: true });
const CALLS = about("calls.service_level", 80, 77);
const ABANDONED = about("calls.abandon_rate", 95, 92, { countsMisses: true });
const RELEASED = about("freezes.release_4h_share", 95, 90, { window: LONG });
const COMPLAINT = about("reports.complaint_72h_share", 90, 85, { window: LONG });

/** The sketch's six objectives: fast in the last hour, a stretch, kept, kept, nothing left, kept; and what strains them. */
export function objectivesOf(state: State, wide: number): Record<string, SceneObjective> {
  if (state === "empty") return {};
  const isBad = state === "broken" || state === "many" || state === "ageing";
  const isNew = state === "midnight" || state === "zero" || state === "first" || state === "no-data";
  const none: Given = { of: 0, missed: 0, rest: null, month: [0, 0] };
  const hour: Given = {
    of: 771,
    missed: isBad ? 71 : state === "watch" ? 44 : 32,
    pending: 19,
    rest: 450,
    month: [19_040, 20_000],
    lastHour: [7, 60],
  };
  const given = (one: Given): Given =>
    isNew
      ? { ...none, month: one.month }
      : {
          ...one,
          of: one.of * wide,
          missed: one.missed * wide,
          pending: (one.pending ?? 0) * wide,
          rest: one.rest === null || state === "night" ? null : one.rest * wide,
        };
  const all = {
    "freeze-60m": objective(0, HOUR, given(hour), state === "normal"),
    "freeze-15m": objective(1, QUARTER, given({ ...hour, missed: isBad ? 400 : 173 })),
    "calls-20s": objective(
      2,
      CALLS,
      given({ of: 2_041, missed: isBad ? 441 : 195, rest: 1_239, month: [80_100, 90_900] }),
    ),
    "calls-abandoned": objective(
      3,
      ABANDONED,
      given({ of: 2_041, missed: 63, rest: 1_239, month: [96, 100] }),
    ),
    "release-4h": objective(4, RELEASED, { of: 104, missed: 8, rest: null, month: [96, 102] }),
    "complaint-72h": objective(5, COMPLAINT, {
      of: 14_300 * wide,
      missed: 1_001,
      rest: null,
      month: [918, 1_000],
    }),
  };
  if (state !== "many") return all;
  // More than have a row.
  return { ...all, other: { ...all["complaint-72h"], place: 6 } };
}
