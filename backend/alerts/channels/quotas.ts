import { createHash } from "node:crypto";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { Quota } from "#wire/alerts.ts";
import type { Clock } from "../../kit/clock.ts";
import { openRounds } from "../../kit/rounds.ts";
import type { Store } from "../../store/store.ts";
import { type LineAccount, readLineQuota } from "./line.ts";
import { claimQuota, readQuota, recordQuota } from "./quotaQueries.ts";

export interface Quotas {
  /** What is known of LINE's; null: nothing, or it is not set up. @param now epoch milliseconds */
  line(now: number): Quota | null;
  close(): Promise<void>;
}

const EVERY_MS = HOUR;
/** After a question that had no answer, or whose process is gone. */
const AGAIN_MS = 5 * MINUTE;
/** So often what another process was answered is read. */
const LOOK_MS = MINUTE;

/** Asks LINE once an hour how much of the month's messages is used up; of several processes one asks. */
export function openQuotas(deps: {
  store: Store;
  clock: Clock;
  account: LineAccount | null;
  onTrouble: (what: string, error?: unknown) => void;
}): Quotas {
  const { store, clock, account, onTrouble } = deps;
  if (!account) return { line: () => null, close: async () => {} };
  const id = createHash("sha256").update(account.token).digest("hex").slice(0, 16);
  let known: Quota | null = null;
  let nextAt = Number.POSITIVE_INFINITY;
  let wasFault = false;

  const rounds = openRounds({
    clock,
    async round() {
      const now = clock.now();
      if (await claimQuota(store.run, id, now, now + AGAIN_MS)) {
        const answer = await readLineQuota(account);
        const isFault = "fault" in answer;
        const at = clock.now();
        await recordQuota(store.run, id, at, answer, at + (isFault ? AGAIN_MS : EVERY_MS));
        if (isFault && !wasFault) onTrouble(`LINE does not say how many messages are left: ${answer.fault}`);
        wasFault = isFault;
      }
      const read = await readQuota(store.run, id);
      known = read?.quota ?? null;
      nextAt = read?.nextAt ?? now;
      return Math.min(LOOK_MS, Math.max(0, nextAt - now));
    },
    retryMs: LOOK_MS,
    onFailed: (error) =>
      onTrouble("what is left of LINE's messages could not be kept; it is tried again", error),
  });
  return {
    line(now) {
      // The clock may have gone farther than the time that was slept.
      if (now >= nextAt) rounds.wake();
      return known;
    },
    close: rounds.close,
  };
}
