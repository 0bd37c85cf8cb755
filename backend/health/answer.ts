import { type Static, Type } from "@sinclair/typebox";
import type { OutletRow, Recipient } from "#wire/alerts.ts";
import { DEAD_MAN, OUTLET_QUOTA } from "#wire/outlets.schema.ts";
import type { Warning } from "#wire/sceneParts.ts";
import { nullable, oneOf } from "#wire/schema.ts";
import { type ScreensAnswer, WARNING } from "#wire/screens.schema.ts";
import type { Fault } from "../kit/fault.ts";

const time = Type.Integer();
const seconds = Type.Number({ description: "seconds" });

const SERVER = Type.Object({
  up: seconds,
  cpu: seconds,
  memoryBytes: Type.Integer(),
  heapBytes: Type.Integer(),
  held: Type.Object(
    { longest: seconds, p99: seconds },
    { description: "how long its thread was held, within a minute" },
  ),
});
/** The state of the process that answers. */
export type Server = Static<typeof SERVER>;

const TALLY = Type.Object(
  { accepted: Type.Integer(), duplicate: Type.Integer(), rejected: Type.Integer() },
  { description: "the events that came since this backend started" },
);
export type Tally = Static<typeof TALLY>;

const SOURCE = Type.Object({
  name: Type.String(),
  nameTh: Type.String(),
  simulated: Type.Boolean(),
  state: oneOf(["silent", "behind", "clock-off", "well"]),
  heard: nullable(time),
  through: nullable(time),
  clockOffsetMs: nullable(Type.Integer()),
});
const SCREEN = Type.Object({
  name: Type.String(),
  state: oneOf(["frozen", "failing", "gone", "well"]),
  paintedAt: nullable(time),
});
const RECONCILED = Type.Object(
  {
    hours: Type.Integer({ description: "that have raw events" }),
    compared: Type.Integer({ description: "of them have been compared" }),
    oldest: nullable(time, { description: "the comparison that is the longest ago" }),
    newest: nullable(time),
    wrong: Type.Integer({ description: "hours whose figures are not what the raw events say" }),
    firstWrong: nullable(time),
  },
  { description: "how far the figures have been compared with the raw events" },
);
const SCHEDULES = Type.Object(
  { refused: Type.Integer(), lastAt: nullable(time) },
  { description: "schedules of reports whose last report was refused" },
);
const unknown = { description: "null: the database does not answer" };

/** `GET /v1/health`. Times are epoch ms. */
export const HEALTH = Type.Object({
  at: time,
  server: SERVER,
  certificateUntil: nullable(time, { description: "when its TLS certificate ends; null: it has none" }),
  database: Type.Object({
    kind: oneOf(["embedded", "server"]),
    answerMs: nullable(Type.Number(), { description: "null: it does not answer" }),
    freeBytes: nullable(Type.Integer(), { description: "of its disk; null: only its server knows" }),
  }),
  events: TALLY,
  warnings: Type.Array(WARNING),
  reconciliation: nullable(RECONCILED, { description: "null: not known yet" }),
  schedules: nullable(SCHEDULES, unknown),
  sources: nullable(Type.Array(SOURCE), unknown),
  screens: nullable(Type.Array(SCREEN), unknown),
  alerts: nullable(
    Type.Object({
      judgedAt: time,
      lateMessages: Type.Integer(),
      lateEpisodes: Type.Integer(),
      expired: Type.Integer(),
    }),
    unknown,
  ),
  deadMan: nullable(DEAD_MAN, {
    description: "whether an address outside hears that alerts work; null: none is set up",
  }),
  line: nullable(OUTLET_QUOTA, {
    description:
      "the month's messages at LINE; null: it is not used, was not asked yet, or the database does not answer",
  }),
  webhooks: nullable(Type.Object({ of: Type.Integer(), gone: Type.Integer() }), {
    description:
      "webhooks that alerts are sent to, and how many of them are gone; null: the database does not answer",
  }),
  walls: nullable(Type.Integer(), { description: "that are connected, those without a name included" }),
});
export type HealthAnswer = Static<typeof HEALTH>;

export interface HealthNeeds {
  health: { server(): Server; ready(): Promise<Fault | null> };
  clock: { now(): number; ticks(): number };
  store: {
    kind: "embedded" | "server";
    run(name: "ping"): Promise<unknown>;
    space(): { free: number } | null;
  };
  ingest: { tally: Readonly<Tally> };
  sources: {
    list(): Promise<
      (Omit<Static<typeof SOURCE>, "state"> & { silent: boolean; behind: boolean; clockOff: boolean })[]
    >;
  };
  /** The same list as in `GET /v1/screens`. */
  allScreens(): Promise<ScreensAnswer>;
  warnings(): readonly Warning[];
  reports: { schedules: { refused(): Promise<Static<typeof SCHEDULES>> } };
  reconciled(): Static<typeof RECONCILED> | null;
  alerts: {
    health(): Promise<NonNullable<HealthAnswer["alerts"]>>;
    outlets(): Promise<OutletRow[]>;
    recipients(): Promise<readonly Pick<Recipient, "channels" | "gone">[]>;
  };
  deadMan(): HealthAnswer["deadMan"];
  /** Epoch ms; null: there is no certificate. */
  certificateUntil(): number | null;
}

/** The health of this backend, its database, the sources and the screens. It can be told without the database, too. */
export async function healthOf(needs: HealthNeeds): Promise<HealthAnswer> {
  const { health, clock, store, ingest, sources } = needs;
  const asked = clock.ticks();
  const answerMs = await store.run("ping").then(
    () => clock.ticks() - asked,
    () => null,
  );
  const isUp = answerMs !== null;
  const [schedules, all, listed, alerts, outlets, recipients] = await Promise.all([
    isUp ? needs.reports.schedules.refused().catch(() => null) : null,
    isUp ? sources.list().catch(() => null) : null,
    isUp ? needs.allScreens().catch(() => null) : null,
    isUp ? needs.alerts.health().catch(() => null) : null,
    isUp ? needs.alerts.outlets().catch(() => null) : null,
    isUp ? needs.alerts.recipients().catch(() => null) : null,
  ]);
  return {
    at: clock.now(),
    server: health.server(),
    certificateUntil: needs.certificateUntil(),
    database: { kind: store.kind, answerMs, freeBytes: store.space()?.free ?? null },
    events: { ...ingest.tally },
    warnings: [...needs.warnings()],
    reconciliation: needs.reconciled(),
    schedules,
    sources:
      all?.map(({ name, nameTh, simulated, heard, through, clockOffsetMs, ...is }) => ({
        name,
        nameTh,
        simulated,
        heard,
        through,
        clockOffsetMs,
        state: is.silent ? "silent" : is.behind ? "behind" : is.clockOff ? "clock-off" : "well",
      })) ?? null,
    screens:
      listed?.screens.map(({ name, paintedAt, ...is }) => ({ name, paintedAt, state: stateOf(is) })) ?? null,
    alerts: alerts && {
      judgedAt: alerts.judgedAt,
      lateMessages: alerts.lateMessages,
      lateEpisodes: alerts.lateEpisodes,
      expired: alerts.expired,
    },
    deadMan: needs.deadMan(),
    line: outlets?.find(({ kind }) => kind === "line")?.quota ?? null,
    webhooks: recipients && {
      of: recipients.flatMap(({ channels }) => channels).filter(({ kind }) => kind === "webhook").length,
      gone: recipients.flatMap(({ gone }) => gone).length,
    },
    walls: listed
      ? listed.unnamed.length + listed.screens.reduce((sum, { connections }) => sum + connections.length, 0)
      : null,
  };
}

function stateOf({
  connected,
  frozen,
  connections,
}: Pick<ScreensAnswer["screens"][number], "connected" | "frozen" | "connections">) {
  if (!connected) return "gone";
  if (frozen) return "frozen";
  return connections.some(({ failures }) => failures.length > 0) ? "failing" : "well";
}
