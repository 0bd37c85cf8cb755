import { MINUTE, SECOND } from "#calendar/units.ts";
import type { SceneObjective } from "#wire/sceneParts.ts";
import { inLargestUnit } from "#writing/durations.ts";
import type { Lang } from "#writing/lang.ts";
import { count } from "#writing/numbers.ts";
import { mayMiss, percentOf } from "#writing/shares.ts";
import type { Judgement } from "../figures/judgement.ts";
import type { Words } from "./words.th.ts";

/** An objective under its id. */
export interface Placed extends SceneObjective {
  id: string;
}

/** In their order: first what is promised, the first of which has the large figures, then the others. */
export function placed(objectives: Readonly<Record<string, SceneObjective>>): Placed[] {
  const all = Object.entries(objectives).map(([id, objective]) => ({ ...objective, id }));
  all.sort((a, b) => a.place - b.place);
  const first = all.find(({ stretch }) => !stretch);
  return first ? [first, ...all.filter((each) => each !== first)] : all;
}

/** The shape of its state. What falls short of a stretch is no broken promise: it has no colour, nor has what is not judged. */
export function lookOf({ kind, stretch }: Pick<SceneObjective, "kind" | "stretch">): Judgement | "no-data" {
  if (kind === "no-data") return "no-data";
  if (kind === "few") return "few";
  if (kind === "good") return "met";
  return stretch ? "few" : kind === "between" ? "watch" : "broken";
}

/** 80 %, ≤ 5 % where misses are counted. */
export const targetOf = ({ target, countsMisses }: SceneObjective, words: Words): string =>
  countsMisses ? words.atMost(percentOf(mayMiss(target))) : words.target(percentOf(target));

/** The window of its figure, in words. */
export const windowOf = ({ window }: Pick<SceneObjective, "window">, words: Words, lang: Lang): string =>
  window.kind === "rolling"
    ? inLargestUnit((window.minutes * MINUTE) / SECOND, lang)
    : words.windows[window.kind];

/** How many more may miss, by the window's end where that is known; null: it is not judged. Below 0: too many have. */
export function leftOf({ left, kind }: SceneObjective): { count: number; isByEnd: boolean } | null {
  if (!left || kind === "no-data" || kind === "few") return null;
  return left.midnight === null
    ? { count: left.asked, isByEnd: false }
    : { count: left.midnight, isByEnd: true };
}

/** 75, none left, 2 over. */
export const leftText = (left: number, words: Words): string =>
  left < 0 ? words.over(count(-left)) : left === 0 ? words.none : count(left);

/** A bar of what may miss: shares of it, from 0 to 1. */
export interface Bar {
  used: number;
  /** From here on it has the colour of its state; null: none of it has. */
  tonedFrom: number | null;
  tone: "watch" | "broken";
  /** The share of the window's cases that have been asked, of all that are expected; null: that is not known. */
  mark: number | null;
}

/** Cases of a budget, all of which are small enough for a float. */
const shareOf = (part: string | number, whole: string | number) =>
  Number(whole) > 0 ? Math.min(1, Number(part) / Number(whole)) : Number(part) > 0 ? 1 : 0;

/**
 * Past the mark more has missed than is due by now, which has the colour of the state. Of what is still kept, though it
 * is used up fast, the last hour's part has it.
 */
export function barOf(objective: SceneObjective): Bar {
  const { budget, lastHour, isFast } = objective;
  const none = { used: 0, tonedFrom: null, tone: "watch", mark: null } as const;
  if (!budget || objective.kind === "no-data") return none;
  const whole = budget.allowed.midnight ?? budget.allowed.asked;
  const used = shareOf(budget.used, whole);
  const mark = budget.expected === null ? null : shareOf(budget.asked, budget.expected);
  const look = lookOf(objective);
  if (look === "watch" || look === "broken")
    return { used, mark, tone: look, tonedFrom: mark !== null && mark < used ? mark : 0 };
  const isBurning = isFast && look === "met" && lastHour;
  return {
    used,
    mark,
    tone: "watch",
    tonedFrom: isBurning ? Math.max(0, used - shareOf(lastHour.bad, whole)) : null,
  };
}
