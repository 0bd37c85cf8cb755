import { hash, randomBytes } from "node:crypto";
import { startOfDay } from "#calendar/days.ts";
import { DAY, MINUTE, SECOND } from "#calendar/units.ts";
import { isEverything, type Scope } from "#wire/access.ts";
import type { FigureRow, Reading } from "#wire/figures.ts";
import type { Visitor } from "../access/visitor.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { readForAll } from "../store/asker.ts";
import { openRecent } from "../store/recent.ts";
import type { Store } from "../store/store.ts";
import { type EmbedState, stateOf } from "./judge.ts";
import {
  addEmbed,
  addTicket,
  type Embed,
  listEmbeds,
  restoreEmbed,
  revokeEmbed,
  type Shows,
  touchEmbed,
  useTicket,
} from "./queries.ts";
import { openSeen, type Seen } from "./recentNetworks.ts";
import { readTicket, type Sign, writeTicket } from "./ticket.ts";

export type { Embed, Shows };
export type EmbedVisitor = Extract<Visitor, { kind: "embed" }>;
type Maker = Extract<Visitor, { kind: "person" }>;

/** A figure as of a moment; null: the metric has none now. */
export interface Told {
  at: number;
  from: number;
  figure: FigureRow | null;
  isSimulated: boolean;
}

export interface Embeds {
  /** All, the newest first; to whoever is limited his own. */
  list(person: Maker): Promise<(Embed & { state: EmbedState })[]>;
  /** With its ticket. Throws `forbidden` for what the person may not see, and `busy` when there are too many. */
  make(
    embed: Shows & { name: string; endsAt: number },
    person: Maker,
    doer: Doer,
  ): Promise<Embed & { ticket: string }>;
  /** Its pages show nothing from now on. Throws `not-found`. */
  revoke(id: number, person: Maker, doer: Doer): Promise<void>;
  /** Takes that back, within ten minutes. Throws `not-found`, and `busy` when there are too many. */
  restore(id: number, person: Maker, doer: Doer): Promise<void>;
  /** The visitor of the ticket in an `Authorization` field. Throws `unauthorized`, and `gone` when it is over. */
  visit(authorization: string | undefined): Promise<EmbedVisitor>;
  /** The embed, read at most two seconds ago. Throws `gone`. */
  find(id: number): Promise<Embed>;
  /** Its figure, read at most every five seconds, however many ask. */
  tell(id: number): Promise<Told>;
  /** What opens one socket, within half a minute. Throws `busy` when too many are open. */
  socketTicket(id: number): Promise<string>;
  /** What tells who opened a socket with this; it counts once. */
  watcherOf(socketTicket: string): () => Promise<EmbedVisitor | null>;
  seen: Seen;
  /** Embeds or people were changed: clears the cache. */
  forget(): void;
}

/** For how long what was read stays cached. */
const TRUST_MS = 2_000;
const FIGURE_MS = 5_000;
/** From an answer to the socket that is opened with it: a page loads its code in between. */
const SOCKET_MS = 30_000;
const TOUCH_MS = MINUTE;
/** So long a revoked one can be taken back. */
const UNDO_MS = 10 * MINUTE;
/** That have not ended. Our choice: a portal has a few dozen. */
const MOST = 200;
/**
 * Sockets of embeds, and tickets for them: a quarter of those that are of no display, so that walls always have room.
 */
const MOST_SOCKETS = 1_000;

const hashOf = (token: string): Buffer => hash("sha256", token, "buffer");
const WHY = {
  open: "",
  ended: "its time is over",
  revoked: "it was revoked",
  lapsed: "whoever made it may show it no more",
} satisfies Record<EmbedState, string>;
const full = () =>
  new Fault("busy", `there are ${MOST} embeds that have not ended; revoke some`, { retryAfter: 60 });
const of = (id: number) => ({ kind: "embed", id: String(id) });
/** As the audit tells it. */
const audited = ({ name, scene, metric, days, endsAt }: Embed) => ({
  name,
  scene,
  metric,
  days,
  endsAt: new Date(endsAt).toISOString(),
});
const isTheirs = ({ maker }: Embed, person: Maker) => isEverything(person.scope) || maker.id === person.id;
const gone = (state: EmbedState) => new Fault("gone", `this embed shows nothing any more: ${WHY[state]}`);

/** Scenes and figures in the pages of others. */
export function openEmbeds(deps: {
  store: Store;
  clock: Clock;
  sign: Sign;
  read: <T>(scope: Scope, deed: (reading: Reading) => Promise<T>) => Promise<T>;
  /** How many sockets of embeds are open. */
  watching: () => number;
  /** Sockets must be looked at anew, and other backends told. */
  onChanged: () => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Embeds {
  const { store, clock, sign } = deps;
  const all = openRecent(
    async () => new Map((await listEmbeds(store.run, clock.now())).map((each) => [each.id, each])),
    TRUST_MS,
    clock.ticks,
  );
  const told = new Map<number, { told: Promise<Told>; until: number }>();
  function forget() {
    all.forget();
    told.clear();
  }
  function changed() {
    forget();
    deps.onChanged();
  }

  async function find(id: number): Promise<Embed> {
    const embed = (await all.get()).get(id);
    if (!embed) throw gone("revoked");
    const state = stateOf(embed, clock.now());
    if (state !== "open") throw gone(state);
    return embed;
  }
  const visitor = ({ id, name, scene, maker: { scope } }: Embed): EmbedVisitor => ({
    kind: "embed",
    id,
    name,
    scene,
    scope,
  });

  function touch(embed: Embed) {
    const now = clock.now();
    if (embed.usedAt !== null && now - embed.usedAt < TOUCH_MS) return;
    embed.usedAt = now;
    touchEmbed(store.run, embed.id, now).catch((error) =>
      deps.onTrouble("it could not be stored that an embed is in use", error),
    );
  }

  const readFigure = (metric: string, days: number, scope: Scope): Promise<Told> =>
    deps.read(scope, async ({ asOf, ask, simulated }) => {
      const today = startOfDay(asOf);
      const from = today - (days - 1) * DAY;
      const rows = ask({ metrics: [metric], from, until: today + DAY, step: "total" });
      const [[figure = null], isSimulated] = await Promise.all([rows, simulated()]);
      return { at: asOf, from, figure, isSimulated };
    });

  return {
    async list(person) {
      const now = clock.now();
      return (await listEmbeds(store.inClass("pages").run, now))
        .filter((embed) => isTheirs(embed, person))
        .map((embed) => ({ ...embed, state: stateOf(embed, now) }));
    },
    async make({ name, endsAt, ...shows }, person, doer) {
      const madeAt = clock.now();
      // A ticket tells whole seconds.
      const until = Math.floor(endsAt / SECOND) * SECOND;
      if (shows.scene !== null && !isEverything(person.scope))
        throw new Fault(
          "forbidden",
          "scene: a scene is of everything, and you may read a part only; embed a figure",
        );
      if (shows.metric !== null) await readFigure(shows.metric, shows.days!, person.scope);
      const embed = await store.transaction(async (run) => {
        const id = await addEmbed(run, { name, ...shows, person: person.id, madeAt, endsAt: until }, MOST);
        if (id === null) throw full();
        const after = { name, ...shows, endsAt: new Date(until).toISOString() };
        await writeAudit(run, { ...doer, deed: "embed.made", of: of(id), after }, madeAt);
        return (await listEmbeds(run, madeAt)).find((each) => each.id === id)!;
      });
      changed();
      return { ...embed, ticket: writeTicket({ embed: embed.id, endsAt: until / SECOND }, sign) };
    },
    async revoke(id, person, doer) {
      const now = clock.now();
      await store.transaction(async (run) => {
        const embed = (await listEmbeds(run, now)).find((each) => each.id === id);
        if (!embed || !isTheirs(embed, person) || !(await revokeEmbed(run, id, now)))
          throw new Fault(
            "not-found",
            `there is no embed ${id} that has not ended; GET /v1/embeds lists them`,
          );
        const before = audited(embed);
        await writeAudit(run, { ...doer, deed: "embed.revoked", of: of(id), before }, now);
      });
      changed();
    },
    async restore(id, person, doer) {
      const now = clock.now();
      await store.transaction(async (run) => {
        const isBack = await restoreEmbed(run, id, now - UNDO_MS, now);
        const embeds = await listEmbeds(run, now);
        const embed = embeds.find((each) => each.id === id);
        if (!isBack || !embed || !isTheirs(embed, person))
          throw new Fault(
            "not-found",
            `there is no embed ${id} that was revoked within the last ten minutes and has not ended`,
          );
        const open = embeds.filter(({ revokedAt, endsAt }) => revokedAt === null && endsAt > now);
        if (open.length > MOST) throw full();
        const after = audited(embed);
        await writeAudit(run, { ...doer, deed: "embed.restored", of: of(id), after }, now);
      });
      changed();
    },
    async visit(authorization) {
      const text = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
      const ticket = readTicket(text, sign);
      if (!ticket)
        throw new Fault("unauthorized", "send the ticket of an embed: Authorization: Bearer <ticket>");
      if (clock.now() >= ticket.endsAt * SECOND) throw gone("ended");
      const embed = await find(ticket.embed);
      touch(embed);
      return visitor(embed);
    },
    find,
    async tell(id) {
      const { metric, days, maker } = await find(id);
      if (metric === null) throw new Fault("not-found", "this embed shows a scene");
      const before = told.get(id);
      if (before && before.until > clock.ticks()) return before.told;
      const reading = readForAll(() => readFigure(metric, days!, maker.scope));
      told.set(id, { told: reading, until: clock.ticks() + FIGURE_MS });
      reading.catch(() => told.delete(id));
      return reading;
    },
    async socketTicket(id) {
      const token = randomBytes(32).toString("base64url");
      const at = clock.now();
      const ticket = { tokenHash: hashOf(token), embed: id, at, endsAt: at + SOCKET_MS };
      if (!(await addTicket(store.run, ticket, MOST_SOCKETS - deps.watching())))
        throw new Fault("busy", "too many pages show this; try again later", { retryAfter: 30 });
      return token;
    },
    watcherOf(token) {
      let redeemed: Promise<number | null> | null = null;
      return async () => {
        redeemed ??= useTicket(store.run, hashOf(token), clock.now());
        const id = await redeemed;
        const embed = id === null ? undefined : (await all.get()).get(id);
        return embed && stateOf(embed, clock.now()) === "open" ? visitor(embed) : null;
      };
    },
    seen: openSeen(clock.ticks),
    forget,
  };
}
