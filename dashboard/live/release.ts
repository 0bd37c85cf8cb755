import { type Left, mayGo, type Sighting, sightingAfter } from "./build.ts";
import { servedBuild } from "./served.ts";

/** Milliseconds between two questions. */
const ASK_MS = 3_000;
/** Spreads the reloads: all screens learn of a new build in the same second. */
const SPREAD_MS = 10_000;
/** In the tab's storage, which outlives a reload. */
const KEY = "builds left";

export interface Release {
  /** The server said which build it serves. */
  told(served: string): void;
  close(): void;
}

/** Loads the page again when the server serves another build; until then the wall continues as it is. */
export function followReleases(own: string, now: () => number): Release {
  let sighting: Sighting | null = null;
  let told = own;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function ask(wait: number) {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const served = await servedBuild();
      sighting = sightingAfter(sighting, own, served);
      const left = readLeft();
      if (sighting && mayGo(sighting, left, now())) {
        writeLeft(new Map([...left, [own, now()], [sighting.build, now()]]));
        location.reload();
      } else if (told !== own) ask(ASK_MS);
    }, wait);
  }

  return {
    told(served) {
      const isNews = served !== told;
      told = served;
      if (sightingAfter(null, own, served) === null) clearTimeout(timer);
      else if (isNews) ask(Math.random() * SPREAD_MS);
    },
    close: () => clearTimeout(timer),
  };
}

function readLeft(): Left {
  try {
    const stored: [string, unknown][] = Object.entries(JSON.parse(sessionStorage.getItem(KEY) ?? "{}"));
    return new Map(stored.flatMap(([build, at]) => (typeof at === "number" ? [[build, at]] : [])));
  } catch {
    return new Map(); // storage is blocked, or what is stored is not ours
  }
}

function writeLeft(left: Left): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(left)));
  } catch {
    // Storage is blocked: that all answers agree must do.
  }
}
