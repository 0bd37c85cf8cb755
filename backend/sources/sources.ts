import { randomBytes, hash as sumOf } from "node:crypto";
import { SECOND } from "#calendar/units.ts";
import type { SourceLamp } from "#wire/live.ts";
import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import { type Doer, type Entry, SERVER, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import {
  addFirstSource,
  type Code,
  countRealSources,
  identifySource,
  listCodes,
  listSources,
  mendHeard,
  type Registration,
  registerSource,
  renewKey,
  revokeSource,
  type Sender,
  type Source,
} from "./queries.ts";
import { isName } from "./registration.ts";
import { isBehind, isClockOff, isSilent } from "./silence.ts";

export type { Code, Registration, Sender, Source };

/** The source that may register others, until there are user accounts. */
export const FIRST_SOURCE = "first";

export interface Sources {
  /** The source that owns this key. Throws `unauthorized` for a wrong or revoked one. */
  identify(authorization: string | undefined): Promise<Sender>;
  /** Creates a source or renews its key. The key is returned only here; only its hash is stored. */
  register(source: Registration, doer?: Doer, key?: string): Promise<{ id: number; key: string }>;
  revoke(name: string, doer?: Doer): Promise<void>;
  list(): Promise<(Source & { silent: boolean; behind: boolean; clockOff: boolean })[]>;
  /** The status lamps of the wall, read from the same snapshot as the figures. */
  lamps(run: Run): Promise<SourceLamp[]>;
  /**
   * On the first start of an empty centre, creates its first source, which may send everything, and returns the key.
   * Later returns null; a `key` that is given then becomes the first source's new key, unless it was given before.
   */
  bootstrap(types: readonly string[], key: string | undefined): Promise<string | null>;
  codes(): Promise<Code[]>;
  /** What a clock that was ahead has left: a source that was heard after `now` (epoch ms) was heard now. */
  mend(now: number): Promise<void>;
  /** Another backend changed a source or a key: clears the cache. */
  forget(): void;
}

/** For how long a key that was looked up stays cached. */
const TRUST_MS = 2_000;
const MOST_TRUSTED = 1_000;

export function openSources(deps: {
  store: Store;
  clock: Clock;
  /** Called when sources or keys change: other backends must clear their caches. */
  onChanged: () => void;
}): Sources {
  const { store, clock } = deps;
  /** Holds pending lookups too: concurrent requests with one key share one lookup. */
  const trusted = new Map<string, { sender: Promise<Sender>; until: number }>();
  const forget = () => trusted.clear();
  function changed() {
    forget();
    deps.onChanged();
  }
  const newKey = () => randomBytes(24).toString("base64url");

  /** Runs a change with a recording time of its own, so that answers as of an earlier moment do not change. */
  const recorded = <T>(deed: (run: Run, moment: number) => Promise<T>): Promise<T> =>
    store.change(deed).finally(changed);

  async function register(source: Registration, doer = SERVER, key = newKey()) {
    return recorded(async (run, moment) => {
      const before = (await listSources(run)).find(({ name }) => name === source.name);
      const id = await registerSource(run, source, hash(key), moment);
      if (id === null)
        throw new Fault(
          "bad-request",
          `a source ${source.name} exists, and it is ${source.simulated ? "real" : "played"}`,
        );
      const deed = before ? "source.renewed" : "source.registered";
      await audited(run, deed, source.name, doer, moment, before && said(before), said(source));
      return { id, key };
    });
  }

  return {
    async identify(authorization) {
      const key = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
      if (!key) throw new Fault("unauthorized", "send the source's key: Authorization: Bearer <key>");
      const sum = sumOf("sha256", key, "base64");
      const known = trusted.get(sum);
      if (known && known.until > clock.ticks()) return known.sender;
      if (trusted.size >= MOST_TRUSTED) trusted.clear();
      const sender = identifySource(store.run, Buffer.from(sum, "base64")).then((found) => {
        if (!found) throw new Fault("unauthorized", "this key is not known, or it was revoked");
        return found;
      });
      trusted.set(sum, { sender, until: clock.ticks() + TRUST_MS });
      sender.catch(() => trusted.delete(sum));
      return sender;
    },
    register,
    async revoke(name, doer = SERVER) {
      if (name === FIRST_SOURCE)
        throw new Fault("bad-request", `${name} cannot be revoked; registered again, it gets another key`);
      const gone =
        isName(name) &&
        (await recorded(async (run, moment) => {
          const before = (await listSources(run)).find((source) => source.name === name);
          if (!(await revokeSource(run, name, moment))) return false;
          await audited(run, "source.revoked", name, doer, moment, before && said(before));
          return true;
        }));
      if (!gone) throw new Fault("not-found", `there is no source ${name.slice(0, 100)}, or it was revoked`);
    },
    async list() {
      const now = clock.now();
      const sources = await listSources(store.inClass("pages").run);
      return sources
        .map((each) => heardBy(each, now))
        .map((source) => ({
          ...source,
          silent: isSilent(source, now),
          behind: isBehind(source, now),
          clockOff: isClockOff(source),
        }));
    },
    async lamps(run) {
      const now = clock.now();
      const sources = await listSources(run);
      return sources
        .map((each) => heardBy(each, now))
        .map((source) => ({
          name: source.name,
          nameTh: source.nameTh,
          heard: source.heardTo,
          silent: isSilent(source, now),
          behind: isBehind(source, now),
          clockOffSeconds: isClockOff(source) ? Math.round(source.clockOffsetMs! / SECOND) : null,
          simulated: source.simulated,
        }));
    },
    async bootstrap(types, key) {
      const first = {
        name: FIRST_SOURCE,
        nameTh: "แหล่งแรก",
        types,
        banks: null,
        beatSeconds: 60,
        simulated: false,
      };
      const its = key ?? newKey();
      const isAdded = await recorded(async (run, moment) => {
        if ((await addFirstSource(run, first, hash(its), moment)) === null) return false;
        await audited(run, "source.registered", FIRST_SOURCE, SERVER, moment, undefined, said(first));
        return true;
      });
      if (isAdded) return its;
      // A simulated source has this name: registering it again reports the conflict.
      if ((await countRealSources(store.run)) === 0) return (await register(first, SERVER, key)).key;
      // If the first key was lost, a new one can be set when the program is started.
      if (key)
        await recorded(async (run, moment) => {
          if (await renewKey(run, FIRST_SOURCE, hash(key)))
            await audited(run, "source.key-rotated", FIRST_SOURCE, SERVER, moment);
        });
      return null;
    },
    forget,
    codes: () => listCodes(store.run),
    async mend(now) {
      await mendHeard(store.run, now, now + CLOCK_TOLERANCE_MS);
    },
  };
}

const audited = (
  run: Run,
  deed: string,
  name: string,
  doer: Doer,
  moment: number,
  before?: Entry["before"],
  after?: Entry["after"],
) => writeAudit(run, { ...doer, deed, of: { kind: "source", id: name }, before, after }, moment);

/** What the audit says of a source: all but its key. */
const said = ({ nameTh, types, banks, beatSeconds, simulated }: Registration) => ({
  ...{ nameTh, types, banks, beatSeconds, simulated },
});

/** Nothing was heard later than now, whatever a clock that was ahead has left. */
function heardBy(source: Source, now: number): Source {
  const { heard, heardTo } = source;
  return {
    ...source,
    heard: heard === null ? null : Math.min(heard, now),
    heardTo: heardTo === null ? null : Math.min(heardTo, now),
  };
}

// A key has 192 random bits: a plain hash of it cannot be reversed, and it is fast enough to check on every request.
function hash(key: string): Buffer {
  return sumOf("sha256", key, "buffer");
}
