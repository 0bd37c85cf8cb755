import { Fault } from "../kit/fault.ts";

/** What a source may use in bursts, and how much of it comes back in a second. */
const BUDGETS = {
  /** Decompressed. The database takes 20,000 events a second, 6 MB; reading 16 MB takes a tenth of a second. */
  bytes: { burst: 256 * 1024 * 1024, perSecond: 16 * 1024 * 1024, what: "bytes" },
  /** Empty ones too. */
  lines: { burst: 1_000_000, perSecond: 50_000, what: "lines" },
  /** Naming what is wrong with an event takes 10 to 50 µs; a whole array of 20,000 wrong ones is still answered. */
  rejected: { burst: 100_000, perSecond: 2_000, what: "rejected events" },
  /**
   * Events that are written again because the database refused others beside them, and those of a source that sent such
   * a one of late: 0.1 ms each.
   */
  retried: { burst: 5_000, perSecond: 100, what: "events to be written again" },
  /** Rejected events that are kept; the others are only counted. */
  kept: { burst: 1_000, perSecond: 5, what: "rejected events that are kept" },
} as const;
export type Spent = keyof typeof BUDGETS;

/** The limit of a source without its own: as many events as lines. */
const EVENTS_PER_MINUTE = 60 * BUDGETS.lines.perSecond;

/** The budgets of one source. */
export interface Budget {
  /** Takes it, or takes nothing and returns false. */
  has(of: Spent, count: number): boolean;
  /** The same, but what is more than there is must be waited for: throws `busy`. */
  spend(of: Spent, count: number): void;
  /**
   * Events, of which a source has a limit of its own: a minute's worth may come at once. What was begun is taken whole,
   * and what it is too much is waited for by the next: throws `busy`.
   */
  spendEvents(count: number, perMinute: number | null): void;
}

/** Budgets by source: what one uses is not taken from another. */
export function openBudgets(ticks: () => number): (sender: number) => Budget {
  const bySender = new Map<number, Budget>();
  return (sender) => {
    let found = bySender.get(sender);
    if (!found) {
      found = openBudget(ticks);
      bySender.set(sender, found);
    }
    return found;
  };
}

function openBudget(ticks: () => number): Budget {
  const left = new Map<Spent | "events", { count: number; at: number }>();
  const now = (of: Spent | "events", { burst, perSecond }: { burst: number; perSecond: number }) => {
    const was = left.get(of) ?? { count: burst, at: ticks() };
    const at = ticks();
    const is = { count: Math.min(burst, was.count + ((at - was.at) / 1000) * perSecond), at };
    left.set(of, is);
    return is;
  };
  return {
    has(of, count) {
      const is = now(of, BUDGETS[of]);
      if (is.count < count) return false;
      is.count -= count;
      return true;
    },
    spend(of, count) {
      const is = now(of, BUDGETS[of]);
      is.count -= count;
      if (is.count >= 0) return;
      const { burst, perSecond, what } = BUDGETS[of];
      throw new Fault(
        "busy",
        `this source has sent too many ${what}: ${burst} at once and ${perSecond} a second are taken`,
        { retryAfter: Math.ceil(-is.count / perSecond) },
      );
    },
    spendEvents(count, limit) {
      const perMinute = limit ?? EVENTS_PER_MINUTE;
      const is = now("events", { burst: perMinute, perSecond: perMinute / 60 });
      if (is.count <= 0)
        throw new Fault("busy", `this source may send ${perMinute} events a minute`, {
          retryAfter: Math.ceil((1 - is.count) / (perMinute / 60)),
        });
      is.count -= count;
    },
  };
}
