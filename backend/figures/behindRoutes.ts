import { Type } from "@sinclair/typebox";
import { readMoment } from "#calendar/moment.ts";
import { MOMENT, nullable, oneOf } from "#wire/schema.ts";
import { route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import { KINDS, type Kind } from "../store/cells.ts";
import { type BehindFigures, requireEntities } from "./behind.ts";
import { hasEntities, type Place } from "./behindQueries.ts";
import { FILTERS, onlyOf, questionRules } from "./question.ts";
import { FIGURE } from "./routes.ts";
import { LISTS } from "./weights.ts";

export interface BehindNeeds {
  behind: BehindFigures;
}

/** Rows of a page: what a person reads, and an answer of some hundred kilobytes. */
const PAGE = { least: 1, usual: 100, most: 1_000 };
const ENTITIES = KINDS.filter(hasEntities) as [Kind, ...Kind[]];
const time = Type.String({ format: "date-time" });
const whole = Type.String({ pattern: "^-?\\d+$", description: "an integer, in digits" });

const placeText = ({ minute, id }: Place) => `${minute}.${id}`;
function readPlace(text: string): Place {
  const found = /^(\d{1,15})\.(.+)$/s.exec(text);
  if (!found) throw new Fault("bad-query", "after: must be the `next` of the page before");
  return { minute: Number(found[1]), id: found[2]! };
}

const iso = (at: number) => new Date(at).toISOString();

export const BEHIND_ROUTES = [
  route({
    method: "GET",
    path: "/v1/figures/behind",
    right: "report",
    limit: "within",
    summary: "What a figure stands on: the calls, cases, freezes, refunds or arrests that add to it",
    description:
      "The figure of a window and slice, its arithmetic, and the entities of one of its lists, in the order of the minute in which they count. `list=of` is what a sum is of; a ratio has `above` and `below` its line, a share also `rest`: what is below, not above. What all rows add is the figure, exactly; of a percentile each row has its time, and the figure is the one at its rank. `matches` is false where raw events are no longer kept. The next page is asked with `after` and the same `asOf`. Ids and tokens are as the sources gave them: no personal data is kept.",
    query: Type.Object(
      {
        metric: Type.String({ description: "one metric; GET /v1/metrics lists them" }),
        from: MOMENT,
        to: MOMENT,
        asOf: Type.Optional(MOMENT),
        list: Type.Optional(oneOf(LISTS)),
        after: Type.Optional(Type.String({ maxLength: 250, description: "`next` of the page before" })),
        most: Type.Optional(
          Type.String({ pattern: "^\\d{1,4}$", description: `rows, at most ${PAGE.most}` }),
        ),
        ...FILTERS,
      },
      { additionalProperties: false },
    ),
    answer: Type.Object({
      asOf: time,
      simulated: Type.Optional(Type.Literal(true)),
      kind: oneOf(ENTITIES),
      list: oneOf(LISTS),
      lists: Type.Array(oneOf(LISTS)),
      first: nullable(
        Type.Object({
          figure: FIGURE,
          arithmetic: Type.Array(
            Type.Object({
              stands: oneOf(["of", "above", "below"], { description: "the sum, or above or below the line" }),
              sign: Type.Integer(),
              figure: FIGURE,
            }),
          ),
          count: Type.Integer({ description: "rows of the whole list" }),
          sum: nullable(whole, { description: "of the whole list; null: of a percentile" }),
          matches: Type.Boolean({ description: "the list gives the figure" }),
        }),
        { description: "null: of a later page" },
      ),
      rows: Type.Array(
        Type.Object({
          id: Type.String(),
          at: Type.String({ format: "date-time", description: "the minute in which it counts" }),
          slice: Type.Record(Type.String(), Type.String()),
          moments: Type.Record(Type.String(), nullable(time), {
            description: "what happened to it, and when",
          }),
          satang: nullable(whole, { description: "the amount that it is about" }),
          value: Type.Union([whole, Type.Number()], { description: "what it adds to the list" }),
        }),
      ),
      next: nullable(Type.String(), { description: "`after` of the next page; null: there is none" }),
    }),
    faults: ["too-many-rows", "busy", "unavailable"],
    examples: [
      {
        what: "The freezes that were late, or never answered, in an hour",
        query: {
          metric: "freezes.sla_60m",
          from: "2026-11-21T20:00:00+07:00",
          to: "2026-11-21T21:00:00+07:00",
          list: "rest",
          bank: "KBANK",
        },
      },
    ],
    rules: (_needs, { query }) => {
      const metric = typeof query.metric === "string" ? query.metric : "";
      return [...questionRules({ ...query, metric: [metric], step: "total" }), ...requireEntities(metric)];
    },
    run: async ({ behind }: BehindNeeds, { query, visitor, signal }) => {
      const question = {
        metric: query.metric,
        from: readMoment(query.from)!,
        until: readMoment(query.to)!,
        only: onlyOf(query),
        list: query.list,
      };
      const most = query.most === undefined ? PAGE.usual : Number(query.most);
      if (most < PAGE.least || most > PAGE.most)
        throw new Fault("bad-query", `most: must lie between ${PAGE.least} and ${PAGE.most}`);
      const page = {
        asOf: query.asOf === undefined ? null : readMoment(query.asOf),
        after: query.after === undefined ? null : readPlace(query.after),
        most,
      };
      if (page.after && page.asOf === null)
        throw new Fault("bad-query", "asOf: must be that of the first page");
      const { first, rows, next, asOf, simulated, ...about } = await behind.list(
        visitor.scope,
        question,
        page,
        signal,
      );
      const told = <F extends { at: number }>(figure: F) => ({ ...figure, at: iso(figure.at) });
      return {
        ...about,
        lists: [...about.lists],
        asOf: iso(asOf),
        ...(simulated ? { simulated } : {}),
        first: first && {
          count: first.count,
          matches: first.matches,
          sum: first.sum === null ? null : String(first.sum),
          figure: told(first.figure),
          arithmetic: first.arithmetic.map((each) => ({ ...each, figure: told(each.figure) })),
        },
        rows: rows.map(({ minute, moments, value, ...row }) => ({
          ...row,
          at: iso(minute),
          moments: Object.fromEntries(
            Object.entries(moments).map(([slot, at]) => [slot, at === null ? null : iso(at)]),
          ),
          value: typeof value === "bigint" ? String(value) : value,
        })),
        next: next && placeText(next),
      };
    },
  }),
  route({
    method: "GET",
    path: "/v1/figures/behind/events",
    right: "report",
    limit: "within",
    summary: "The raw events of one of them",
    description:
      "In the order of their receipt, as they were known at `asOf`. `counts`: of all events for the same thing one counts, that of the highest revision, then the earliest; the others are superseded.",
    query: Type.Object(
      {
        kind: oneOf(ENTITIES),
        id: Type.String({ minLength: 1, maxLength: 200 }),
        at: MOMENT,
        asOf: Type.Optional(MOMENT),
      },
      { additionalProperties: false },
    ),
    answer: Type.Array(
      Type.Object({
        type: Type.String(),
        id: Type.String({ description: "the sender's id of the event" }),
        source: Type.String({ description: "as the event says" }),
        sender: Type.String({ description: "the registered source whose key it came with" }),
        time: Type.String({ format: "date-time", description: "when it happened" }),
        received: Type.String({ format: "date-time", description: "when it was recorded here" }),
        revision: Type.Integer(),
        counts: Type.Boolean({ description: "false: another event has superseded it" }),
        data: Type.Record(Type.String(), Type.Unknown()),
      }),
    ),
    faults: ["not-found", "unavailable"],
    examples: [
      {
        what: "Of a freeze",
        isOnce: true,
        query: { kind: "freezes", id: "freeze-1", at: "2026-11-21T20:04:00+07:00" },
      },
    ],
    run: async ({ behind }: BehindNeeds, { query: { kind, id, at, asOf }, visitor, signal }) => {
      const place = { id, minute: readMoment(at)! };
      const moment = asOf === undefined ? null : readMoment(asOf);
      const events = await behind.events(visitor.scope, kind, place, moment, signal);
      return events.map(({ time: happened, received, banks: _, agencies: __, slice: ___, ...event }) => ({
        ...event,
        time: iso(happened),
        received: iso(received),
      }));
    },
  }),
];
