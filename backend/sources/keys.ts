import { randomBytes, hash as sumOf } from "node:crypto";
import { MINUTE } from "#calendar/units.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { openUnknownPace } from "../kit/pace.ts";
import { openRecent } from "../store/recent.ts";
import type { Store } from "../store/store.ts";
import { identifyKey, type KeyVisit, listHashes, touchKey } from "./keyRows.ts";

export interface Keys {
  /** The source of a key. Throws `unauthorized` for one that is wrong, revoked or expired. */
  visit(authorization: string | undefined): Promise<KeyVisit>;
  /** A name for this key, as of two seconds ago; null: it is not known, or over. */
  recognise(authorization: string): Promise<string | null>;
  /** A source or a key was changed: clears the cache. */
  forget(): void;
}

/** For how long a key that was looked up stays cached. */
const TRUST_MS = 2_000;
const MOST_TRUSTED = 1_000;
/** How often it is written down that a key was used. */
const TOUCH_MS = MINUTE;

export const newKey = () => randomBytes(24).toString("base64url");

// A key has 192 random bits: a plain hash of it cannot be reversed, and it is fast enough to check on every request.
export const hashOf = (key: string): Buffer => sumOf("sha256", key, "buffer");

const keyIn = (authorization: string) => /^Bearer (\S+)$/i.exec(authorization)?.[1];

export function openKeys({ store, clock }: { store: Store; clock: Clock }): Keys {
  type Found = Exclude<Awaited<ReturnType<typeof identifyKey>>, null>;
  /** Holds pending lookups too: concurrent requests with one key share one lookup. */
  const trusted = new Map<string, { found: Promise<Found>; until: number }>();
  /** All that count, by their hashes. */
  const all = openRecent(() => listHashes(store.run, clock.now()), TRUST_MS, clock.ticks);
  const mayLookUpUnknown = openUnknownPace(clock.ticks);

  /** @param before what was found last: it counts while the database does not answer, for there is nothing to read then */
  async function lookUp(sum: string, before: Promise<Found> | undefined): Promise<Found> {
    let found: Found | null = null;
    try {
      if (before || mayLookUpUnknown() || (await all.get()).has(sum))
        found = await identifyKey(store.run, Buffer.from(sum, "base64"));
    } catch (error) {
      if (!before) throw error;
      return before;
    }
    if (!found) throw new Fault("unauthorized", "this key is not known, or it was revoked");
    const now = clock.now();
    // Not waited for: it is to be known, and may be lost.
    if (now - (found.usedAt ?? 0) >= TOUCH_MS)
      touchKey(store.inClass("background").run, found.key, now).catch(() => {});
    return found;
  }

  return {
    async visit(authorization) {
      const key = keyIn(authorization ?? "");
      if (!key) throw new Fault("unauthorized", "send the source's key: Authorization: Bearer <key>");
      const sum = sumOf("sha256", key, "base64");
      let known = trusted.get(sum);
      if (!known || known.until <= clock.ticks()) {
        if (trusted.size >= MOST_TRUSTED) trusted.clear();
        known = { found: lookUp(sum, known?.found), until: clock.ticks() + TRUST_MS };
        trusted.set(sum, known);
        known.found.catch(() => trusted.delete(sum));
      }
      const { visit, endsAt } = await known.found;
      if (endsAt !== null && endsAt <= clock.now())
        throw new Fault("unauthorized", `this key ended at ${new Date(endsAt).toISOString()}`);
      return visit;
    },
    async recognise(authorization) {
      const key = keyIn(authorization);
      const id = key && (await all.get()).get(sumOf("sha256", key, "base64"));
      return id ? `key ${id}` : null;
    },
    forget() {
      trusted.clear();
      all.forget();
    },
  };
}
