import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";

export interface Log {
  error(fields: { err?: unknown; path?: string; address?: string }, what: string): void;
}

/** What is said differently more often than this within a minute is counted with the rest: paths are anybody's. */
const MOST_KINDS = 100;

/**
 * Says a thing once and counts the rest: the same sentence of the same path is written with its error the first time,
 * and after a minute once more with how often it came. So nobody can fill a disk with lines.
 */
export function openSparingLog(log: Log, clock: Clock): Log & { close(): void } {
  const more = new Map<string, { fields: { path?: string }; what: string; count: number }>();
  function sum() {
    for (const { fields, what, count } of more.values())
      if (count > 0) log.error(fields, `${count} times more within a minute: ${what}`);
    more.clear();
  }
  const stop = clock.every(MINUTE, sum);
  return {
    error(fields, what) {
      const path = fields.path === undefined ? {} : { path: fields.path };
      const own = `${fields.path} ${what}`;
      const key = more.has(own) || more.size < MOST_KINDS ? own : "rest";
      const said = more.get(key);
      if (said) said.count++;
      else {
        more.set(key, { fields: path, what, count: 0 });
        log.error(fields, what);
      }
    },
    close() {
      stop();
      sum();
    },
  };
}
