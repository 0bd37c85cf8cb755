import type { Role } from "#wire/access.ts";
import type { Cause, Finding, RuleBody, Subject } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import { ms } from "../store/times.ts";
import type { EpisodeRowOf } from "./episodeQueries.ts";

export interface StripRow {
  id: number;
  subject: Subject;
  isAcknowledged: boolean;
  cause: Cause;
  since: number;
  ownerRole: Role | null;
  rule: RuleBody;
  /** 0: broken, 1: to be watched, 2: data are missing. */
  rank: 0 | 1 | 2;
  why: Finding["why"] | null;
}

export async function stripAlerts(
  run: Run,
  most: number,
): Promise<{ rows: StripRow[]; open: number; unacknowledged: number }> {
  const rows = await run<
    Pick<EpisodeRowOf, "id" | "subject_by" | "subject_of" | "state" | "cause" | "since" | "owner_role"> &
      Pick<StripRow, "rank" | "why"> & { body: RuleBody; open: number; unacknowledged: number }
  >("stripAlerts", [most]);
  const { open = 0, unacknowledged = 0 } = rows[0] ?? {};
  return {
    open,
    unacknowledged,
    rows: rows.map((row) => ({
      id: row.id,
      subject: { by: row.subject_by, of: row.subject_of },
      cause: row.cause,
      isAcknowledged: row.state === "acknowledged",
      since: Number(row.since),
      rank: row.rank,
      ownerRole: row.owner_role,
      rule: row.body,
      why: row.why,
    })),
  };
}

/** What of the duty's alerts is open, by condition. */
export interface Calling {
  condition: string;
  /** One is bad now; otherwise all recover. */
  isBad: boolean;
  /** Since when the newest calls for somebody; null: each has somebody, or recovers. Epoch milliseconds. */
  since: number | null;
}

export async function callingAlerts(run: Run): Promise<Calling[]> {
  const rows = await run<{ condition: string; is_bad: boolean; calls_since: string | null }>("callingAlerts");
  return rows.map(({ condition, is_bad, calls_since }) => ({
    condition,
    isBad: is_bad,
    since: ms(calls_since),
  }));
}
