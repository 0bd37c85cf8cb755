import type { Assignment, Scene } from "#wire/live.ts";
import type { NamedScreen, Rotation, ScreensAnswer } from "#wire/screens.ts";
import { alarmOf, type Episodes, sceneOf } from "./breaches.ts";
import type { Watching } from "./watching.ts";

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

/** What a screen must show now, and why. A rotation without the breached scene waits at the overview, if it has it. */
export function assignmentOf(screen: NamedScreen, episodes: Episodes, now: number): Assignment {
  const { name, theme, lang, thaiDigits, sound, takeover, scene, rotation } = screen;
  const alarm = sound ? alarmOf(episodes, screen.acknowledgedAt) : null;
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
  const broken = sceneOf(episodes);
  const pinned = broken && [broken, "overview" as const].find((wanted) => has(rotation, wanted));
  return pinned ? assignment(pinned, "pinned") : assignment(turnOf(rotation, now), "rotation");
}

const has = (rotation: Rotation, wanted: Scene) => rotation.some(({ scene }) => scene === wanted);

/** All known screens, each with its connected walls, and the walls that belong to no screen. */
export function withConnections(
  screens: readonly NamedScreen[],
  watching: readonly Watching[],
  at: number,
): ScreensAnswer {
  const known = new Set(screens.map(({ name }) => name));
  return {
    at,
    screens: screens.map((screen) => {
      const its = watching.filter((each) => each.screen === screen.name);
      const connections = its.map(({ connection }) => connection);
      return {
        ...screen,
        connected: its.length > 0,
        assignment: its[0]?.assignment ?? null,
        paintedAt: its.length > 0 ? Math.max(...connections.map(({ paintedAt }) => paintedAt)) : null,
        frozen: connections.some(({ frozen }) => frozen),
        connections,
      };
    }),
    unnamed: watching
      .filter(({ screen }) => screen === null || !known.has(screen))
      .map(({ connection }) => connection),
  };
}
