import { NEWS_MS } from "#wire/promises.ts";
import type { OpenFreeze, Warning } from "#wire/sceneParts.ts";
import type { FigureKey, Scenery } from "#wire/scenery.ts";
import { percent } from "#writing/numbers.ts";
import { type Urgency, urgencyOf } from "../figures/countdown.ts";
import { freshnessOf, isShown } from "../figures/freshness.ts";
import { HELD_IN_TIME, lookOf, type Promised, SERVICE_LEVEL, targetOf } from "../figures/judgement.ts";
import { warningState } from "../figures/warnings.ts";
import type { Reception } from "../live/reception.ts";

/** A bank at a hop of the money. */
export interface BankHop {
  bank: string;
  hop: number;
}

/** One finding, with its number and its place. */
export type Finding =
  | { kind: "overdue"; count: number; newest: BankHop }
  | { kind: "will-miss" | "at-risk"; count: number; hops: BankHop[] }
  | Below
  | Missing
  | { kind: "silent" | "behind"; names: { th: string; en: string }[] }
  | { kind: "warning"; warning: Warning }
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

/** `all`: no figure that the sentence depends on is there. */
type Topic = "calls" | "freezes" | "all";

/** The figures that the sentence depends on: while one may not be shown, the situation is not "normal". */
const JUDGED_BY: Record<Exclude<Topic, "all">, FigureKey[]> = {
  calls: [SERVICE_LEVEL.id],
  freezes: [HELD_IN_TIME.id, "freezes.open@7days"],
};

/** The situation: the worst finding, and the number of others; warnings have lamps instead of being counted. */
export interface Situation {
  state: "normal" | "watch" | "broken" | "no-data";
  worst: Finding | null;
  others: number;
}

/**
 * Worst first: promises that are broken or will be, then a disk that takes no more, then figures that cannot be judged
 * for want of data, then other warnings of the server, by whose clock deadlines are judged, then freezes that missed
 * their hour too long ago to be news, then figures to watch, then sources that are silent or behind. "Normal"
 * means that there is no finding. So a bank that never answers is named as long as that is true, but hides no later
 * breach.
 */
export function situationOf(reception: Reception, now: number): Situation {
  const { scenery } = reception;
  if (!scenery) return { state: "no-data", worst: { kind: "awaited" }, others: 0 };
  const missing = missingFound(reception, now);
  const { news, old } = overdueFound(scenery, now);
  const below = [SERVICE_LEVEL, HELD_IN_TIME].flatMap((promised) => belowFound(reception, promised, now));
  const warned = scenery.warnings.map((warning) => ({ kind: "warning" as const, warning }));
  const found: Finding[] = [
    ...news,
    ...freezesFound(scenery, now, "will-miss"),
    ...below.filter(({ grade }) => grade === "broken"),
    ...warned.filter(({ warning }) => warningState(warning) === "broken"),
    ...missing,
    ...warned.filter(({ warning }) => warningState(warning) === "watch"),
    ...old,
    ...below.filter(({ grade }) => grade === "watch"),
    ...freezesFound(scenery, now, "at-risk"),
    ...lackingFound(scenery, "silent"),
    ...lackingFound(scenery, "behind"),
  ];
  const [worst] = found;
  return worst
    ? {
        state: stateOf(worst),
        worst,
        others: found.filter((one) => one !== worst && one.kind !== "warning").length,
      }
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
    case "warning":
      return warningState(finding.warning);
    case "missing":
    case "silent":
    case "behind":
    case "awaited":
      return "no-data";
  }
}

/** Missing figures by topic; `since`: when the longest missing one was last there, null for never. */
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

function belowFound(
  { scenery, ...reception }: Reception,
  { objective, id, metric }: Promised,
  now: number,
): Below[] {
  const verdict = scenery?.verdicts[objective];
  if (!verdict || !isShown(freshnessOf(scenery?.figures[id], now, { scenery, ...reception }))) return [];
  const grade = lookOf(verdict);
  if (grade === "met" || grade === "few") return [];
  // The counts that it was judged by: exclusions may have left out some of the figure's.
  const share = { value: Number(verdict.numerator) / Number(verdict.denominator), ...verdict };
  return [{ kind: "below", metric, grade, percent: percent(share), target: targetOf(verdict) }];
}

/** The named freezes among those that are this urgent now. */
function listed(scenery: Scenery, now: number, urgency: Urgency): OpenFreeze[] {
  const { nearest, newestOverdue } = scenery;
  const board = "board" in scenery ? scenery.board : [];
  const named = [...nearest, ...board, ...(newestOverdue ? [newestOverdue] : [])];
  const freezes = new Map(named.map((freeze) => [freeze.key, freeze]));
  return [...freezes.values()].filter((freeze) => urgencyOf(freeze, now) === urgency);
}

/** The server's count, updated by this clock for the listed freezes. The state of the newest is that of all. */
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
