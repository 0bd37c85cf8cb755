/** How young a page may be that loads itself anew: if the new build does not arrive, it is not asked for in a loop. */
const YOUNG_MS = 60_000;
/** All screens learn of a new build in the same second and need not all fetch it in that one. */
const SPREAD_MS = 10_000;

/** The build that this page runs; the bundler wrote it there. */
export function ownBuild(document: Document): string {
  return document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? "dev";
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
