import type { OpenFreeze, Scenery } from "#wire/live.ts";
import type { Reception } from "../live/reception.ts";
import { urgencyOf } from "./countdown.ts";
import { percent } from "./format.ts";
import { freshnessOf, isShown } from "./freshness.ts";
import { HELD_IN_TIME, judge, SERVICE_LEVEL, type Target } from "./judgement.ts";

export interface Place {
  bank: string;
  hop: number;
}

/** One thing that somebody should know, with its number and its place. */
export type Finding =
  | { kind: "overdue" | "will-miss" | "at-risk"; count: number; places: Place[] }
  | Below
  | Missing
  | { kind: "silent"; names: { th: string; en: string }[] }
  | { kind: "awaited" };

interface Below {
  kind: "below";
  metric: string;
  grade: "broken" | "watch";
  percent: string;
  target: number;
}

interface Missing {
  kind: "missing";
  topic: Topic;
  since: number | null;
}

/** `all`: nothing that the sentence judges by is there. */
type Topic = "calls" | "freezes" | "all";

/** What the sentence judges by: while one of these may not be shown, nothing is normal. */
const JUDGED_BY: Record<Exclude<Topic, "all">, string[]> = {
  calls: [SERVICE_LEVEL.metric],
  freezes: [HELD_IN_TIME.metric, "freezes.open"],
};

/** How things stand: the worst of all findings, and how many more there are. */
export interface Standing {
  state: "normal" | "watch" | "broken" | "no-data";
  worst: Finding | null;
  others: number;
}

/**
 * Worst first: promises that are broken or will be, then what cannot be judged for want of data,
 * then what is to be watched, then who is silent. "Normal" is what is left when nothing of it is found.
 */
export function standingOf(reception: Reception, now: number): Standing {
  const { scenery } = reception;
  if (!scenery) return { state: "no-data", worst: { kind: "awaited" }, others: 0 };
  const missing = missingFound(reception, now);
  const below = [SERVICE_LEVEL, HELD_IN_TIME].flatMap((target) => belowFound(reception, target, now));
  const found: Finding[] = [
    ...freezesFound(scenery, now, "overdue"),
    ...freezesFound(scenery, now, "will-miss"),
    ...below.filter(({ grade }) => grade === "broken"),
    ...missing,
    ...below.filter(({ grade }) => grade === "watch"),
    ...freezesFound(scenery, now, "at-risk"),
    ...silentFound(scenery),
  ];
  const [worst] = found;
  return worst
    ? { state: stateOf(worst), worst, others: found.length - 1 }
    : { state: "normal", worst: null, others: 0 };
}

export function stateOf(finding: Finding): Exclude<Standing["state"], "normal"> {
  switch (finding.kind) {
    case "overdue":
    case "will-miss":
      return "broken";
    case "at-risk":
      return "watch";
    case "below":
      return finding.grade;
    case "missing":
    case "silent":
    case "awaited":
      return "no-data";
  }
}

/** Of several figures that are missing, the one that has been for longest says since when; null: it never was there. */
function missingFound(reception: Reception, now: number): Missing[] {
  const missing = (["calls", "freezes"] as const).flatMap((topic) => {
    const since = JUDGED_BY[topic].flatMap((metric) => {
      const freshness = freshnessOf(reception.scenery?.figures[metric], now, reception);
      return isShown(freshness) ? [] : [freshness.kind === "missing" ? (freshness.since ?? 0) : 0];
    });
    return since.length > 0 ? [{ topic, since: Math.min(...since) }] : [];
  });
  const [first, second] = missing;
  if (!first) return [];
  const topic = second ? "all" : first.topic;
  return [{ kind: "missing", topic, since: Math.min(...missing.map(({ since }) => since)) || null }];
}

function belowFound(reception: Reception, target: Target, now: number): Below[] {
  const figure = reception.scenery?.figures[target.metric];
  if (!figure || !isShown(freshnessOf(figure, now, reception))) return [];
  const grade = judge(figure, target);
  if (grade === "met" || grade === "few") return [];
  return [{ kind: "below", metric: target.metric, grade, percent: percent(figure), target: target.percent }];
}

/** The server counts the overdue ones; a scene lists some, and of those the clock decides here too. */
function freezesFound(scenery: Scenery, now: number, kind: "overdue" | "will-miss" | "at-risk"): Finding[] {
  const listed = new Map([...scenery.nearest, ...scenery.board].map((freeze) => [freeze.key, freeze]));
  const these = [...listed.values()].filter((freeze) => urgencyOf(freeze, now) === kind);
  const count = kind === "overdue" ? Math.max(scenery.overdue, these.length) : these.length;
  return count > 0 ? [{ kind, count, places: placesOf(these) }] : [];
}

function placesOf(freezes: readonly OpenFreeze[]): Place[] {
  const places = new Map(freezes.map(({ bank, hop }) => [`${bank} ${hop}`, { bank, hop }]));
  return [...places.values()];
}

function silentFound({ sources }: Scenery): Finding[] {
  const names = sources.filter(({ silent }) => silent).map(({ name, nameTh }) => ({ th: nameTh, en: name }));
  return names.length > 0 ? [{ kind: "silent", names }] : [];
}
