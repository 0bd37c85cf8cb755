import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { Fault } from "../kit/fault.ts";

/** argon2id with 19 MiB, twice: OWASP's first choice. 20 ms of a core. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** At once: the two cores of a small machine, whose thread has its own work. */
const AT_ONCE = 2;
/** The length of each queue: whatever waits in it is answered within a second or two. */
const MOST_WAITING = 80;
/** `known`: on a browser, with a session or with a link that is known. They go first, and strangers take no place of theirs. */
type Line = "known" | "strangers";

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long, and is false, when there is no hash. */
  isRight(hash: string | null, password: string, line: Line): Promise<boolean>;
}

/** Hashes passwords outside the thread, few at a time. Throws `busy` when too many wait. */
export function openPasswords(): Passwords {
  let running = 0;
  const lines: Record<Line, (() => void)[]> = { known: [], strangers: [] };
  async function inTurn<T>(line: Line, deed: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (lines[line].length >= MOST_WAITING)
        throw new Fault("busy", "too many sign-ins at once; try again", { retryAfter: 2 });
      await new Promise<void>((begin) => lines[line].push(begin));
    } else running++;
    try {
      return await deed();
    } finally {
      const next = lines.known.shift() ?? lines.strangers.shift();
      if (next) next();
      else running--;
    }
  }
  // The same letters in another composition are the same password.
  const plain = (password: string) => password.normalize("NFKC");
  /** The hash of a password that nobody has. */
  const nobody = hash(randomBytes(32).toString("base64"), OPTIONS);
  return {
    hash: (password) => inTurn("known", () => hash(plain(password), OPTIONS)),
    isRight: (known, password, line) =>
      inTurn(line, async () => (await verify(known ?? (await nobody), plain(password))) && known !== null),
  };
}
