import type { IncomingMessage } from "node:http";
import { type TObject, Type } from "@sinclair/typebox";
import { DAY } from "#calendar/units.ts";
import {
  EVENT_FIELDS,
  EVENT_TYPES,
  INGEST_ANSWER,
  REJECTION_CODES,
  REVISION,
  TYPE_PREFIX,
} from "#wire/events.ts";
import { nullable, oneOf } from "#wire/schema.ts";
import { route, type Sender } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../store/store.ts";
import { acceptEvents } from "./accept.ts";
import type { AccountKey } from "./accounts.ts";
import type { CheckRules } from "./checked.ts";
import type { Ingest } from "./ingest.ts";
import type { Quarantine } from "./quarantine.ts";
import { listOrphans } from "./queries.ts";

export interface EventNeeds {
  ingest: Ingest;
  /** Takes events and keeps none. */
  trial: Ingest;
  quarantine: Quarantine;
  sources: {
    identify(authorization: string | undefined): Promise<Sender>;
    /** The source of this name, with what it may send now. */
    senderOf(name: string): Promise<Sender>;
  };
  codes: readonly { kind: string; code: string }[];
  clock: Clock;
  timekeeping: { latest(): number };
  retentionDays: number;
  /** The key with which account numbers become tokens. */
  accountKey: AccountKey | null;
  store: Pick<Store, "inClass">;
}

const id = Type.String({ minLength: 1, maxLength: 200 });
const EVENT = Type.Union(
  EVENT_TYPES.map((type) =>
    Type.Object(
      {
        specversion: Type.Literal("1.0"),
        id,
        source: id,
        type: Type.Literal(TYPE_PREFIX + type),
        time: Type.String({ format: "date-time", description: "when it happened; RFC 3339 with an offset" }),
        data: Type.Object({ ...EVENT_FIELDS[type], ...REVISION }) as TObject,
      },
      { title: type },
    ),
  ),
);

/** An event, as examples have it. */
export const offered = {
  specversion: "1.0",
  id: "1",
  source: "exchange",
  type: "th.aoc1441.call.offered",
  time: "2026-11-21T14:05:00+07:00",
  data: { callId: "c-1", queue: "report" },
};
const answered = {
  specversion: "1.0",
  id: "2",
  source: "exchange",
  type: "th.aoc1441.call.answered",
  time: "2026-11-21T14:05:12+07:00",
  data: { callId: "c-1", queue: "report" },
};

/** The sets of codes by table, cached until the list of codes is replaced. */
const tables = new WeakMap<EventNeeds["codes"], Map<string, Set<string>>>();
function tablesOf(codes: EventNeeds["codes"]): Map<string, Set<string>> {
  let found = tables.get(codes);
  if (!found) {
    found = new Map();
    for (const { kind, code } of codes) found.set(kind, (found.get(kind) ?? new Set()).add(code));
    tables.set(codes, found);
  }
  return found;
}

/** As many as a person looks through. */
const MOST_ORPHANS = 100;
const ORPHAN = Type.Object({
  kind: oneOf(["freezes", "reports", "refunds"]),
  entity: Type.String({ description: "the id of the freeze, report or refund" }),
  owner: nullable(Type.String(), {
    description:
      "the bank of the freeze or refund, the agency of the report; null: its opening event has not come",
  }),
  type: Type.String({ description: "of the event, without the prefix" }),
  at: Type.Integer({ description: "when it happened; epoch ms" }),
  source: Type.String(),
  id: Type.String(),
  sender: nullable(Type.String(), {
    description: "the registered source that sent it; null: its raw event has been dropped",
  }),
  speaksFor: nullable(Type.Array(Type.String()), {
    description: "the banks (of a report: agencies) that its sender might speak for when it came; null: any",
  }),
});

const TAKES_EVENTS = {
  method: "POST",
  right: "send",
  stream: {
    "application/cloudevents+json": { schema: EVENT, example: offered },
    "application/cloudevents-batch+json": {
      schema: Type.Array(EVENT, { maxItems: 20_000 }),
      example: [offered, answered],
    },
    "application/json": {
      schema: Type.Object(
        {},
        { additionalProperties: true, description: "CloudEvents' binary mode: the data of one event" },
      ),
      example: offered.data,
      headers: Object.fromEntries(
        (["specversion", "id", "source", "type", "time"] as const).map((name) => [
          `ce-${name}`,
          offered[name],
        ]),
      ),
    },
    "application/x-ndjson": {
      schema: Type.String({ description: "an event a line" }),
      example: `${JSON.stringify(offered)}\n${JSON.stringify(answered)}\n`,
    },
  },
  answer: INGEST_ANSWER,
  faults: [
    ...([
      "bad-request",
      "body-incomplete",
      "idle",
      "too-large",
      "unsupported-media-type",
      "busy",
      "disk-full",
    ] as const),
    "all-rejected",
    ...REJECTION_CODES,
  ],
} as const;

/** What the events of a source are checked against. */
export const rulesOf = (
  { codes, clock, timekeeping, retentionDays, accountKey }: EventNeeds,
  scope: Sender,
): CheckRules => ({
  scope,
  codes: tablesOf(codes),
  now: timekeeping.latest(),
  oldest: clock.now() - retentionDays * DAY,
  accountKey,
});

function accept(
  needs: EventNeeds,
  into: Ingest,
  { sender, request }: { sender: Sender; request: IncomingMessage },
) {
  const { ingest, sources, clock, quarantine } = needs;
  return acceptEvents(request, {
    ingest: into,
    sender: sender.id,
    onlyBeats: [...sender.types].every((type) => type === "source.beat"),
    budget: ingest.budgetOf(sender.id),
    eventsPerMinute: sender.eventsPerMinute,
    identify: () => sources.identify(request.headers.authorization),
    clock,
    rules: () => rulesOf(needs, sender),
    onRejected(why, event) {
      if (!into.isTrial) quarantine.keep(sender.id, why, event);
    },
  });
}

export const EVENT_ROUTES = [
  route({
    ...TAKES_EVENTS,
    path: "/v1/events",
    summary: "Takes events; answers after the commit",
    description:
      "One event (CloudEvents 1.0 in structured or in binary mode: then its attributes are the headers `ce-*`, percent-encoded where they are not printable ASCII), an array of up to 20,000, or any number of lines; `Content-Encoding: gzip` if you like. The data of an event may be `data`, or its JSON as `data_base64`. Good events of a batch are kept, bad ones are named with everything that is wrong with them. When one event is sent alone and rejected, its code is the problem's, with 422, 403 (the key may not say this) or 409 (it contradicts what is stored); an array or lines of which nothing was taken and nothing is a duplicate are answered with 422 `all-rejected`. These problems have the fields of the answer too. Sending again is harmless: what is there already is a duplicate and changes nothing. Another event of the same call, report, freeze, refund or arrest under the same `source` and `id` is rejected with `id-reused`. With 429 nothing was taken of an event or an array. Lines are written as they come, each within about a second, for as long as the stream lasts; when it breaks off, or ends by a limit (`idle` after five minutes without a byte, `busy`, a revoked key, a stop of the server), the whole lines before are kept, and the problem has their verdicts.",
    run: (needs: EventNeeds, given) => accept(needs, needs.ingest, given),
  }),
  route({
    ...TAKES_EVENTS,
    path: "/v1/events/check",
    summary: "Says what would become of events, and writes nothing",
    description:
      "Takes the same bodies as `POST /v1/events` with the same key, and answers in the same way: the events are checked against what is stored, duplicates and contradictions included. Nothing is kept, and no source counts as heard. Lines are checked in pieces of 1,000, each as if those before had not been sent. The budgets of the source apply.",
    run: (needs: EventNeeds, given) => accept(needs, needs.trial, given),
  }),
  route({
    method: "GET",
    path: "/v1/orphans",
    right: "read",
    limit: "whole",
    summary: "What was said of another's freeze, report or refund, and counts for nothing",
    description:
      "An event that was set aside because its source may not speak for the bank or agency whose the freeze, report or refund is: it came before the event that says whose it is. One that comes later is rejected (`other-bank`, `other-agency`), and is not here. And an answer to a freeze whose request has not come. Each names both sides, so it is for who may read of every bank and agency.",
    answer: Type.Object({
      count: Type.Integer(),
      orphans: Type.Array(ORPHAN, { description: `the latest ${MOST_ORPHANS}` }),
    }),
    examples: [{ what: "All orphans" }],
    run: ({ store }: EventNeeds) => listOrphans(store.inClass("pages").run, MOST_ORPHANS),
  }),
];
