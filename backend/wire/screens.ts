import type { Assignment, Lang, Scene, Theme } from "./live.ts";

/** A wall's connection: what it was sent last, and when it last said that it had painted. */
export interface Connection {
  id: string;
  /** Null: it has not said yet what it watches. */
  scene: Scene | null;
  since: number;
  paintedSeq: number;
  paintedAt: number;
  /** It has not said for long that it painted anything. */
  frozen: boolean;
  /** Its browser’s audio runs: it can sound its alarm. */
  audioReady: boolean;
}

/** One scene after the other, each for its seconds; all screens with the same rotation turn together. */
export type Rotation = { scene: Scene; seconds: number }[];
/** A turn shorter than this nobody can read. */
export const TURN_SECONDS = { least: 5, most: 3_600 } as const;
export const MOST_TURNS = 20;

/** `PUT /v1/screens/:name`: either a scene or a rotation; what is left out gets its default. */
export interface ScreenPlan {
  scene: Scene | null;
  rotation: Rotation | null;
  theme: Theme;
  lang: Lang;
  thaiDigits: boolean;
  /** Sound an alarm while there is a breach that nobody has acknowledged? */
  sound: boolean;
}

/** What a screen shows that nobody has told anything. */
export const DEFAULT_PLAN: ScreenPlan = {
  scene: "overview",
  rotation: null,
  theme: "dark",
  lang: "th",
  thaiDigits: false,
  sound: false,
};

/** `POST /v1/screens/:name/takeover` takes `{ scene, minutes }`; DELETE ends it. */
export interface Takeover {
  scene: Scene;
  until: number;
}
export const TAKEOVER_MINUTES = { least: 1, most: 1_440, otherwise: 30 } as const;

export interface NamedScreen extends ScreenPlan {
  name: string;
  takeover: Takeover | null;
  /** Up to then everything that was broken is acknowledged: `POST /v1/screens/:name/acknowledge`, or a tap on the wall. */
  acknowledgedAt: number | null;
  updatedAt: number;
}

/** `GET /v1/screens`. */
export interface ScreensAnswer {
  /** The server's clock: ages are told by it. */
  at: number;
  screens: (NamedScreen & {
    connected: boolean;
    /** Its last assignment; null: not connected. */
    assignment: Assignment | null;
    /** The latest of its connections; null: none. */
    paintedAt: number | null;
    frozen: boolean;
    connections: Connection[];
  })[];
  /** Walls that have their scene in their address. */
  unnamed: Connection[];
}
