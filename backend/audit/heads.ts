import type { Link } from "./chain.ts";

/**
 * The chain alone does not show that its end was cut off: where it ended is told to the log and to a file in DATA_DIR,
 * one line for each time.
 */
export const HEADS_FILE = "audit-heads";

/** `2026-11-26T14:00:00.000Z 1234 3fa2…`: when (epoch milliseconds), place and hash. */
export const headLine = ({ place, hash }: Link, at: number) =>
  `${new Date(at).toISOString()} ${place} ${hash}\n`;

/** The hashes in such a file by their places. A line that a crash has cut short is left out. */
export function readHeads(text: string): Map<number, string> {
  const lines = text.matchAll(/^\S+ (\d{1,15}) ([0-9a-f]{64})$/gm);
  return new Map([...lines].map(([, place, hash]) => [Number(place), hash!]));
}
