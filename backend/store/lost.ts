import { Fault } from "../kit/fault.ts";

/**
 * SQLSTATEs worth a retry: deadlock, serialisation failure, lost connection, too many connections, timeout of a
 * statement, lock or idle transaction, and a server that is starting, stopping or refusing connections.
 */
const CODES =
  /^(25P03|40001|40P01|08|53|55000|55P03|28|3D000|57014|57P0|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/;
/** Errors of `pg` and the embedded engine that have no code. */
const WORDS = /terminated|the embedded database|not queryable|connection error|timeout/i;

const DISK_FULL = "53100";

/** Rethrows a database error, as `unavailable` or `disk-full` if a retry may succeed. */
export function rethrow(error: unknown): never {
  const { code, message } = error as { code?: unknown; message: string };
  // A server's disk; that of the embedded database is looked at before it is written to.
  if (code === DISK_FULL)
    throw new Fault("disk-full", `the disk of the database is full: ${message}`, {
      cause: error,
      retryAfter: 30,
    });
  const isLost = typeof code === "string" ? CODES.test(code) : WORDS.test(message);
  if (!isLost) throw error;
  throw new Fault("unavailable", "the database does not answer just now; try again", {
    cause: error,
    retryAfter: 2,
  });
}
