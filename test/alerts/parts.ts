/**
 * The alerts of one process as production opens them, on a store that others use too, by a clock that is turned by
 * hand.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpisodeState, Reason } from "#wire/alerts.ts";
import type { Verdict } from "#wire/sla.ts";
import { type Alerts, openAlerts } from "../../backend/alerts/alerts.ts";
import { networksOf } from "../../backend/alerts/channels/webhook.ts";
import { root } from "../../backend/build/root.ts";
import { type Clock, realClock } from "../../backend/kit/clock.ts";
import { readRates } from "../../backend/settings/outlets.ts";
import { openStore, type Run, type Store } from "../../backend/store/store.ts";
import { lookAt } from "./rules.ts";

/** Time for several processes: it goes on when all of them wait. */
export interface Time {
  now(): number;
  ticks(): number;
  /** Sets the time of day alone. */
  set(ms: number): void;
  /** All that is due until then is done, one after another. */
  turn(ms: number): Promise<void>;
  /** The machine stood still for so long: what was due meanwhile is done at once. */
  stand(ms: number): Promise<void>;
  settled(): Promise<void>;
  join(waits: () => boolean): () => void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export function openTime(start: number): Time {
  let [ticks, off] = [start, 0];
  const sleepers = new Set<{ at: number; end: () => void }>();
  const all = new Set<() => boolean>();
  const next = () => [...sleepers].sort((a, b) => a.at - b.at)[0];
  async function settled() {
    for (let still = 0; still < 3; ) {
      const waits = [...all].every((each) => each());
      still = waits ? still + 1 : 0;
      await (waits ? new Promise(setImmediate) : realClock.sleep(1));
    }
  }
  const time: Time = {
    now: () => ticks + off,
    ticks: () => ticks,
    set(ms) {
      off += ms;
    },
    async turn(ms) {
      const end = ticks + ms;
      await settled();
      for (let first = next(); first && first.at <= end; first = next()) {
        ticks = Math.max(ticks, first.at);
        first.end();
        await settled();
      }
      ticks = end;
    },
    async stand(ms) {
      await settled();
      ticks += ms;
      await time.turn(0);
    },
    settled,
    join(waits) {
      all.add(waits);
      return () => all.delete(waits);
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const sleeper = {
          at: ticks + ms,
          end() {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.end);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.end);
      }),
  };
  return time;
}

/** Where a process is killed: before or after it has run this statement, or committed the transaction that had it. */
export interface Point {
  statement: string;
  moment: "before" | "after" | "committed";
}

export interface Process {
  alerts: Alerts;
  isDead: boolean;
  /** It is killed there, as soon as it comes there. */
  killAt: Point | null;
  /** What it asks of the database waits until it goes on. */
  stop(): void;
  goOn(): void;
  /** Nothing of it is done any more, and nothing was closed. */
  kill(): void;
  close(): Promise<void>;
}

/** Its three loops (judge, alerts, reports) sleep while it waits. */
const LOOPS = 3;

export function openProcess(deps: {
  store: Store;
  time: Time;
  verdicts: () => readonly Verdict[];
  onTrouble: (what: string, error?: unknown) => void;
}): Process {
  const { store, time } = deps;
  let asleep = 0;
  let asked = 0;
  let gate: { opened: Promise<void>; open: () => void } | null = null;
  const never = new Promise<never>(() => {});
  const isAt = (statement: string, moment: Point["moment"]) =>
    me.killAt?.statement === statement && me.killAt.moment === moment;
  /** Goes on when the process may; never, when it is dead. */
  async function pass(): Promise<void> {
    if (gate) await gate.opened;
    if (me.isDead) await never;
  }
  const me: Process = {
    isDead: false,
    killAt: null,
    kill,
    stop() {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate ??= { opened, open };
    },
    goOn() {
      gate?.open();
      gate = null;
    },
    async close() {
      leave();
      await me.alerts.stop();
    },
    alerts: null as never,
  };
  class Killed extends Error {}
  const runOf =
    (run: Run, inside: boolean): Run =>
    async (...[name, values]: Parameters<Run>) => {
      if (!inside) await pass();
      const die = () => {
        kill();
        if (inside) throw new Killed();
        return never;
      };
      if (isAt(name, "before")) await die();
      asked++;
      const rows = await run(name, values).finally(() => asked--);
      if (isAt(name, "after")) await die();
      return rows as never;
    };
  const mine: Store = Object.create(store, {
    run: { value: runOf(store.run, false) },
    inClass: { value: () => mine },
    transaction: {
      async value(deed: (run: Run) => Promise<unknown>) {
        await pass();
        const ran = new Set<string>();
        asked++;
        const gives = await store
          .transaction((run) => {
            const own = runOf(run, true);
            return deed((name, values) => {
              ran.add(name);
              return own(name, values) as never;
            });
          })
          .catch((error) => (error instanceof Killed ? never : Promise.reject(error)))
          .finally(() => asked--);
        if (me.killAt?.moment === "committed" && ran.has(me.killAt.statement)) {
          kill();
          return never;
        }
        return gives;
      },
    },
  });
  const clock: Clock = {
    now: time.now,
    ticks: time.ticks,
    every: () => () => {},
    async sleep(ms, signal) {
      asleep++;
      await time.sleep(ms, signal).finally(() => asleep--);
      if (me.isDead) await never;
    },
  };
  const leave = time.join(() => (gate ? asked === 0 : asleep >= LOOPS));
  function kill() {
    me.isDead = true;
    leave();
  }
  me.alerts = openAlerts({
    store: mine,
    clock,
    means: {
      ...{ mail: null, line: null, telegram: null, sms: null },
      allowed: networksOf(["127.0.0.1"]),
      nameOf: ({ of }) => of ?? "",
      reportMail: () => Promise.reject(new Error("no report is mailed here")),
      figureOf: async () => null,
      pictureOf: async () => null,
      linkOf: (of) => `http://127.0.0.1/alerts?of=${JSON.stringify(of)}`,
    },
    vapid: null,
    rates: readRates({}),
    holidays: { list: [] } as never,
    look: async (now) => ({ ...lookAt(now), verdicts: deps.verdicts() }),
    lookBack: null as never,
    onChanged: () => {},
    onTrouble: deps.onTrouble,
  });
  return me;
}

/**
 * What is stored of an episode, with its transitions and messages in order: one that another tells is as that one is.
 */
export interface Stored {
  id: number;
  rule: string;
  subject: string;
  state: EpisodeState;
  seq: number;
  turns: { seq: number; from: EpisodeState | null; to: EpisodeState; reason: Reason }[];
  messages: {
    id: string;
    kind: string;
    recipient: number;
    state: string;
    why: string | null;
    channel: number;
    isTogether: boolean;
  }[];
}

const STATEMENTS = `-- name: storedOf
select id, rule, subject, state, seq,
  (select coalesce(jsonb_agg(jsonb_build_object('seq', seq, 'from', from_state, 'to', to_state, 'reason', reason) order by seq), '[]')
    from transitions where episode = episodes.id) as turns,
  (select coalesce(jsonb_agg(jsonb_build_object('id', messages.id, 'kind', messages.kind, 'recipient', messages.recipient,
    'state', coalesce(tells.state, messages.state), 'why', messages.why, 'channel', messages.channel, 'isTogether',
    tells.id is not null) order by messages.made_at, messages.id), '[]')
    from messages left join messages as tells on tells.id = messages.parent and messages.state = 'folded'
    where messages.episode = episodes.id) as messages
from episodes order by id

-- name: startAnew
truncate attempts, messages, transitions, episodes, mutes, recipients restart identity cascade

-- name: endLease
update judge set lease_until = '-infinity' where $1::boolean returning term

-- name: unjudged
update judge set holder = null, lease_until = '-infinity', judged_at = timestamptz '1970-01-01 00:00Z' returning term
`;

/** A real store of its own, with statements that look at what is stored, and that end a judge's lease. */
export async function openStoreOfModel() {
  const folder = mkdtempSync(join(tmpdir(), "model-"));
  const sqlFolder = join(folder, "sql");
  mkdirSync(sqlFolder);
  cpSync(join(root, "sql"), sqlFolder, { recursive: true });
  writeFileSync(join(sqlFolder, "model.sql"), STATEMENTS);
  const store = await openStore({
    databaseUrl: undefined,
    dataDir: join(folder, "data"),
    sqlFolder,
    template: join(root, "dist", "template"),
    clock: realClock,
    onTrouble: console.error,
  });
  return {
    store,
    stored: () => store.run<Stored & Record<string, unknown>>("storedOf", []) as Promise<Stored[]>,
    endLease: () => store.run("endLease", [true]),
    async startAnew() {
      await store.run("startAnew", []);
      await store.run("unjudged", []);
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
