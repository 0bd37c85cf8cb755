import type { Figure, Scene, Scenery, Show } from "#wire/live.ts";
import { HELD_IN_TIME, NEWS_MS, SERVICE_LEVEL, type Target, WILL_MISS_MS } from "#wire/promises.ts";
import type { Connection, NamedScreen, Rotation, ScreensAnswer } from "#wire/screens.ts";

/** Below what is only watched, judged from enough cases. */
export function isBroken(figure: Figure | undefined, target: Target): boolean {
  if (figure?.numerator === undefined || figure.denominator === undefined || figure.value === null)
    return false;
  const of = BigInt(figure.denominator);
  return (
    of >= BigInt(target.minimumSample) &&
    BigInt(figure.numerator) * 100n < of * BigInt(target.percent - target.watchPoints)
  );
}

/** The scene that shows what is broken, the worst first; null: nothing is. */
export function brokenScene(scenery: Scenery, now: number): Scene | null {
  const { figures, newlyOverdue, nearest } = scenery;
  const isNews = (left: number) => left <= WILL_MISS_MS && -left <= NEWS_MS;
  if (newlyOverdue > 0 || nearest.some(({ deadline }) => isNews(deadline - now))) return "freezes";
  if (isBroken(figures[HELD_IN_TIME.metric], HELD_IN_TIME)) return "freezes";
  return isBroken(figures[SERVICE_LEVEL.metric], SERVICE_LEVEL) ? "calls" : null;
}

/** What rotations wait at, and until when at the least. */
export interface Pin {
  scene: Scene;
  until: number;
}

/** A state that comes and goes must not make the walls come and go. */
const HOLD_MS = 30_000;

export function pinOf(was: Pin | null, broken: Scene | null, now: number): Pin | null {
  if (broken) return { scene: broken, until: now + HOLD_MS };
  return was && was.until > now ? was : null;
}

/** Whose turn it is by the clock alone: it survives a restart, and all screens with the same rotation turn together. */
export function turnOf(rotation: Rotation, now: number): Scene {
  const whole = rotation.reduce((sum, { seconds }) => sum + seconds * 1_000, 0);
  let into = now % whole;
  for (const { scene, seconds } of rotation) {
    if (into < seconds * 1_000) return scene;
    into -= seconds * 1_000;
  }
  return rotation[0]!.scene;
}

/** What a screen shall show now, and why. A rotation without the pinned scene waits at the overview, if it has that. */
export function showOf(screen: NamedScreen, pin: Pin | null, now: number): Show {
  const { name, theme, lang, thaiDigits, takeover, scene, rotation } = screen;
  const show = (scene: Scene, reason: Show["reason"]): Show => ({
    screen: name,
    scene,
    theme,
    lang,
    thaiDigits,
    reason,
  });
  if (takeover && now < takeover.until) return show(takeover.scene, "takeover");
  if (!rotation) return show(scene!, "fixed");
  const pinned = pin && [pin.scene, "overview" as const].find((wanted) => has(rotation, wanted));
  return pinned ? show(pinned, "pinned") : show(turnOf(rotation, now), "rotation");
}

const has = (rotation: Rotation, wanted: Scene) => rotation.some(({ scene }) => scene === wanted);

/** The screens that are known, each with its walls, and the walls that are no screen's. */
export function withConnections(
  screens: readonly NamedScreen[],
  watching: readonly { screen: string | null; show: Show | null; connection: Connection }[],
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
        show: its[0]?.show ?? null,
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
