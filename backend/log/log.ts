import pino from "pino";
import { maskPersonal } from "#writing/personal.ts";
import { redactor, secretsOf } from "../store/redact.ts";

/**
 * Standard output, which is a full disk's file, perhaps, or a pipe whose reader is gone: then lines are lost, and the
 * war room goes on. pino's own destination would try again for ever, and hold the thread.
 */
const STANDARD_OUTPUT: pino.DestinationStream = {
  write(line) {
    try {
      process.stdout.write(line);
    } catch {
      // There is nowhere to say so.
    }
  },
};

/**
 * What leaves the program by its log or by standard error passes here, so that no password of the database does, and no
 * number of a person: not in the message of an error, its stack, its causes, or whatever else it carries.
 */
export function openLog(environment: NodeJS.ProcessEnv, destination = STANDARD_OUTPUT) {
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
      hooks: { streamWrite: (line) => maskPersonal(redact(line)) },
    },
    destination,
  );
  return {
    log,
    /** Further secrets: the password from a file is known only once the settings have been read. */
    hide,
    redact: (text: string) => maskPersonal(redact(text)),
  };
}
