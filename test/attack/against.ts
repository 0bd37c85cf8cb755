/** The server under attack, and what the attack may use. */
export interface Against {
  url: string;
  /** The key of the first source, which may send and read everything. */
  key: string;
  /** Of an administrator. */
  cookie: string;
  /** How long the attack lasts. */
  seconds: number;
  /** A line of progress or of what was reached. */
  say(line: string): void;
  /** What must not be, beside the targets of every attack, if there is such a thing; the attack goes on. */
  fail(line: string | null): void;
}

/** Clients that do what no screen, browser or source of good will does. Each attack is one file. */
export interface Attack {
  name: string;
  /** What is sent, in one line. */
  what: string;
  /** How many times as long it may last until all is sent; 1 if absent. */
  patience?: number;
  /** Stores what the attack needs, before anything is measured. */
  prepare?(there: Pick<Against, "url" | "key" | "cookie">): Promise<void>;
  /** Runs in a process of its own, for `against.seconds`, and then releases what it holds. */
  run(against: Against): Promise<void>;
}
