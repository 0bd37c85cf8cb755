import { CHANNEL_KINDS, type OutletQuota, type OutletRow } from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import type { Known } from "../judge.ts";
import { isToldElsewhere } from "../outbox/messages.ts";
import { countSentByKind } from "../outbox/rateQueries.ts";
import { RATE_MS, type Rates, rateOf } from "../outbox/rates.ts";
import type { Means } from "./channels.ts";
import { judgeQuota } from "./quota.ts";
import type { Quotas } from "./quotas.ts";

/** By what alerts can be sent here, and what is left of it. */
export async function outletsOf(
  {
    means,
    rates,
    quotas,
    known,
  }: { means: Means; rates: Rates; quotas: Quotas; known: () => Promise<Known> },
  { run, now }: { run: Run; now: number },
): Promise<OutletRow[]> {
  const [line, sent] = await Promise.all([
    lineQuota(quotas, known, now),
    countSentByKind(run, CHANNEL_KINDS, { since: now - RATE_MS, now }),
  ]);
  return CHANNEL_KINDS.map((kind) => {
    const most = rates[kind];
    return {
      kind,
      isSetUp: kind === "webhook" || means[kind] !== null,
      quota: kind === "line" ? line : null,
      rate: most === null ? null : rateOf(most, sent.get(kind) ?? 0),
    };
  });
}

/** What is left of the month's messages at LINE; null: it is not used, or was not asked yet. */
async function lineQuota(
  quotas: Quotas,
  known: () => Promise<Known>,
  now: number,
): Promise<OutletQuota | null> {
  const quota = quotas.line(now);
  if (!quota) return null;
  const { kind: state, why, runsOutAt } = judgeQuota(quota, now);
  const isElsewhere = isToldElsewhere(await known(), "line-quota", now);
  return { ...quota, state, why, runsOutAt, isToldElsewhere: isElsewhere };
}
