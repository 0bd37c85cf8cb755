import { hash, randomBytes } from "node:crypto";
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import type { Deed } from "#wire/deeds.ts";
import type { OfVersion } from "#wire/schema.ts";
import type { Visitor } from "../access/visitor.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { changedMeanwhile, Fault } from "../kit/fault.ts";
import { openRecent } from "../store/recent.ts";
import type { Run, Store } from "../store/store.ts";
import { cookieOf, tokenIn } from "./cookie.ts";
import {
  type Display,
  followScreen,
  listDisplays,
  placeDisplay,
  removeDisplay,
  touchDisplay,
} from "./queries.ts";

export type { Display };

/** A display that makes a request or opens a socket. */
export type DisplayVisitor = Extract<Visitor, { kind: "display" }>;

export interface Displays {
  /** The display whose cookie this is, as it was at most two seconds ago; null: there is none. */
  identify(cookies: string | undefined): Promise<DisplayVisitor | null>;
  /** Its id, by what was read last: the database is not asked, so it may be revoked since. Null: it is not known. */
  recall(cookies: string | undefined): number | null;
  /**
   * The same, for a page that asks who it is. Now and then its credential is renewed: then there is a cookie to set.
   * @param caller where it asks from, and what its browser says that it is
   */
  greet(
    cookies: string | undefined,
    caller: Caller,
  ): Promise<{ display: DisplayVisitor; cookie: string | null } | null>;
  list(): Promise<Display[]>;
  /** Throws `not-found`, `changed-meanwhile`. */
  place(id: number, placed: { place: string } & OfVersion, doer: Doer): Promise<Display>;
  /** From now on its cookie is nobody's. Throws `not-found`. */
  revoke(id: number, doer: Doer): Promise<void>;
  /** A screen gets another name, in the transaction of `run`. */
  follow(run: Run, name: string, to: string): Promise<void>;
  /** Displays were changed: clears the caches, here and on the other backends. */
  changed(): void;
  /** Another backend changed a display: clears the cache. */
  forget(): void;
}

export interface Caller {
  address: string | null;
  agent: string | null;
}

/** For how long what was read stays cached, where other backends may change it. */
const TRUST_MS = 2_000;
/** A credential lives so long without contact: a screen that is off for a season comes back by itself. */
export const CREDENTIAL_MS = 180 * DAY;
/** It is not written more often that a display was seen. */
const TOUCH_MS = 10 * MINUTE;

export const newToken = () => randomBytes(32).toString("base64url");
// 256 random bits: a plain hash of them cannot be reversed.
export const hashOf = (token: string): Buffer => hash("sha256", token, "buffer");
const keyOf = (token: string) => hashOf(token).toString("base64");
export const credential = (token: string, isSecure: boolean) =>
  cookieOf(token, CREDENTIAL_MS / SECOND, isSecure);

/** The browsers that may show walls. */
export async function openDisplays(deps: {
  store: Store;
  clock: Clock;
  /** People open it over https. */
  isSecure: boolean;
  /** Displays were added, changed or revoked: their sockets must be looked at anew, and other backends told. */
  onChanged: () => void;
}): Promise<Displays> {
  const { store, clock, isSecure } = deps;
  /** The displays as they were last read. */
  let last: ReadonlyMap<string, Display> = new Map();
  /**
   * All of them, by the hash of their tokens: after a restart thousands come at once, and one question serves them. While
   * the database does not answer, there is nothing that a revoked one could read or change.
   */
  const all = openRecent(
    async () => {
      const rows = await listDisplays(store.run);
      last = new Map(rows.map((row) => [row.tokenHash, withoutToken(row)]));
      return last;
    },
    // The embedded database has only one backend, which says itself what it changes.
    store.kind === "embedded" ? Number.POSITIVE_INFINITY : TRUST_MS,
    clock.ticks,
  );
  function changed() {
    all.forget();
    deps.onChanged();
  }

  async function find(token: string | null): Promise<Display | null> {
    if (token === null) return null;
    const display = (await all.get()).get(keyOf(token));
    return display && clock.now() < display.endsAt ? display : null;
  }
  const visitor = ({ id, screen }: Display): DisplayVisitor => ({ kind: "display", id, name: screen });

  async function change(
    id: number,
    deed: Deed,
    doer: Doer,
    make: (run: Run, before: Display) => Promise<boolean>,
  ): Promise<Display | undefined> {
    const after = await store.transaction(async (run) => {
      const find = async () => (await listDisplays(run)).find((each) => each.id === id);
      const before = await find();
      if (!before || !(await make(run, before)))
        throw new Fault("not-found", `there is no display ${id}; GET /v1/displays lists them`);
      const after = await find();
      const of = { kind: "display", id: String(id) };
      await writeAudit(
        run,
        { ...doer, deed, of, before: said(before), after: after && said(after) },
        clock.now(),
      );
      return after && withoutToken(after);
    });
    changed();
    return after;
  }

  // Read before the first request, so that displays are known that come right after a restart.
  await all.get();
  return {
    async identify(cookies) {
      const display = await find(tokenIn(cookies, isSecure));
      return display && visitor(display);
    },
    recall(cookies) {
      const token = tokenIn(cookies, isSecure);
      return token === null ? null : (last.get(keyOf(token))?.id ?? null);
    },
    async greet(cookies, { address, agent }) {
      const token = tokenIn(cookies, isSecure);
      const display = await find(token);
      if (!display) return null;
      const seenAt = clock.now();
      if (Math.abs(seenAt - display.seenAt) < TOUCH_MS) return { display: visitor(display), cookie: null };
      const endsAt = seenAt + CREDENTIAL_MS;
      await touchDisplay(store.run, { id: display.id, seenAt, endsAt, address, agent });
      // With thousands of displays one is seen every few moments, which must not make all be read again.
      Object.assign(display, { seenAt, endsAt });
      return { display: visitor(display), cookie: credential(token!, isSecure) };
    },
    async list() {
      return (await listDisplays(store.inClass("pages").run)).map(withoutToken);
    },
    async place(id, { place, version: of }, doer) {
      const placed = await change(id, "display.placed", doer, async (run, { screen }) => {
        if (await placeDisplay(run, id, place, of)) return true;
        if (of === undefined) return false;
        throw changedMeanwhile(`the display ${id} of ${screen}`, of);
      });
      return placed!;
    },
    async revoke(id, doer) {
      await change(id, "display.revoked", doer, (run) => removeDisplay(run, id));
    },
    follow: followScreen,
    changed,
    forget: all.forget,
  };
}

const withoutToken = ({ tokenHash: _, ...display }: Display & { tokenHash: string }): Display => display;

/** What the audit says of a display: all but its token. */
export const said = ({ screen, place }: Pick<Display, "screen" | "place">) => ({ screen, place });
