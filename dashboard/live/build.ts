import { MINUTE } from "#calendar/units.ts";

/** How young a page may be that loads itself anew, and how long until it looks again for a build that has not arrived. */
const YOUNG_MS = MINUTE;
/** All screens learn of a new build in the same second and need not all fetch it in that one. */
const SPREAD_MS = 10_000;

/** The build that this page runs; the bundler wrote it there. */
export function ownBuild(document: Document): string {
  return document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? "dev";
}

/** The build of the page that the server would give now; null: it gives none, and who loaded it would be left with nothing. */
export async function servedBuild(): Promise<string | null> {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  const page = answer?.ok ? await answer.text().catch(() => null) : null;
  return page === null ? null : ownBuild(new DOMParser().parseFromString(page, "text/html"));
}

/**
 * In how many milliseconds to load the page anew, or null if it runs what the server serves.
 * @param age of the page, in milliseconds
 * @param chance from 0 to 1, another one for each screen
 */
export function reloadIn(own: string, served: string, age: number, chance: number): number | null {
  if (own === served || own === "dev" || served === "dev" || served === "") return null;
  return Math.max(0, YOUNG_MS - age) + chance * SPREAD_MS;
}
