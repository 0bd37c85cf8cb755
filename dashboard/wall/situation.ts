import type { BankRisk, StripAlert, Warning } from "#wire/sceneParts.ts";
import type { FigureKey, Scenery } from "#wire/scenery.ts";
import { percent } from "#writing/numbers.ts";
import { freshnessOf, isShown } from "../figures/freshness.ts";
import { HELD_IN_TIME, lookOf, type Promised, SERVICE_LEVEL, targetOf } from "../figures/judgement.ts";
import { warningState } from "../figures/warnings.ts";
import type { Reception } from "../live/reception.ts";

/** A bank at a hop of the money; null: at several. */
export type BankHop = Pick<BankRisk, "bank" | "hop">;

/** One finding, with its number and its place. */
export type Finding =
  | { kind: "overdue"; count: number; newest: BankHop }
  | { kind: "will-miss" | "at-risk"; count: number; hops: BankHop[] }
  | Below
  | Missing
  | { kind: "silent" | "behind"; names: { th: string; en: string }[] }
  | { kind: "warning"; warning: Warning }
  | { kind: "alerts"; open: number; unacknowledged: number; look: StripAlert["look"] }
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
 * their hour too long ago to be news, then figures to watch, then sources that are silent or behind, then that alerts are
 * open about something else, which the strip names. "Normal" means that there is no finding. So a bank that never answers is
 * named as long as that is true, but hides no later breach. What is said of freezes is the server's, a second old at most.
 */
export function situationOf(reception: Reception, now: number): Situation {
  const { scenery } = reception;
  if (!scenery) return { state: "no-data", worst: { kind: "awaited" }, others: 0 };
  const missing = missingFound(reception, now);
  const below = [SERVICE_LEVEL, HELD_IN_TIME].flatMap((promised) => belowFound(reception, promised, now));
  const warned = scenery.warnings.map((warning) => ({ kind: "warning" as const, warning }));
  const found: Finding[] = [
    ...overdueFound(scenery, true),
    ...freezesFound(scenery, "will-miss"),
    ...below.filter(({ grade }) => grade === "broken"),
    ...warned.filter(({ warning }) => warningState(warning) === "broken"),
    ...missing,
    ...warned.filter(({ warning }) => warningState(warning) === "watch"),
    ...overdueFound(scenery, false),
    ...below.filter(({ grade }) => grade === "watch"),
    ...freezesFound(scenery, "at-risk"),
    ...lackingFound(scenery, "silent"),
    ...lackingFound(scenery, "behind"),
  ];
  if (found.length === 0) found.push(...alertsFound(scenery));
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
    case "alerts":
      return finding.look;
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

/** Those that are over. @param isNews whether the newest of them is: it is named, and its state is that of all */
function overdueFound({ risks, overdue }: Scenery, isNews: boolean): Finding[] {
  const news = risks.find(({ why }) => why === "deadline-over");
  const newest = news ?? risks.find(({ why }) => why === "long-over");
  return newest && (newest === news) === isNews ? [{ kind: "overdue", count: overdue, newest }] : [];
}

function freezesFound({ risks }: Scenery, kind: "will-miss" | "at-risk"): Finding[] {
  const hops = risks.filter(({ why }) => why === kind);
  const count = hops.reduce((sum, of) => sum + of.count, 0);
  return count > 0 ? [{ kind, count, hops }] : [];
}

/** The worst of those that are told gives the look. */
function alertsFound({ strip: { alerts, open, unacknowledged } }: Scenery): Finding[] {
  const look = (["broken", "watch", "no-data"] as const).find((of) =>
    alerts.some((alert) => alert.look === of),
  );
  return look ? [{ kind: "alerts", open, unacknowledged, look }] : [];
}

function lackingFound({ sources }: Scenery, kind: "silent" | "behind"): Finding[] {
  const names = sources.filter((lamp) => lamp[kind]).map(({ name, nameTh }) => ({ th: nameTh, en: name }));
  return names.length > 0 ? [{ kind, names }] : [];
}
