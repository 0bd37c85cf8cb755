import { HOUR } from "#calendar/units.ts";
import type { BankRisk, OpenFreeze } from "#wire/sceneParts.ts";
import { OVER, risksOf } from "../../backend/live/risks.ts";
import { judgeBy } from "../../backend/sla/freezes.ts";

/** A bank that has missed most of its freezes in the last hour. */
export const SLOW = "TTB";
const judge = judgeBy(new Map([[SLOW, { inTime: 0, of: 9 }]]));

/** An open freeze as the server tells it: judged. */
export const openFreeze = (
  of: Pick<OpenFreeze, "key" | "bank" | "hop" | "amountSatang">,
  dueAt: number,
): OpenFreeze => {
  const requestedAt = dueAt - HOUR;
  return { ...of, requestedAt, ...judge.clockOf({ ...of, requestedAt }) };
};

/** What the server says of these at this moment, bank by bank. */
export const risksOfAll = (freezes: readonly OpenFreeze[], now: number): BankRisk[] =>
  risksOf(
    freezes.map(({ bank, hop, requestedAt, amountSatang }) => ({
      ...{ bank, hop, age: now - requestedAt, count: 1, satang: BigInt(amountSatang) },
      ...{ oldest: requestedAt, newest: requestedAt },
    })),
    judge,
  );

/** How many of them are over. */
export const overdueOf = (risks: readonly BankRisk[]) =>
  risks.filter(({ why }) => OVER.includes(why)).reduce((sum, { count }) => sum + count, 0);
