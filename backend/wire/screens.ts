import type { ScreenPlan } from "./screens.schema.ts";

// Types only: the schemas' library must not reach the dashboard's bundle.
export type {
  Connection,
  NamedScreen,
  Rotation,
  ScreenPlan,
  ScreensAnswer,
  Takeover,
} from "./screens.schema.ts";

/** A turn shorter than 5 seconds nobody can read. */
export const TURN_SECONDS = { least: 5, most: 3_600 } as const;
export const MOST_TURNS = 20;

/** What a screen shows that nobody has told anything. */
export const DEFAULT_PLAN: ScreenPlan = {
  scene: "overview",
  rotation: null,
  theme: "dark",
  lang: "th",
  thaiDigits: false,
  sound: false,
};

export const TAKEOVER_MINUTES = { least: 1, most: 1_440, otherwise: 30 } as const;
