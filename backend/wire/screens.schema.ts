import { type Static, Type } from "@sinclair/typebox";
import { LANGS, MOST_FAILURES, THEMES } from "./live.ts";
import { SCENES } from "./scenery.ts";
import { FREE_TEXT, ITS_VERSION, nullable, OF_VERSION, oneOf } from "./schema.ts";
import { DEFAULT_PLAN, MOST_TURNS, SCREEN_NAME_PATTERN, TAKEOVER_MINUTES, TURN_SECONDS } from "./screens.ts";

/** Schemas of `/v1/screens`. The dashboard imports only their types, through ./screens.ts. Times are epoch ms. */
export const SCENE = oneOf(SCENES);
const scene = SCENE;
const time = Type.Integer();

export const SCREEN_NAME = Type.String({
  format: FREE_TEXT,
  pattern: SCREEN_NAME_PATTERN,
  description:
    "the name of a screen, of Latin and Thai letters, digits, spaces between them and . _ - only, up to 60",
});

/** A wall's connection: what was last sent to it, and when it last confirmed that it had painted. */
export const CONNECTION = Type.Object({
  id: Type.String(),
  scene: nullable(scene, { description: "null: it has not said yet what it watches" }),
  since: time,
  paintedSeq: Type.Integer(),
  paintedAt: time,
  frozen: Type.Boolean({ description: "it has not said for long that it painted anything" }),
  audioReady: Type.Boolean({ description: "its browser's audio runs: it can sound its alarm" }),
  transport: oneOf(["websocket", "polling"], {
    description: "`polling`: its proxy refuses web sockets, and it asks for each message",
  }),
  failures: Type.Array(
    Type.Object({
      part: Type.String({ description: "such as `calls/queues`; `page`: an error that belongs to no part" }),
      error: Type.String({ description: "the first line of the error, as the browser says it" }),
      since: time,
    }),
    { maxItems: MOST_FAILURES, description: "what it cannot show" },
  ),
});
export type Connection = Static<typeof CONNECTION>;

/** The scenes in order, each with its seconds; all screens with the same rotation switch together. */
export const ROTATION = Type.Array(
  Type.Object(
    { scene, seconds: Type.Integer({ minimum: TURN_SECONDS.least, maximum: TURN_SECONDS.most }) },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: MOST_TURNS },
);
export type Rotation = Static<typeof ROTATION>;

const settings = {
  theme: oneOf(THEMES),
  lang: oneOf(LANGS),
  thaiDigits: Type.Boolean(),
  sound: Type.Boolean({
    description: "sounds an alarm while there is a breach that nobody has acknowledged",
  }),
};
const plan = {
  scene: nullable(scene),
  rotation: nullable(ROTATION),
  ...settings,
};

/** What a screen shows: either a scene or a rotation; the other one is null. */
export const SCREEN_PLAN = Type.Object(plan);
export type ScreenPlan = Static<typeof SCREEN_PLAN>;

const { scene: _, rotation: __, ...defaults } = DEFAULT_PLAN;
/** `PUT /v1/screens/:name`: omitted fields get their default. */
export const PUT_SCREEN = Type.Partial(Type.Object({ ...plan, ...OF_VERSION }), {
  additionalProperties: false,
  description: `Either scene or rotation, the other one null or left out. Defaults: ${JSON.stringify(defaults)}.`,
});
export type PutScreen = Static<typeof PUT_SCREEN>;

/** `POST /v1/screens/:name/takeover`. */
export const TAKE_OVER = Type.Object(
  {
    scene,
    minutes: Type.Optional(
      Type.Integer({
        minimum: TAKEOVER_MINUTES.least,
        maximum: TAKEOVER_MINUTES.most,
        default: TAKEOVER_MINUTES.otherwise,
      }),
    ),
  },
  { additionalProperties: false },
);

export const TAKEOVER = Type.Object({ scene, until: time });
export type Takeover = Static<typeof TAKEOVER>;

const named = {
  name: Type.String(),
  version: Type.Integer({ ...ITS_VERSION, description: `${ITS_VERSION.description}; 0: it is not stored` }),
  ...plan,
  takeover: nullable(TAKEOVER),
  acknowledgedAt: nullable(time, { description: "up to then everything that was broken is acknowledged" }),
  updatedAt: time,
};
export const NAMED_SCREEN = Type.Object(named);
export type NamedScreen = Static<typeof NAMED_SCREEN>;

/**
 * What a named screen must show now, and why. `rotation`: the current scene of the rotation; `pinned`: the scene that
 * shows a breach, while the rotation waits; `takeover`: a person took the screen over.
 */
export const ASSIGNMENT = Type.Object({
  screen: Type.String(),
  scene,
  ...settings,
  reason: oneOf(["fixed", "rotation", "pinned", "takeover"]),
  alarm: nullable(time, {
    description: "with sound: when the newest unacknowledged breach began, epoch ms; null: there is no alarm",
  }),
});
export type Assignment = Static<typeof ASSIGNMENT>;

const percent = Type.Integer({ description: "of the database's disk that is left" });
const byMs = Type.Integer({ description: "positive: ahead" });

/** The same as `Warning` (./live.ts), which says what each means. */
export const WARNING = Type.Union([
  Type.Object({ kind: Type.Literal("clock-set"), byMs, at: time }),
  Type.Object({ kind: Type.Literal("clocks-differ"), byMs }),
  Type.Object({ kind: oneOf(["disk-low", "disk-full"]), percent }),
  Type.Object({ kind: Type.Literal("figures-differ"), hours: Type.Integer(), since: time }),
]);

/** `GET /v1/screens`. */
export const SCREENS_ANSWER = Type.Object({
  at: Type.Integer({ description: "the server's clock: ages are told by it" }),
  warnings: Type.Array(WARNING, { description: "what is wrong with the server itself" }),
  screens: Type.Array(
    Type.Object({
      ...named,
      connected: Type.Boolean(),
      assignment: nullable(ASSIGNMENT, { description: "its last assignment; null: not connected" }),
      paintedAt: nullable(time, { description: "the latest of its connections; null: none" }),
      frozen: Type.Boolean(),
      connections: Type.Array(CONNECTION),
    }),
  ),
  unnamed: Type.Array(CONNECTION, { description: "walls that have their scene in their address" }),
});
export type ScreensAnswer = Static<typeof SCREENS_ANSWER>;
