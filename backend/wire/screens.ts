import type { ScreenPlan } from "./screens.schema.ts";

// Types only: the schema library must not get into the dashboard's bundle.
export type {
  Connection,
  NamedScreen,
  Rotation,
  ScreenPlan,
  ScreensAnswer,
  Takeover,
} from "./screens.schema.ts";

/** The name of a screen: Latin and Thai letters, digits, `.`, `_` and `-`, spaces between them; not only dots; up to 60. */
export const SCREEN_NAME_PATTERN =
  "^(?!\\.+$)[\\w.\\-\\u0E01-\\u0E5B](?:[\\w.\\- \\u0E01-\\u0E5B]{0,58}[\\w.\\-\\u0E01-\\u0E5B])?$";

/** Seconds that a scene is shown. Less than 5 is too short to read. */
export const TURN_SECONDS = { least: 5, most: 3_600 } as const;
export const MOST_TURNS = 20;

/** The plan of a screen that was not configured. */
export const DEFAULT_PLAN: ScreenPlan = {
  scene: "overview",
  rotation: null,
  theme: "dark",
  lang: "th",
  thaiDigits: false,
  sound: false,
};

export const TAKEOVER_MINUTES = { least: 1, most: 1_440, otherwise: 30 } as const;
