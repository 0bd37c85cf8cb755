import type { Run } from "../store/store.ts";
import { LEASE_MS, LONGEST_WAIT_MS } from "./outbox/outcomes.ts";

/** Times are epoch milliseconds. */
const iso = (at: number) => new Date(at).toISOString();

/** Null: another process has it. */
export async function takeJudge(
  run: Run,
  holder: string,
): Promise<{ term: string; judgedAt: number } | null> {
  const [row] = await run<{ term: string; judged_at: string }>("takeJudge", [holder]);
  return row ? { term: row.term, judgedAt: Number(row.judged_at) } : null;
}

/** False: the term is over. */
export async function holdJudge(run: Run, term: string, holder: string, at: number): Promise<boolean> {
  return (await run("holdJudge", [term, holder, iso(at)])).length > 0;
}

export async function freeJudge(run: Run, holder: string): Promise<void> {
  await run("freeJudge", [holder]);
}

export async function readJudge(run: Run): Promise<{ judgedAt: number; isHeld: boolean }> {
  const [row] = await run<{ judged_at: string; is_held: boolean }>("readJudge");
  return { judgedAt: Number(row!.judged_at), isHeld: row!.is_held };
}

/** What a clock that was ahead has left would wait until this one has come so far. */
export async function mendAlerts(run: Run, now: number): Promise<void> {
  await run("mendJudge", [iso(now)]);
  await run("mendMessages", [iso(now), iso(now + LONGEST_WAIT_MS)]);
  await run("mendClaims", [iso(now + LEASE_MS)]);
}
