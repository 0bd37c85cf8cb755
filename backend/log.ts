import pino from "pino";
import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "./kit/clock.ts";
import { redactor, secretsOf } from "./store/redact.ts";

export interface Log {
  error(fields: { err?: unknown; path?: string }, what: string): void;
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

/**
 * What leaves the program by its log or by standard error passes here, so that no password of the database does: not in
 * the message of an error, its stack, its causes, or whatever else it carries.
 */
export function openLog(environment: NodeJS.ProcessEnv, destination?: pino.DestinationStream) {
  const secrets = new Set<string>();
  let redact = redactor([]);
  function hide(url: string | undefined, ...more: (string | undefined)[]) {
    for (const secret of [...secretsOf(url), ...more]) if (secret) secrets.add(secret);
    redact = redactor([...secrets]);
  }
  hide(environment.DATABASE_URL, environment.PGPASSWORD);
  const log = pino(
    {
      level: environment.LOG_LEVEL || "info",
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { streamWrite: (line) => redact(line) },
    },
    destination ?? pino.destination(1),
  );
  return {
    log,
    /** Further secrets: the password from a file is known only once the settings have been read. */
    hide,
    redact: (text: string) => redact(text),
  };
}
