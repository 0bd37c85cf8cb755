import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Warning } from "#wire/sceneParts.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";

const MB = 2 ** 20;

/**
 * Free bytes that the embedded database needs. Measured on a tmpfs: it starts with 3 MB free and not with 1, because
 * replaying its log writes two segments of 1 MB; a first start copies 30 MB; a batch of 5,000 events takes 9 MB, and
 * three times that if all their texts have full length. Below that the engine aborts, so nothing is written before.
 */
const NEEDED = { start: 8 * MB, firstStart: 48 * MB, write: 64 * MB } as const;
/** A warning below a tenth of the disk, and of a small disk earlier. */
const LOW = { share: 0.1, least: 4 * NEEDED.write } as const;
/** A reading of the file system is used again for this long. */
const FRESH_MS = 500;
/** A person has to free the space: sources need not ask more often. */
const RETRY_SECONDS = 30;

/** `low`: warned. `full`: no events are taken. */
export type SpaceState = "enough" | "low" | "full";

export interface Space {
  free: number;
  size: number;
}

export function spaceStateOf({ free, size }: Space): SpaceState {
  if (free < NEEDED.write) return "full";
  return free < Math.max(LOW.least, size * LOW.share) ? "low" : "enough";
}

/** The space of a server's disk that was found full. Only the server knows its size. */
export const NO_SPACE: Space = { free: 0, size: 1 };

const mb = (bytes: number) => `${Math.floor(bytes / MB)} MB`;

/** The disk's warning for walls; none if there is enough, or nothing is known. */
export function spaceWarnings(space: Space | null): Extract<Warning, { kind: "disk-low" | "disk-full" }>[] {
  const state = space === null ? "enough" : spaceStateOf(space);
  if (space === null || state === "enough") return [];
  return [{ kind: `disk-${state}`, percent: Math.floor((100 * space.free) / space.size) }];
}

/** What it says in the log, and to whoever sends events. */
export const spaceSentence = ({ free, size }: Space) =>
  free < NEEDED.write
    ? `the disk of the database is full: ${mb(free)} are free, ${mb(NEEDED.write)} are needed to write events`
    : `the disk of the database is nearly full: ${mb(free)} of ${mb(size)} are free`;

/** Throws `configuration` if the disk of `dataDir` has no room for a start. */
export function requireSpaceToStart(dataDir: string, isFirst: boolean): void {
  const needed = isFirst ? NEEDED.firstStart : NEEDED.start;
  const { free } = readSpace(dataDir);
  if (free < needed)
    throw new Fault(
      "configuration",
      `the disk of ${dataDir} (DATA_DIR) is full: ${mb(free)} are free, the embedded database needs ${mb(needed)} to start; free some space`,
    );
}

/** The disk of the embedded database, read at most twice a second. */
export function openSpace(dataDir: string, clock: Clock): { read(): Space; requireForWriting(): void } {
  let known: { space: Space; until: number } | null = null;
  function read(): Space {
    if (!known || clock.ticks() >= known.until)
      known = { space: readSpace(dataDir), until: clock.ticks() + FRESH_MS };
    return known.space;
  }
  return {
    read,
    requireForWriting() {
      const space = read();
      if (spaceStateOf(space) === "full")
        throw new Fault("disk-full", spaceSentence(space), { retryAfter: RETRY_SECONDS });
    },
  };
}

/** The space of a folder's file system, or of that of the nearest parent that exists. */
function readSpace(folder: string): Space {
  if (!existsSync(folder)) return readSpace(dirname(folder));
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free: bavail * bsize, size: blocks * bsize };
}
