import type { Assignment, Scenery } from "#wire/live.ts";
import { DEFAULT_PLAN, type NamedScreen, type ScreenPlan, type Takeover } from "#wire/screens.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Store } from "../store/store.ts";
import { assignmentOf, MOST_SCREENS, unconfigured } from "./assignment.ts";
import { breachesOf, type Episodes, episodesOf } from "./breaches.ts";
import { isScreenName } from "./plan.ts";
import {
  acknowledgeScreen,
  addScreen,
  listScreens,
  mendAcknowledged,
  putScreen,
  removeScreen,
  takeOverScreen,
} from "./queries.ts";

export interface Screens {
  /**
   * The assignments of the screens of these names. An unknown screen gets the default and is not stored: anybody can
   * open a wall under any name. An invalid name is left out of the result.
   * @param scenery the current figures, to judge breaches by; null: unknown
   */
  assign(names: readonly string[], scenery: Scenery | null): Promise<Map<string, Assignment>>;
  list(): Promise<NamedScreen[]>;
  /** Stores a screen that is connected but was never configured, unless it is stored or there are too many. */
  keep(name: string): Promise<void>;
  put(name: string, plan: ScreenPlan): Promise<NamedScreen>;
  takeOver(name: string, takeover: Takeover | null): Promise<NamedScreen>;
  /** A person acknowledged at this screen all breaches up to then (epoch milliseconds). */
  acknowledge(name: string, upTo: number): Promise<NamedScreen>;
  remove(name: string): Promise<void>;
  /** What a clock that was ahead has left: an acknowledgement after `now` (epoch ms) is one of now. */
  mend(now: number): Promise<void>;
  /** Another backend changed a screen: clears the cache. */
  forget(): void;
}

/** If a notification is lost, a change made by another backend takes effect here after this long at most. */
const KNOWN_MS = 2_000;
/** Which wall shows what. `onChanged`: a plan was changed, and the screens must be updated at once. */
export function openScreens(deps: { store: Store; clock: Clock; onChanged: () => void }): Screens {
  const { store, clock } = deps;
  let known: { screens: NamedScreen[]; until: number } | null = null;
  let episodes: Episodes = {};

  async function read(): Promise<NamedScreen[]> {
    const until = clock.ticks() + KNOWN_MS;
    known = { screens: await listScreens(store.run), until };
    return known.screens;
  }
  async function changed(name: string): Promise<NamedScreen> {
    const screen = (await read()).find((each) => each.name === name);
    deps.onChanged();
    if (!screen) throw noScreen(name);
    return asOf(screen, clock.now());
  }

  return {
    async assign(names, scenery) {
      const now = clock.now();
      const ticks = clock.ticks();
      episodes = episodesOf(episodes, scenery ? breachesOf(scenery, now) : [], { now, ticks });
      const screens = known && ticks < known.until ? known.screens : await read();
      const byName = new Map(screens.map((screen) => [screen.name, screen]));
      return new Map(
        names.filter(isScreenName).map((name) => {
          const screen = byName.get(name) ?? unconfigured(name, now);
          return [name, assignmentOf(screen, episodes, now)];
        }),
      );
    },
    async keep(name) {
      if (isScreenName(name))
        await addScreen(store.run, name, DEFAULT_PLAN.scene!, clock.now(), MOST_SCREENS);
    },
    list: async () => (await read()).map((screen) => asOf(screen, clock.now())),
    async put(name, plan) {
      if (!isScreenName(name))
        throw new Fault("bad-request", "the name of a screen: letters, digits and . _ - only, up to 60");
      if (!(await putScreen(store.run, name, plan, clock.now(), MOST_SCREENS)))
        throw new Fault("bad-request", `there are ${MOST_SCREENS} screens already; remove one that is gone`);
      return changed(name);
    },
    async takeOver(name, takeover) {
      if (!isScreenName(name) || !(await takeOverScreen(store.run, name, takeover, clock.now())))
        throw noScreen(name);
      return changed(name);
    },
    async acknowledge(name, upTo) {
      if (!isScreenName(name) || !(await acknowledgeScreen(store.run, name, upTo))) throw noScreen(name);
      return changed(name);
    },
    async remove(name) {
      if (!isScreenName(name) || !(await removeScreen(store.run, name))) throw noScreen(name);
      await read();
      deps.onChanged();
    },
    async mend(now) {
      if (!(await mendAcknowledged(store.run, now))) return;
      await read();
      deps.onChanged();
    },
    forget() {
      known = null;
    },
  };
}

/** Removes a takeover that has expired. */
const asOf = (screen: NamedScreen, now: number): NamedScreen =>
  screen.takeover && screen.takeover.until <= now ? { ...screen, takeover: null } : screen;

const noScreen = (name: string) =>
  new Fault("not-found", `there is no screen ${name.slice(0, 60)}; GET /v1/screens lists them`);
