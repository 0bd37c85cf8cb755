import type { Run } from "../store/store.ts";

/** The time of the database's own clock, in epoch milliseconds. */
export async function readDatabaseClock(run: Run): Promise<number> {
  const [row] = await run<{ now: string }>("databaseClock");
  return Number(row!.now);
}
