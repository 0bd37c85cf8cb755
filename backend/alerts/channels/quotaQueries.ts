import type { Quota } from "#wire/alerts.ts";
import type { Run } from "../../store/store.ts";
import { iso } from "../../store/times.ts";

/** Times are epoch milliseconds. */
const OUTLET = "line";

/** True: it is this process's turn to ask. @param until when another one may, if nothing is recorded */
export async function claimQuota(run: Run, account: string, now: number, until: number): Promise<boolean> {
  return (await run("claimQuota", [OUTLET, account, iso(now), iso(until)])).length > 0;
}

/** What was answered, or why nothing was; what was known before stays then. */
export async function recordQuota(
  run: Run,
  account: string,
  at: number,
  answer: { used: number; most: number | null } | { fault: string },
  nextAt: number,
): Promise<void> {
  const { used, most, fault } = { used: null, most: null, fault: null, ...answer };
  await run("recordQuota", [OUTLET, account, iso(at), iso(nextAt), fault, used, most]);
}

/** Null: this account was never asked. */
export async function readQuota(
  run: Run,
  account: string,
): Promise<{ quota: Quota | null; nextAt: number } | null> {
  const [row] = await run<{
    next_at: string;
    is_asked: boolean;
    fault: string | null;
    read_at: string | null;
    used: string | null;
    most: string | null;
  }>("readQuota", [OUTLET, account]);
  if (!row) return null;
  const { fault, read_at, used, most } = row;
  const quota = {
    fault,
    readAt: read_at === null ? null : Number(read_at),
    used: Number(used ?? 0),
    most: most === null ? null : Number(most),
  };
  return { nextAt: Number(row.next_at), quota: row.is_asked ? quota : null };
}
