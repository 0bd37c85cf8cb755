import { MINUTE } from "#calendar/units.ts";
import type { Scope } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import type { OfVersion } from "#wire/schema.ts";
import { type Doer, SERVER, writeAudit } from "../audit/write.ts";
import { Fault, requireVersion } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import {
  addKey,
  addReadingKey,
  countKeys,
  endKeys,
  restoreKey,
  revokeKey,
  revokeKeys,
  revokeReadingKey,
} from "./keyRows.ts";
import { hashOf, newKey } from "./keys.ts";
import {
  addFirstSource,
  countRealSources,
  giveKey,
  type Registration,
  readSource,
  registerSource,
  revokeSource,
} from "./queries.ts";
import { isName } from "./registration.ts";

/** The source of an empty centre. */
const FIRST_SOURCE = "first";

/** A key for reading; `endsAt` in epoch ms, null: not by itself. */
export interface NewReadingKey {
  name: string;
  scope: Scope;
  endsAt: number | null;
}

/** Who may send and who may read with a key. Every change is audited in its transaction. */
export interface Registry {
  /** Creates a source, or gives one another scope and a key instead of all that it has. */
  register(source: Registration, by?: Doer, key?: string): Promise<{ id: number; key: string }>;
  /** Gives a source another scope; its keys stay. Gives its version. Throws `not-found`, `changed-meanwhile`. */
  change(source: Registration & OfVersion, by: Doer): Promise<number>;
  revoke(name: string, by?: Doer): Promise<void>;
  /** Makes another key of a source; it is told only here. Those that the source has end after `overlapMs`. */
  rotate(
    name: string,
    overlapMs: number,
    by: Doer,
  ): Promise<{ number: number; key: string; othersEndAt: number }>;
  revokeKey(name: string, number: number, by: Doer): Promise<void>;
  /** Takes back that a key was revoked, within ten minutes. */
  restoreKey(name: string, number: number, by: Doer): Promise<void>;
  /** Returns the key, which is told only here. */
  makeReadingKey(wanted: NewReadingKey, by?: Doer): Promise<string>;
  revokeReadingKey(name: string, by: Doer): Promise<void>;
  /**
   * On the first start of an empty centre, creates its first source, which may send and read everything, and returns the
   * key. Later returns null; a `key` that is given then becomes the first source's new key, unless it was given before.
   */
  bootstrap(types: readonly string[], key: string | undefined): Promise<string | null>;
}

/** The most keys of one source, and the most for reading. A rotation leaves the old one until it ends. */
const MOST_KEYS = { source: 50, reading: 500 };
const UNDO_MS = 10 * MINUTE;

export function openRegistry(deps: {
  store: Store;
  /** Called when sources or keys changed, or may have changed. */
  onChanged: () => void;
}): Registry {
  const { store } = deps;

  /** Runs a change with a recording time of its own, so that answers as of an earlier moment do not change. */
  function recorded<T>(deed: (run: Run, moment: number) => Promise<T>): Promise<T> {
    return store.change(deed).finally(deps.onChanged);
  }

  /** Does something to a source, and audits it. Throws `not-found` if there is none of this name. */
  const recordedOf = <T>(
    name: string,
    deed: Deed,
    by: Doer,
    change: (
      run: Run,
      source: NonNullable<Awaited<ReturnType<typeof readSource>>>,
      moment: number,
    ) => Promise<{ result: T; before?: unknown; after?: unknown }>,
  ): Promise<T> =>
    recorded(async (run, moment) => {
      const source = isName(name) ? await readSource(run, name) : null;
      if (!source) throw noSource(name);
      const { result, ...states } = await change(run, source, moment);
      await writeAudit(run, { ...by, deed, of: { kind: "source", id: name }, ...states }, moment);
      return result;
    });

  async function addKeyOf(run: Run, source: number, key: string, by: Doer, at: number): Promise<number> {
    if ((await countKeys(run, source, at)) >= MOST_KEYS.source)
      throw new Fault("bad-request", `there are ${MOST_KEYS.source} keys already; revoke one`);
    const number = await addKey(run, hashOf(key), source, { at, by: by.by.name });
    if (number === null) throw new Fault("configuration", "this key is another source's already");
    return number;
  }

  const registry: Registry = {
    register: (source, by = SERVER, key = newKey()) =>
      recorded(async (run, moment) => {
        const before = await readSource(run, source.name);
        const registered = await registerSource(run, source, moment);
        if (!registered)
          throw new Fault(
            "bad-request",
            `a source ${source.name} exists, and it is ${source.simulated ? "real" : "played"}`,
          );
        const { id } = registered;
        await revokeKeys(run, id, moment);
        await addKeyOf(run, id, key, by, moment);
        const of = { kind: "source", id: source.name };
        const deed = before ? "source.renewed" : "source.registered";
        await writeAudit(run, { ...by, deed, of, before: before?.its, after: source }, moment);
        return { id, key };
      }),
    change: ({ version: of, ...source }, by) =>
      recordedOf(source.name, "source.changed", by, async (run, { version, its }, moment) => {
        requireVersion(`the source ${source.name}`, of, version);
        const changed = await registerSource(run, { ...source, simulated: its.simulated }, moment);
        return { result: changed!.version, before: its, after: source };
      }),
    revoke: (name, by = SERVER) =>
      recordedOf(name, "source.revoked", by, async (run, { id, its }, moment) => {
        await revokeSource(run, name, moment);
        await revokeKeys(run, id, moment);
        return { result: undefined, before: its };
      }),
    rotate: (name, overlapMs, by) =>
      recordedOf(name, "source.key-rotated", by, async (run, { id }, moment) => {
        const othersEndAt = moment + overlapMs;
        await endKeys(run, id, othersEndAt);
        const key = newKey();
        const number = await addKeyOf(run, id, key, by, moment);
        return { result: { number, key, othersEndAt }, after: { number, othersEndAt } };
      }),
    revokeKey: (name, number, by) =>
      recordedOf(name, "source.key-revoked", by, async (run, { id }, moment) => {
        if (!(await revokeKey(run, id, number, moment))) throw noKey(`${name} ${number}`);
        return { result: undefined, before: { number } };
      }),
    restoreKey: (name, number, by) =>
      recordedOf(name, "source.key-restored", by, async (run, { id }, moment) => {
        if (!(await restoreKey(run, id, number, moment - UNDO_MS))) throw noKey(`${name} ${number}`);
        return { result: undefined, after: { number } };
      }),
    makeReadingKey: (wanted, by = SERVER) =>
      recorded(async (run, moment) => {
        if ((await countKeys(run, null, moment)) >= MOST_KEYS.reading)
          throw new Fault("bad-request", `there are ${MOST_KEYS.reading} keys for reading; revoke one`);
        const key = newKey();
        if (!(await addReadingKey(run, hashOf(key), wanted, { at: moment, by: by.by.name })))
          throw new Fault("bad-request", `name: there is a key ${wanted.name} already`);
        const of = { kind: "reading-key", id: wanted.name };
        await writeAudit(run, { ...by, deed: "reading-key.made", of, after: wanted }, moment);
        return key;
      }),
    revokeReadingKey: (name, by) =>
      recorded(async (run, moment) => {
        const was = isName(name) ? await revokeReadingKey(run, name, moment) : null;
        if (!was) throw noKey(name);
        const of = { kind: "reading-key", id: name };
        await writeAudit(run, { ...by, deed: "reading-key.revoked", of, before: { name, ...was } }, moment);
      }),
    async bootstrap(types, key) {
      const first = {
        name: FIRST_SOURCE,
        nameTh: "แหล่งแรก",
        types,
        banks: null,
        agencies: null,
        beatSeconds: 60,
        eventsPerMinute: null,
        mayRead: true,
        accountNumbers: false,
        simulated: false,
      };
      const by: Doer = key ? { ...SERVER, by: { ...SERVER.by, name: "BOOTSTRAP_SOURCE_KEY" } } : SERVER;
      const of = { kind: "source", id: FIRST_SOURCE };
      const its = key ?? newKey();
      const isMade = await recorded(async (run, moment) => {
        const id = await addFirstSource(run, first, hashOf(its), moment);
        if (id === null) return false;
        await addKeyOf(run, id, its, by, moment);
        await writeAudit(run, { ...by, deed: "source.registered", of, after: first }, moment);
        return true;
      });
      if (isMade) return its;
      // A simulated source has this name: registering it again reports the conflict.
      if ((await countRealSources(store.run)) === 0) return (await registry.register(first, by, key)).key;
      // If the first key was lost, a new one can be set when the program is started.
      if (key)
        await recorded(async (run, moment) => {
          const id = await giveKey(run, FIRST_SOURCE, hashOf(key));
          if (id === null) return;
          await revokeKeys(run, id, moment);
          await addKeyOf(run, id, key, by, moment);
          await writeAudit(run, { ...by, deed: "source.key-given", of }, moment);
        });
      return null;
    },
  };
  return registry;
}

export const noSource = (name: string) =>
  new Fault("not-found", `there is no source ${name.slice(0, 100)}, or it was revoked`);
const noKey = (key: string) =>
  new Fault("not-found", `there is no key ${key.slice(0, 120)} to which this can be done`);
