import type { Run } from "../store/store.ts";
import { iso, ms } from "../store/times.ts";

/** Failed tries of passwords, by name and by where they came from. Times are epoch milliseconds, hashes SHA-256. */

export interface Tracks {
  nameHash: Buffer;
  /** Where failures are counted, and how many are free there. */
  tracks: readonly { track: string; free: number }[];
}

/** The tracks on which a try is taken now; it counts as failed. */
export async function takeTries(
  run: Run,
  { nameHash, tracks }: Tracks,
  waits: readonly number[],
  at: number,
): Promise<string[]> {
  const rows = await run<{ track: string }>("takeTries", [
    nameHash,
    iso(at),
    tracks.map(({ track }) => track),
    tracks.map(({ free }) => free),
    waits,
  ]);
  return rows.map(({ track }) => track);
}

export async function waitOfTries(run: Run, { nameHash, tracks }: Tracks): Promise<number | null> {
  const [row] = await run<{ until: string | null }>("waitOfTries", [
    nameHash,
    tracks.map(({ track }) => track),
  ]);
  return ms(row?.until ?? null);
}

/** The last try does not count. @param isWhole nor do those before it on the first track, which is that of the caller */
export async function forgetTries(
  run: Run,
  { nameHash, tracks }: Tracks,
  isWhole: boolean,
  at: number,
): Promise<void> {
  const names = tracks.map(({ track }) => track);
  await run("forgetTries", [nameHash, names, isWhole ? names[0] : null, iso(at)]);
}

export async function dropOldTries(run: Run, at: number): Promise<void> {
  await run("dropOldTries", [iso(at)]);
}
