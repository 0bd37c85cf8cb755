import { randomInt } from "node:crypto";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { Scene } from "#wire/scenery.ts";
import type { Rotation, ScreenPlan } from "#wire/screens.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { openPace } from "../kit/pace.ts";
import type { Run, Store } from "../store/store.ts";
import { newCode } from "./code.ts";
import { cookieOf, tokenIn } from "./cookie.ts";
import { type Caller, CREDENTIAL_MS, credential, type Displays, hashOf, newToken, said } from "./displays.ts";
import {
  addPairing,
  approvePairing,
  beginPairing,
  countPairings,
  findPairing,
  type Pairing,
  refusePairing,
  renewToken,
} from "./queries.ts";

export type { Pairing };

/** What a browser that asks is told; `cookie`: to be set. */
export interface Asked {
  /** It has become the display of this screen; null: not yet. */
  screen: string | null;
  pairing: Pairing | null;
  cookie: string | null;
}

export interface Approval {
  name: string;
  place: string;
  /** What its screen shows; both absent: what a screen of this name shows already, or the overview. */
  scene?: Scene | undefined;
  rotation?: Rotation | undefined;
}

export interface Pairings {
  /**
   * A browser asks to become a display, and asks again until it is one. Its cookie holds its secret: whoever only sees
   * the code can do nothing with it. Throws `busy` when too many wait.
   */
  ask(cookies: string | undefined, caller: Caller, size: { width: number; height: number }): Promise<Asked>;
  /** The browser that shows this code. Throws `not-found`. */
  find(code: string): Promise<Pairing>;
  /** It becomes a display of the screen of this name. Throws `not-found`. Gives its id. */
  approve(code: string, approval: Approval, doer: Doer): Promise<number>;
  /** It does not, and gets no other code before this one ends. Throws `not-found`. */
  refuse(code: string, doer: Doer): Promise<void>;
}

/** Long enough to fetch a phone, too short to wait for somebody who does not look. */
export const PENDING_MS = 10 * MINUTE;
/** Browsers that wait for approval: in all more than are ever set up at once; from one network those of a large room. */
export const MOST_PENDING = { everywhere: 100, here: 20 };

/** How often a network may ask for another code: whoever is told that too many wait asks on, without the database. */
const BEGINS = { perSecond: 1, atOnce: 2 * MOST_PENDING.here, mostKeys: 10_000 };
/** For how long it stays known that as many wait as may. */
const FULL_MS = SECOND;

/** How browsers become displays. */
export function openPairings(deps: {
  store: Store;
  clock: Clock;
  isSecure: boolean;
  displays: Pick<Displays, "identify" | "changed">;
  /** What an address is limited by. */
  networkOf: (address: string) => string;
  /** Stores what the screen of this name shows, in the transaction of `run`. */
  plan: (run: Run, name: string, of: (before: ScreenPlan) => ScreenPlan, doer: Doer) => Promise<unknown>;
  /** A plan was stored. */
  onPlanned: () => void;
}): Pairings {
  const { store, clock, isSecure, displays } = deps;
  const begins = openPace(BEGINS, clock.ticks);
  let fullUntil = Number.NEGATIVE_INFINITY;
  const waits = (pairing: Pairing | null) =>
    pairing !== null && pairing.display === null && !pairing.isRefused;

  /** It comes for its credential, until the pairing ends: an answer may be lost. */
  async function collect(display: number): Promise<Asked> {
    const token = newToken();
    const screen = await renewToken(store.run, display, hashOf(token));
    displays.changed();
    return { screen, pairing: null, cookie: credential(token, isSecure) };
  }

  async function begin({ address, agent }: Caller, size: { width: number; height: number }): Promise<Asked> {
    const secret = newToken();
    const askedAt = clock.now();
    const network = address === null ? "" : deps.networkOf(address);
    if (clock.ticks() < fullUntil || begins.waitOf(network) > 0) throw tooMany();
    begins.use(network);
    const pairing = await store.transaction(async (run) => {
      await beginPairing(run, askedAt);
      const { everywhere, here } = await countPairings(run, network);
      if (everywhere >= MOST_PENDING.everywhere) fullUntil = clock.ticks() + FULL_MS;
      if (everywhere >= MOST_PENDING.everywhere || here >= MOST_PENDING.here) throw tooMany();
      for (;;) {
        const code = newCode(randomInt);
        const asked = {
          code,
          address,
          agent,
          ...size,
          askedAt,
          endsAt: askedAt + PENDING_MS,
        };
        if (await addPairing(run, hashOf(secret), network, asked))
          return { ...asked, isRefused: false, display: null };
      }
    });
    return { screen: null, pairing, cookie: cookieOf(secret, PENDING_MS / SECOND, isSecure) };
  }

  return {
    async ask(cookies, caller, size) {
      const secret = tokenIn(cookies, isSecure);
      const pairing =
        secret === null ? null : await findPairing(store.run, { secretHash: hashOf(secret) }, clock.now());
      if (pairing?.display != null) return collect(pairing.display);
      if (pairing) return { screen: null, pairing, cookie: null };
      const display = await displays.identify(cookies);
      return display ? { screen: display.name, pairing: null, cookie: null } : begin(caller, size);
    },
    async find(code) {
      const pairing = await findPairing(store.inClass("pages").run, { code }, clock.now());
      if (!waits(pairing)) throw noPairing(code);
      return pairing!;
    },
    async approve(code, { name, place, scene, rotation }, doer) {
      const display = await store.transaction(async (run) => {
        const approvedAt = clock.now();
        const pairing = await findPairing(run, { code }, approvedAt);
        const id = await approvePairing(run, code, {
          screen: name,
          place,
          approvedAt,
          approvedBy: doer.by.name,
          endsAt: approvedAt + CREDENTIAL_MS,
        });
        if (id === null) throw noPairing(code);
        const shows = { scene: scene ?? null, rotation: rotation ?? null };
        await deps.plan(run, name, (before) => (scene || rotation ? { ...before, ...shows } : before), doer);
        const { address, agent, width, height } = pairing!;
        const after = { ...said({ screen: name, place }), address, agent, width, height };
        const of = { kind: "display", id: String(id) };
        await writeAudit(run, { ...doer, deed: "display.approved", of, after }, approvedAt);
        return id;
      });
      displays.changed();
      deps.onPlanned();
      return display;
    },
    async refuse(code, doer) {
      await store.transaction(async (run) => {
        const now = clock.now();
        const pairing = await findPairing(run, { code }, now);
        if (!(await refusePairing(run, code, now))) throw noPairing(code);
        const { address, agent } = pairing!;
        const of = { kind: "pairing", id: code };
        await writeAudit(run, { ...doer, deed: "display.refused", of, before: { address, agent } }, now);
      });
    },
  };
}

const tooMany = () =>
  new Fault("busy", "too many screens wait for approval; approve or refuse some, or try again later", {
    retryAfter: MINUTE / SECOND,
  });
const noPairing = (code: string) =>
  new Fault("not-found", `no screen shows the code ${code.slice(0, 20)}; it may have changed meanwhile`);
