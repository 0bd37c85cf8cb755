import { MINUTE } from "#calendar/units.ts";

/** A page reloads itself at this age at the earliest, and looks for a build that is not there yet this often. */
const YOUNG_MS = MINUTE;
/** Spreads the reloads: all screens learn of a new build in the same second. */
const SPREAD_MS = 10_000;

/** The build that this page runs, as the bundler wrote it into the document. */
export function ownBuild(document: Document): string {
  return document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? "dev";
}

/** The build that the server serves now; null: it serves none, and a reload would leave an empty page. */
export async function servedBuild(): Promise<string | null> {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  const page = answer?.ok ? await answer.text().catch(() => null) : null;
  return page === null ? null : ownBuild(new DOMParser().parseFromString(page, "text/html"));
}

/**
 * The milliseconds until the page reloads; null if it runs the build that the server serves.
 * @param age of the page, in milliseconds
 * @param chance random, from 0 to 1, for each screen
 */
export function reloadIn(own: string, served: string, age: number, chance: number): number | null {
  if (own === served || own === "dev" || served === "dev" || served === "") return null;
  return Math.max(0, YOUNG_MS - age) + chance * SPREAD_MS;
}
