import { MINUTE } from "#calendar/units.ts";

/**
 * During a rolling release the server has two builds behind one address. A page goes over to another build when so many
 * answers in a row named it and no other: then the release is over, or the chance of having met only one of two equal
 * halves is 1 in 1,000. So a screen waits while the builds are mixed, and all end at the one that is left.
 */
const AGREED = 10;
/** A page goes neither back to the build that it left, nor to the same one again, within this time. Our choice. */
const REST_MS = 10 * MINUTE;

/** The build in a document, as the bundler wrote it; null: it is not a document of ours. */
export function buildIn(document: Document): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? null;
}

/** The build that this page runs. */
export const ownBuild = (document: Document): string => buildIn(document) ?? "dev";

/** How many answers in a row have named a build that is not the page's own. */
export interface Sighting {
  build: string;
  times: number;
}

/** @param served the build that the server named now; null: it did not answer */
export function sightingAfter(before: Sighting | null, own: string, served: string | null): Sighting | null {
  if (served === null || served === own || [own, served].includes("dev") || served === "") return null;
  return { build: served, times: before?.build === served ? before.times + 1 : 1 };
}

/** When a page last left each build, or set out for it; epoch milliseconds. */
export type Left = ReadonlyMap<string, number>;

export function mayGo({ build, times }: Sighting, left: Left, now: number): boolean {
  const at = left.get(build) ?? Number.NEGATIVE_INFINITY;
  // A clock that was set back must not hold a page for longer.
  return times >= AGREED && Math.abs(now - at) >= REST_MS;
}
