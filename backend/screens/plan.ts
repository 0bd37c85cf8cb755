import { MINUTE } from "#calendar/units.ts";
import { LANGS, SCENES, type Scene, THEMES } from "#wire/live.ts";
import {
  DEFAULT_PLAN,
  MOST_TURNS,
  type Rotation,
  type ScreenPlan,
  TAKEOVER_MINUTES,
  type Takeover,
  TURN_SECONDS,
} from "#wire/screens.ts";
import { Fault } from "../kit/fault.ts";

export const isScreenName = (name: unknown): name is string =>
  typeof name === "string" && /^[\w.-]{1,60}$/.test(name) && !/^\.+$/.test(name);

type Given = Record<string, unknown>;
const isObject = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isOneOf = <T extends string>(list: readonly T[], value: unknown): value is T =>
  (list as readonly unknown[]).includes(value);
const isWhole = (value: unknown, { least, most }: { least: number; most: number }) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

/** Reads what a screen shall show. Throws `bad-request` with all that is wrong in it. */
export function readPlan(body: unknown): ScreenPlan {
  const { given, wrong } = open(body, ["scene", "rotation", "theme", "lang", "thaiDigits", "sound"]);
  const { scene = null, rotation = null } = given;
  const {
    theme = DEFAULT_PLAN.theme,
    lang = DEFAULT_PLAN.lang,
    thaiDigits = DEFAULT_PLAN.thaiDigits,
    sound = DEFAULT_PLAN.sound,
  } = given;
  if ((scene === null) === (rotation === null)) wrong.push("scene, rotation: one of the two, and not both");
  if (scene !== null && !isOneOf(SCENES, scene)) wrong.push(`scene: one of ${SCENES.join(", ")}`);
  if (rotation !== null && !isRotation(rotation))
    wrong.push(
      `rotation: a list of 1 to ${MOST_TURNS} of { scene, seconds }; scene one of ${SCENES.join(", ")}, seconds a whole number from ${TURN_SECONDS.least} to ${TURN_SECONDS.most}`,
    );
  if (!isOneOf(THEMES, theme)) wrong.push(`theme: one of ${THEMES.join(", ")}`);
  if (!isOneOf(LANGS, lang)) wrong.push(`lang: one of ${LANGS.join(", ")}`);
  if (typeof thaiDigits !== "boolean") wrong.push("thaiDigits: true or false");
  if (typeof sound !== "boolean") wrong.push("sound: true or false");
  refuse(wrong);
  return { scene, rotation, theme, lang, thaiDigits, sound } as ScreenPlan;
}

/** Reads which scene takes a screen over, and for how many minutes from `now`. */
export function readTakeover(body: unknown, now: number): Takeover {
  const { given, wrong } = open(body, ["scene", "minutes"]);
  const { scene, minutes = TAKEOVER_MINUTES.otherwise } = given;
  if (!isOneOf(SCENES, scene)) wrong.push(`scene: one of ${SCENES.join(", ")}`);
  if (!isWhole(minutes, TAKEOVER_MINUTES))
    wrong.push(`minutes: a whole number from ${TAKEOVER_MINUTES.least} to ${TAKEOVER_MINUTES.most}`);
  refuse(wrong);
  return { scene: scene as Scene, until: now + (minutes as number) * MINUTE };
}

function isRotation(value: unknown): value is Rotation {
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= MOST_TURNS &&
    value.every(
      (turn) =>
        isObject(turn) &&
        Object.keys(turn).every((name) => name === "scene" || name === "seconds") &&
        isOneOf(SCENES, turn.scene) &&
        isWhole(turn.seconds, TURN_SECONDS),
    )
  );
}

function open(body: unknown, known: readonly string[]): { given: Given; wrong: string[] } {
  if (!isObject(body))
    throw new Fault("bad-request", `send a JSON object (application/json) with ${known.join(", ")}`);
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  const wrong = unknown.map((name) => `${name.slice(0, 60)}: is not known; known are ${known.join(", ")}`);
  return { given: body, wrong };
}

function refuse(wrong: readonly string[]) {
  if (wrong.length > 0) throw new Fault("bad-request", wrong.join("; "));
}
