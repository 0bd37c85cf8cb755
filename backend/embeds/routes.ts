import { type Static, Type } from "@sinclair/typebox";
import { DAY } from "#calendar/units.ts";
import { LANGS, THEMES } from "#wire/live.ts";
import { askedTime, freeText, nullable, oneOf } from "#wire/schema.ts";
import { SCENE } from "#wire/screens.schema.ts";
import { route } from "../http/route.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Embed, Embeds, Shows } from "./embeds.ts";
import { EMBED_STATES, type EmbedState } from "./judge.ts";

interface Named {
  th: string;
  en: string;
  unit: "count" | "satang" | "seconds" | "minutes" | "share";
  good?: "high" | "low";
}

export interface EmbedNeeds {
  embeds: Embeds;
  metricOf(id: string): Named | undefined;
  clock: Clock;
  basePath: string;
  frameAncestors: string;
}

const MOST_DAYS = 366;
const WINDOWS = [1, 7, 30];
const time = Type.Integer();
const look = { lang: oneOf(LANGS), theme: oneOf(THEMES), thaiDigits: Type.Boolean() };
const NAME = freeText(100, {
  minLength: 1,
  pattern: "\\S",
  description: "for whom, or in which page",
});
const days = Type.Integer({
  minimum: 1,
  maximum: 30,
  description: "over so many Bangkok days, today included: 1, 7 or 30",
});

const EMBED = Type.Object({
  id: Type.Integer(),
  name: NAME,
  scene: nullable(SCENE),
  metric: nullable(Type.String()),
  days: nullable(Type.Integer()),
  ...look,
  madeAt: time,
  madeBy: Type.String(),
  endsAt: time,
  revokedAt: nullable(time),
  usedAt: nullable(time, {
    description: "when a page last asked for it, at most a minute late; null: never",
  }),
  state: oneOf(EMBED_STATES, { description: "lapsed: whoever made it may show it no more" }),
});

const MAKE = Type.Object(
  {
    name: NAME,
    scene: Type.Optional(SCENE),
    metric: Type.Optional(Type.String({ maxLength: 100, description: "a metric (GET /v1/metrics)" })),
    days: Type.Optional(days),
    endsAt: askedTime({ description: `within ${MOST_DAYS} days; epoch ms` }),
    lang: Type.Optional(look.lang),
    theme: Type.Optional(look.theme),
    thaiDigits: Type.Optional(look.thaiDigits),
  },
  { additionalProperties: false, description: "Either a scene, or a metric with days." },
);

const number = Type.Union([Type.Number(), Type.String()]);
const SHOWN = Type.Object({
  at: time,
  name: Type.String(),
  endsAt: time,
  scene: nullable(SCENE),
  ...look,
  figure: nullable(
    Type.Object({
      metric: Type.String(),
      th: Type.String(),
      en: Type.String(),
      unit: oneOf(["count", "satang", "seconds", "minutes", "share"]),
      good: Type.Optional(oneOf(["high", "low"])),
      from: Type.Integer({ description: "from when on it counts" }),
      isSimulated: Type.Boolean({ description: "a simulator is among its sources" }),
      value: nullable(number, { description: "null: no data, or nothing to divide by" }),
      numerator: Type.Optional(number),
      denominator: Type.Optional(number),
      atLeast: Type.Optional(Type.Literal(true)),
      heard: nullable(Type.Number(), { description: "its age counts from here; null: never" }),
      isCurrent: Type.Boolean({ description: "false: its sources have been silent for too long to show it" }),
      missing: Type.Integer({ description: "so many of its sources are silent or behind" }),
    }),
    { description: "null: it shows a scene" },
  ),
});

const told = ({ maker, ...embed }: Embed, state: EmbedState) => ({
  ...embed,
  madeBy: maker.displayName,
  state,
});
const ID = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$", description: "the id of an embed" }) });
const SOCKET_TICKET = Type.Object({
  ticket: Type.String({ description: "goes with the socket as `auth.ticket`; it counts once, within 30 s" }),
});

export const EMBED_ROUTES = [
  route({
    method: "GET",
    path: "/v1/embeds",
    right: "command",
    limit: "within",
    summary:
      "Scenes and figures that pages of others show: which, by whom, until when, and when each was last asked for",
    description: "Who is limited is told of those that he made. Those that are over stay for 90 days.",
    answer: Type.Object({
      at: time,
      frameAncestors: Type.String({
        description: "the pages that may show them in a frame (FRAME_ANCESTORS)",
      }),
      embeds: Type.Array(EMBED),
    }),
    examples: [{ what: "All embeds" }],
    run: async ({ embeds, clock, frameAncestors }: EmbedNeeds, { visitor }) => ({
      at: clock.now(),
      frameAncestors,
      embeds: (await embeds.list(visitor)).map((each) => told(each, each.state)),
    }),
  }),
  route({
    method: "POST",
    path: "/v1/embeds",
    right: "command",
    limit: "within",
    needsProof: true,
    summary: "Makes an address under which a page of others shows one scene or figure, until an end",
    description:
      "The address has a signed ticket behind its #, and is told only here. It shows that scene or figure and reaches nothing else, never more than its maker may see, and ends with the maker's right. A scene is of everything: who is limited embeds figures.",
    body: MAKE,
    answer: Type.Object({ embed: EMBED, address: Type.String() }),
    status: 201,
    faults: ["busy"],
    rules: ({ metricOf, clock }: EmbedNeeds, { body }) => {
      const { scene, metric, days: window, endsAt } = body;
      const rules: string[] = [];
      if ((scene === undefined) === (metric === undefined))
        rules.push("scene, metric: exactly one of the two");
      if (typeof metric === "string" && !metricOf(metric))
        rules.push(`metric: there is none called ${metric.slice(0, 60)} (GET /v1/metrics)`);
      if (metric !== undefined && !WINDOWS.includes(window as number)) rules.push("days: must be 1, 7 or 30");
      if (metric === undefined && window !== undefined) rules.push("days: is for a metric");
      const now = clock.now();
      const left = (endsAt as number) - now;
      if (Number.isInteger(endsAt) && !(left > 0 && left <= MOST_DAYS * DAY))
        rules.push(`endsAt: must lie ahead, within ${MOST_DAYS} days`);
      return rules;
    },
    examples: [
      {
        what: "A scene, for a portal",
        body: { name: "พอร์ทัลกระทรวง", scene: "overview", endsAt: Date.parse("2026-12-31T23:59:59+07:00") },
      },
      {
        what: "A figure of the last seven days",
        body: {
          name: "หน้าแรกของเว็บไซต์",
          metric: "freezes.held_satang",
          days: 7,
          lang: "th",
          endsAt: Date.parse("2026-12-31T23:59:59+07:00"),
        },
      },
    ],
    run: async ({ embeds, basePath }: EmbedNeeds, { body, visitor, doer, cookies }) => {
      const { name, endsAt, scene = null, metric = null, days = null, ...how } = body;
      const { lang = "th", theme = "dark", thaiDigits = false } = how;
      const shows: Shows = { scene, metric, days, lang, theme, thaiDigits };
      const { ticket, ...embed } = await embeds.make({ name: name.trim(), endsAt, ...shows }, visitor, doer);
      return { embed: told(embed, "open"), address: `${cookies.origin}${basePath}/embed#${ticket}` };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/embeds/:id",
    right: "command",
    limit: "within",
    summary: "Revokes an embed: its pages show nothing from now on",
    params: ID,
    answer: null,
    faults: ["not-found"],
    examples: [{ what: "An embed", params: { id: "1" } }],
    run: ({ embeds }: EmbedNeeds, { params: { id }, visitor, doer }) =>
      embeds.revoke(Number(id), visitor, doer),
  }),
  route({
    method: "POST",
    path: "/v1/embeds/:id/restore",
    right: "command",
    limit: "within",
    needsProof: true,
    summary: "Takes back that an embed was revoked, within ten minutes",
    description:
      "Its address is good again until its end; a page that is open shows it when it is loaded anew.",
    params: ID,
    answer: null,
    faults: ["not-found", "busy"],
    examples: [{ what: "An embed", params: { id: "1" } }],
    run: ({ embeds }: EmbedNeeds, { params: { id }, visitor, doer }) =>
      embeds.restore(Number(id), visitor, doer),
  }),
  route({
    method: "GET",
    path: "/v1/embed",
    right: "embed",
    summary: "What the ticket of an embed shows; of a figure with its value",
    answer: SHOWN,
    faults: ["gone"],
    examples: [{ what: "An embed", isOnce: true }],
    run: async ({ embeds, metricOf, clock }: EmbedNeeds, { visitor }) => {
      const { name, endsAt, scene, metric, lang, theme, thaiDigits } = await embeds.find(visitor.id);
      const at = clock.now();
      const about = { at, name, endsAt, scene, lang, theme, thaiDigits };
      if (metric === null) return { ...about, figure: null };
      const named = metricOf(metric);
      if (!named) throw new Fault("gone", `there is no metric ${metric} any more`);
      const { figure, from, isSimulated } = await embeds.tell(visitor.id);
      const { th, en, unit, good } = named;
      return {
        ...about,
        figure: {
          metric,
          th,
          en,
          unit,
          ...(good ? { good } : {}),
          from,
          isSimulated,
          ...shownOf(figure, at),
        },
      };
    },
  }),
  route({
    method: "POST",
    path: "/v1/embed/socket",
    right: "embed",
    summary: "A ticket with which the page of an embed opens one socket",
    answer: SOCKET_TICKET,
    faults: ["gone", "busy"],
    examples: [{ what: "An embed", isOnce: true }],
    run: async ({ embeds }: EmbedNeeds, { visitor }) => ({ ticket: await embeds.socketTicket(visitor.id) }),
  }),
];

type Figure = Awaited<ReturnType<Embeds["tell"]>>["figure"];
type Told = Omit<
  NonNullable<Static<typeof SHOWN>["figure"]>,
  "metric" | "th" | "en" | "unit" | "from" | "isSimulated"
>;

/** A figure without its slice; one that is too old to be shown has no value. */
function shownOf(figure: Figure, now: number): Told {
  if (!figure) return { value: null, heard: null, isCurrent: false, missing: 0 };
  const { value, numerator, denominator, atLeast, heard, maxAgeSeconds, missing, state } = figure;
  const isCurrent = state !== "no-data" && heard !== null && now - heard <= maxAgeSeconds * 1_000;
  return {
    value: isCurrent ? value : null,
    ...(isCurrent && numerator !== undefined ? { numerator } : {}),
    ...(isCurrent && denominator !== undefined ? { denominator } : {}),
    ...(atLeast ? { atLeast } : {}),
    heard,
    isCurrent,
    missing: missing?.sources.length ?? 0,
  };
}
