import type { Mute, NewMute } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

export async function listMutes(run: Run, now: number): Promise<Mute[]> {
  const rows = await run<{
    id: number;
    rule: string | null;
    subject: string | null;
    from_at: string;
    until_at: string;
    daily_from: number | null;
    daily_until: number | null;
    reason: string;
    made_by: string;
  }>("listMutes", [iso(now)]);
  return rows.map((row) => ({
    id: row.id,
    rule: row.rule,
    subject: row.subject,
    reason: row.reason,
    by: row.made_by,
    from: Number(row.from_at),
    until: Number(row.until_at),
    daily: row.daily_from === null ? null : { from: row.daily_from, until: row.daily_until! },
  }));
}

export async function addMute(run: Run, mute: NewMute, by: string): Promise<number> {
  const { rule, subject, from, until, daily, reason } = mute;
  const [row] = await run<{ id: number }>("addMute", [
    ...[rule, subject, iso(from), iso(until), daily?.from ?? null, daily?.until ?? null, reason, by],
  ]);
  return row!.id;
}

/** What it put off is looked at again. */
export async function endMute(run: Run, id: number, at: number): Promise<boolean> {
  if ((await run("endMute", [id, iso(at)])).length === 0) return false;
  await run("releaseDeferred", [iso(at)]);
  return true;
}
