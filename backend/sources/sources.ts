import { SECOND } from "#calendar/units.ts";
import { CLOCK_TOLERANCE_MS } from "#wire/promises.ts";
import type { SourceLamp } from "#wire/sceneParts.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { type KeyState, type KeyVisit, listKeys, type ReadingKey, type Sender } from "./keyRows.ts";
import { openKeys } from "./keys.ts";
import {
  type Code,
  countRejections,
  findFirstPlayed,
  listCodes,
  listSources,
  mendHeard,
  type Registration,
  type Source,
} from "./queries.ts";
import { noSource, openRegistry, type Registry } from "./registry.ts";
import { isBehind, isClockOff, isSilent } from "./silence.ts";

export type { Code, Registration, Sender, Source };

/** A source as it is listed. */
export interface Listed extends Source {
  silent: boolean;
  behind: boolean;
  clockOff: boolean;
  /** Events of it that were rejected within the last 24 hours, by whole hours. */
  rejected: number;
  keys: KeyState[];
}

export interface Sources extends Registry {
  /** The source that owns this key. Throws `unauthorized` for a wrong one, `forbidden` for one for reading. */
  identify(authorization: string | undefined): Promise<Sender>;
  /** Whoever comes with this key. Throws `unauthorized`. */
  visit(authorization: string | undefined): Promise<KeyVisit>;
  /** A name for this key, if it counts; null: it does not. It never asks the database for each. */
  recognise(authorization: string): Promise<string | null>;
  /** The source of this name, with what it may send now. Throws `not-found`. */
  senderOf(name: string): Promise<Sender>;
  readingKeys(): Promise<ReadingKey[]>;
  list(): Promise<Listed[]>;
  /** Since when this centre is played, in epoch ms; null: it is not. */
  playedSince(): Promise<number | null>;
  /** The status lamps of the wall, read from the same snapshot as the figures. */
  lamps(run: Run): Promise<SourceLamp[]>;
  /** The same, with what each may send. */
  senderLamps(run: Run): Promise<(SourceLamp & Pick<Source, "types" | "banks" | "agencies">)[]>;
  codes(): Promise<Code[]>;
  /** What a clock that was ahead has left: a source that was heard after `now` (epoch ms) was heard now. */
  mend(now: number): Promise<void>;
  /** Another backend changed a source or a key: clears the cache. */
  forget(): void;
}

export function openSources(deps: {
  store: Store;
  clock: Clock;
  /** Called when sources or keys change: other backends must clear their caches. */
  onChanged: () => void;
}): Sources {
  const { store, clock } = deps;
  const keys = openKeys({ store, clock });

  function forget() {
    keys.forget();
    deps.onChanged();
  }

  return {
    ...openRegistry({ store, onChanged: forget }),
    async identify(authorization) {
      const { sender, maySend } = await keys.visit(authorization);
      if (!maySend) throw new Fault("forbidden", `the key ${sender.name} is for reading: it sends nothing`);
      return sender;
    },
    visit: keys.visit,
    recognise: keys.recognise,
    async senderOf(name) {
      const sources = await listSources(store.inClass("pages").run);
      const source = sources.find((each) => each.name === name);
      if (!source) throw noSource(name);
      const { types, banks, agencies } = source;
      return {
        ...source,
        types: new Set(types),
        banks: banks && new Set(banks),
        agencies: agencies && new Set(agencies),
      };
    },
    readingKeys: async () => (await listKeys(store.inClass("pages").run, clock.now())).reading,
    playedSince: () => findFirstPlayed(store.run),
    async list() {
      const now = clock.now();
      const { run } = store.inClass("pages");
      const { bySource } = await listKeys(run, now);
      const rejected = await countRejections(run, now);
      return (await listSources(run))
        .map((each) => heardBy(each, now))
        .map((source) => ({
          ...source,
          silent: isSilent(source, now),
          behind: isBehind(source, now),
          clockOff: isClockOff(source),
          rejected: rejected.get(source.id) ?? 0,
          keys: bySource.get(source.id) ?? [],
        }));
    },
    async lamps(run) {
      const now = clock.now();
      return (await listSources(run)).map((source) => lampOf(source, now));
    },
    async senderLamps(run) {
      const now = clock.now();
      return (await listSources(run)).map((source) => {
        const { types, banks, agencies } = source;
        return { ...lampOf(source, now), types, banks, agencies };
      });
    },
    forget: keys.forget,
    codes: () => listCodes(store.run),
    async mend(now) {
      await mendHeard(store.run, now, now + CLOCK_TOLERANCE_MS);
    },
  };
}

function lampOf(each: Source, now: number): SourceLamp {
  const source = heardBy(each, now);
  return {
    name: source.name,
    nameTh: source.nameTh,
    heard: source.heardTo,
    silent: isSilent(source, now),
    behind: isBehind(source, now),
    clockOffSeconds: isClockOff(source) ? Math.round(source.clockOffsetMs! / SECOND) : null,
    simulated: source.simulated,
  };
}

/** Nothing was heard later than now, whatever a clock that was ahead has left. */
function heardBy(source: Source, now: number): Source {
  const { heard, heardTo } = source;
  return {
    ...source,
    heard: heard === null ? null : Math.min(heard, now),
    heardTo: heardTo === null ? null : Math.min(heardTo, now),
  };
}
