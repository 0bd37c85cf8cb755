import type { Assignment } from "#wire/live.ts";
import type { Warning } from "#wire/sceneParts.ts";
import type { Scene } from "#wire/scenery.ts";
import { DEFAULT_PLAN, type NamedScreen, type Rotation, type ScreensAnswer } from "#wire/screens.ts";
import type { Watching } from "./watching.ts";

/** What of the alerts of promises is open, by what they are about: the id of an objective, or of a condition of freezes. */
export interface Calling {
  condition: string;
  /** One of them is bad now; otherwise all recover. */
  isBad: boolean;
  /** Since when the newest one calls for somebody; null: each has somebody, or recovers. Epoch milliseconds. */
  since: number | null;
}

/** The scene that shows each, the worst first. What is not here pins no wall. */
const SHOWN: ReadonlyMap<string, Scene> = new Map([
  ["freeze-overdue", "freezes"],
  ["freeze-will-miss", "freezes"],
  ["freeze-60m", "freezes"],
  ["calls-20s", "calls"],
]);

/** The scene of the worst that is bad now, or else of the worst that recovers; null: there is none. */
export function sceneOf(calling: readonly Calling[]): Scene | null {
  const open = [...SHOWN.keys()].flatMap((shown) => calling.filter(({ condition }) => condition === shown));
  const worst = open.find(({ isBad }) => isBad) ?? open[0];
  return worst ? SHOWN.get(worst.condition)! : null;
}

/** Since when the newest calls that this screen was not silenced for; null: none does. */
export function alarmOf(calling: readonly Calling[], silencedUpTo: number | null): number | null {
  const calls = calling.flatMap(({ since }) =>
    since !== null && since > (silencedUpTo ?? 0) ? [since] : [],
  );
  return calls.length > 0 ? Math.max(...calls) : null;
}

/** Most screens that are stored, and that are listed: more than a centre has rooms. */
export const MOST_SCREENS = 200;

/** A screen that was never configured. */
export const unconfigured = (name: string, updatedAt: number): NamedScreen => ({
  ...DEFAULT_PLAN,
  name,
  version: 0,
  takeover: null,
  acknowledgedAt: null,
  updatedAt,
});

/** The rotation's current scene, from the clock alone: survives a restart, and equal rotations switch together. */
export function turnOf(rotation: Rotation, now: number): Scene {
  const whole = rotation.reduce((sum, { seconds }) => sum + seconds * 1_000, 0);
  let into = now % whole;
  for (const { scene, seconds } of rotation) {
    if (into < seconds * 1_000) return scene;
    into -= seconds * 1_000;
  }
  return rotation[0]!.scene;
}

/** What a screen must show now, and why. A rotation without the scene of an alert waits at the overview, if it has it. */
export function assignmentOf(screen: NamedScreen, calling: readonly Calling[], now: number): Assignment {
  const { name, theme, lang, thaiDigits, sound, takeover, scene, rotation } = screen;
  const alarm = sound ? alarmOf(calling, screen.acknowledgedAt) : null;
  const assignment = (scene: Scene, reason: Assignment["reason"]): Assignment => ({
    screen: name,
    scene,
    theme,
    lang,
    thaiDigits,
    reason,
    sound,
    alarm,
  });
  if (takeover && now < takeover.until) return assignment(takeover.scene, "takeover");
  if (!rotation) return assignment(scene!, "fixed");
  const broken = sceneOf(calling);
  const pinned = broken && [broken, "overview" as const].find((wanted) => has(rotation, wanted));
  return pinned ? assignment(pinned, "pinned") : assignment(turnOf(rotation, now), "rotation");
}

const has = (rotation: Rotation, wanted: Scene) => rotation.some(({ scene }) => scene === wanted);

/**
 * All stored screens and, up to `MOST_SCREENS`, those that are connected without being stored, each with its connected
 * walls; and the walls that belong to none of them.
 */
export function withConnections(
  stored: readonly NamedScreen[],
  watching: readonly Watching[],
  at: number,
  warnings: readonly Warning[],
): ScreensAnswer {
  const byName = new Map(stored.map((screen) => [screen.name, screen]));
  // Without an assignment the name may be invalid.
  for (const { screen: name, assignment, connection } of watching)
    if (name !== null && assignment && !byName.has(name) && byName.size < MOST_SCREENS)
      byName.set(name, unconfigured(name, connection.since));
  const its = new Map<string | null, Watching[]>();
  for (const each of watching) {
    const name = each.screen !== null && byName.has(each.screen) ? each.screen : null;
    const own = its.get(name);
    if (own) own.push(each);
    else its.set(name, [each]);
  }
  const screens = [...byName.values()].sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
  return {
    at,
    warnings: [...warnings],
    screens: screens.map((screen) => {
      const own = its.get(screen.name) ?? [];
      const connections = own.map(({ connection }) => connection);
      return {
        ...screen,
        connected: own.length > 0,
        assignment: own[0]?.assignment ?? null,
        paintedAt: own.length > 0 ? Math.max(...connections.map(({ paintedAt }) => paintedAt)) : null,
        frozen: connections.some(({ frozen }) => frozen),
        connections,
      };
    }),
    unnamed: (its.get(null) ?? []).map(({ connection }) => connection),
  };
}
