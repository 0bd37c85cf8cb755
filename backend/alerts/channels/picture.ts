import { dayOf, startOf, startOfHour } from "#calendar/days.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import type { NamedMeasure, Pictured } from "#charts/picture.ts";
import type { RuleBody, Subject } from "#wire/alerts.ts";
import type { ObjectiveVersion } from "#wire/sla.ts";
import { mayMiss } from "#writing/shares.ts";

/** What is told of a metric. */
export interface Metric extends NamedMeasure {
  cells: string;
}

/** The figure that an alert is about, over the time before it. */
export interface Asked extends Pictured {
  metric: Metric;
  subject: Subject;
}

/** What single cases are late for. */
const METRICS: ReadonlyMap<string, string> = new Map([
  ["freeze-overdue", "freezes.sla_60m"],
  ["freeze-will-miss", "freezes.sla_60m"],
  ["complaint-overdue", "reports.complaint_72h_share"],
  ["complaint-will-miss", "reports.complaint_72h_share"],
  ["release-overdue", "freezes.release_4h_share"],
  ["release-will-miss", "freezes.release_4h_share"],
]);
/** Of what is counted in hours the last day is shown, of what takes days the last two weeks. */
const SPANS = { hour: 24, day: 14 } as const;

/**
 * The figure of an alert; null: it has no course that could be drawn, as of a source, a screen or the server.
 * @param objectives those that are in force
 */
export function askedOf(
  { body: { condition }, subject }: { body: Pick<RuleBody, "condition">; subject: Subject },
  objectives: readonly ObjectiveVersion[],
  metricOf: (id: string) => Metric | undefined,
  now: number,
): Asked | null {
  const promised =
    objectives.find(({ id }) => id === condition) ??
    objectives.find(({ objective }) => objective.metric === METRICS.get(condition));
  const metric = metricOf(promised?.objective.metric ?? METRICS.get(condition) ?? "");
  const { by, of } = subject;
  if (!metric || by === "source" || by === "screen" || by === "recipient" || by === "server") return null;
  const step = metric.cells === "reports" ? "day" : "hour";
  const until = step === "day" ? startOf(dayOf(now) + 1) : startOfHour(now) + HOUR;
  const target = promised?.objective.target ?? null;
  return {
    metric,
    subject,
    only: of === null ? {} : { [by]: [of] },
    from: until - SPANS[step] * (step === "day" ? DAY : HOUR),
    until,
    step,
    target: target && metric.good === "low" ? mayMiss(target) : target,
  };
}

/** The figure of an alert as of a moment, in epoch ms. Null: it has none. */
export type FigureOf = (
  about: { body: Pick<RuleBody, "condition">; subject: Subject },
  at: number,
) => Promise<Asked | null>;
