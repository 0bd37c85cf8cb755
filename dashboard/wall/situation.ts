import type { FigureKey, OpenFreeze, Scenery } from "#wire/live.ts";
import { NEWS_MS } from "#wire/promises.ts";
import { percent } from "#writing/numbers.ts";
import { type Urgency, urgencyOf } from "../figures/countdown.ts";
import { freshnessOf, isShown } from "../figures/freshness.ts";
import { HELD_IN_TIME, judge, SERVICE_LEVEL, type Target } from "../figures/judgement.ts";
import type { Reception } from "../live/reception.ts";

/** A bank at a hop of the money. */
export interface BankHop {
  bank: string;
  hop: number;
}

/** One thing that somebody should know, with its number and where it is. */
export type Finding =
  | { kind: "overdue"; count: number; newest: BankHop }
  | { kind: "will-miss" | "at-risk"; count: number; hops: BankHop[] }
  | Below
  | Missing
  | { kind: "silent" | "behind"; names: { th: string; en: string }[] }
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
const JUDGED_BY: Record<Exclude<Topic, "all">, FigureKey[]> = {
  calls: [`${SERVICE_LEVEL.metric}@today`],
  freezes: [`${HELD_IN_TIME.metric}@today`, "freezes.open@ever"],
};

/** How things stand: the worst of all findings, and how many more there are. */
export interface Situation {
  state: "normal" | "watch" | "broken" | "no-data";
  worst: Finding | null;
  others: number;
}

/**
 * Worst first: promises that are broken or will be, then what cannot be judged for want of data, then freezes whose
 * promise was lost so long ago that it is no news, then what is to be watched, then who is silent or behind. "Normal"
 * is what is left when nothing of it is found. So one bank that never answers is said for as long as it is true, but
 * hides nothing that breaks after it.
 */
export function situationOf(reception: Reception, now: number): Situation {
  const { scenery } = reception;
  if (!scenery) return { state: "no-data", worst: { kind: "awaited" }, others: 0 };
  const missing = missingFound(reception, now);
  const { news, old } = overdueFound(scenery, now);
  const below = [SERVICE_LEVEL, HELD_IN_TIME].flatMap((target) => belowFound(reception, target, now));
  const found: Finding[] = [
    ...news,
    ...freezesFound(scenery, now, "will-miss"),
    ...below.filter(({ grade }) => grade === "broken"),
    ...missing,
    ...old,
    ...below.filter(({ grade }) => grade === "watch"),
    ...freezesFound(scenery, now, "at-risk"),
    ...lackingFound(scenery, "silent"),
    ...lackingFound(scenery, "behind"),
  ];
  const [worst] = found;
  return worst
    ? { state: stateOf(worst), worst, others: found.length - 1 }
    : { state: "normal", worst: null, others: 0 };
}

export function stateOf(finding: Finding): Exclude<Situation["state"], "normal"> {
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
    case "behind":
    case "awaited":
      return "no-data";
  }
}

/** Of several figures that are missing, the one that has been for longest says since when; null: it never was there. */
function missingFound(reception: Reception, now: number): Missing[] {
  const missing = (["calls", "freezes"] as const).flatMap((topic) => {
    const since = JUDGED_BY[topic].flatMap((key) => {
      const freshness = freshnessOf(reception.scenery?.figures[key], now, reception);
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
  const figure = reception.scenery?.figures[`${target.metric}@today`];
  if (!figure || !isShown(freshnessOf(figure, now, reception))) return [];
  const grade = judge(figure, target);
  if (grade === "met" || grade === "few") return [];
  return [{ kind: "below", metric: target.metric, grade, percent: percent(figure), target: target.percent }];
}

/** The freezes that are named, of those that the clock finds so urgent now. */
function listed(scenery: Scenery, now: number, urgency: Urgency): OpenFreeze[] {
  const { nearest, newestOverdue } = scenery;
  const board = "board" in scenery ? scenery.board : [];
  const named = [...nearest, ...board, ...(newestOverdue ? [newestOverdue] : [])];
  const freezes = new Map(named.map((freeze) => [freeze.key, freeze]));
  return [...freezes.values()].filter((freeze) => urgencyOf(freeze, now) === urgency);
}

/** The server counts them, and of what is listed the clock decides here too. What the newest is, all of them are. */
function overdueFound(scenery: Scenery, now: number): { news: Finding[]; old: Finding[] } {
  const these = listed(scenery, now, "overdue").sort((a, b) => b.deadline - a.deadline);
  const [newest] = these;
  if (!newest) return { news: [], old: [] };
  const found: Finding = { kind: "overdue", count: Math.max(scenery.overdue, these.length), newest };
  return now - newest.deadline <= NEWS_MS ? { news: [found], old: [] } : { news: [], old: [found] };
}

function freezesFound(scenery: Scenery, now: number, kind: "will-miss" | "at-risk"): Finding[] {
  const these = listed(scenery, now, kind);
  return these.length > 0 ? [{ kind, count: these.length, hops: hopsOf(these) }] : [];
}

function hopsOf(freezes: readonly OpenFreeze[]): BankHop[] {
  const hops = new Map(freezes.map(({ bank, hop }) => [`${bank} ${hop}`, { bank, hop }]));
  return [...hops.values()];
}

function lackingFound({ sources }: Scenery, kind: "silent" | "behind"): Finding[] {
  const names = sources.filter((lamp) => lamp[kind]).map(({ name, nameTh }) => ({ th: nameTh, en: name }));
  return names.length > 0 ? [{ kind, names }] : [];
}
