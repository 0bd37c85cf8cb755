import type { Figure } from "#wire/figures.ts";
import type { SceneVerdict, TableRow } from "#wire/sceneParts.ts";
import type { Scenery } from "#wire/scenery.ts";
import type { BudgetLeft } from "#wire/sla.ts";
import { budgetOf } from "../../backend/sla/budget.ts";
import { judged } from "../../backend/sla/judge.ts";

/** The shipped objectives of the walls, and the figure that each stands on. */
export const SHIPPED = {
  "calls-20s": {
    metric: "calls.service_level",
    rows: "queues",
    by: "queue",
    target: { p: 80, q: 100 },
    watch: { p: 77, q: 100 },
    minimumSample: 20,
  },
  "freeze-60m": {
    metric: "freezes.sla_60m",
    rows: "banks",
    by: "bank",
    target: { p: 95, q: 100 },
    watch: { p: 92, q: 100 },
    minimumSample: 20,
  },
} as const;

/** What the server says of a figure. */
export function verdictOf(objective: keyof typeof SHIPPED, figure: Figure): SceneVerdict {
  const { target } = SHIPPED[objective];
  const { numerator = 0, denominator = 0, state } = figure;
  const counted = { kept: BigInt(numerator), of: BigInt(denominator), state };
  return {
    kind: judged(counted, SHIPPED[objective]).kind,
    target,
    numerator: String(numerator),
    denominator: String(denominator),
    left: leftOf(counted, target),
  };
}

/** As if as many again were to come as have. */
function leftOf({ kept, of }: { kept: bigint; of: bigint }, target: SceneVerdict["target"]): BudgetLeft {
  const { left } = budgetOf({ decided: of, bad: of - kept, pending: 0n, rest: of }, target);
  return { asked: Number(left.asked), midnight: Number(left.midnight) };
}

/** A scenery as the server sends it: with the verdicts on its figures. */
export function withVerdicts<S extends Pick<Scenery, "figures">>(scenery: S): S {
  const { tables = {} } = scenery as { tables?: Record<string, TableRow[]> };
  const verdicts = (Object.keys(SHIPPED) as (keyof typeof SHIPPED)[]).flatMap((objective) => {
    const { metric, rows, by } = SHIPPED[objective];
    const whole = scenery.figures?.[`${metric}@today`];
    return [
      ...(whole ? [[objective, verdictOf(objective, whole)] as const] : []),
      ...(tables?.[rows] ?? []).flatMap(({ code, figures }) => {
        const figure = figures[metric];
        return figure ? [[`${objective} ${by} ${code}`, verdictOf(objective, figure)] as const] : [];
      }),
    ];
  });
  return { ...scenery, verdicts: Object.fromEntries(verdicts) };
}
