import type { Joining, Scene, Scenery, Show } from "#wire/live.ts";
import type { Clock } from "../kit/clock.ts";
import type { SceneRoom, ScreenSocket, Screens } from "./sceneRoom.ts";

/** What the screens of these names shall show; a name that cannot be one is not in the answer. */
export type Showing = (names: readonly string[], scenery: Scenery | null) => Promise<Map<string, Show>>;

export interface Named {
  join(socket: ScreenSocket, joining: Extract<Joining, { screen: string }>): Promise<void>;
  /** Tells each named screen what it shall show, if that is something else than before. */
  turn(): Promise<void>;
}

/** A scenery older than this says nothing of what is broken now. */
const FRESH_MS = 5_000;

/** The walls that have a name instead of a scene: the server says what they show, and leads them there. */
export function openNamed(deps: {
  screens: Screens;
  rooms: ReadonlyMap<Scene, SceneRoom>;
  clock: Clock;
  showing: Showing;
  onTrouble: (what: string, error?: unknown) => void;
}): Named {
  const { screens, rooms, clock } = deps;
  let turning: Promise<void> | null = null;
  let again = false;

  function newest(): Scenery | null {
    const known = [...rooms.values()].flatMap(({ current }) => current ?? []);
    const last = known.sort((a, b) => b.at - a.at)[0];
    return last && clock.now() - last.at < FRESH_MS ? last.scenery : null;
  }

  async function turnAll() {
    const sockets = ([...screens.sockets.values()] as ScreenSocket[]).filter(
      ({ data }) => data.name !== null,
    );
    if (sockets.length === 0) return;
    const names = new Set(sockets.map(({ data }) => data.name!));
    const shows = await deps.showing([...names], newest());
    for (const socket of sockets) {
      const show = shows.get(socket.data.name!);
      if (!show || JSON.stringify(show) === JSON.stringify(socket.data.show)) continue;
      socket.data.show = show;
      socket.emit("show", show);
      if (socket.data.scene !== show.scene)
        void rooms.get(show.scene)!.enter(socket, { epoch: null, seq: 0 });
    }
  }

  return {
    async join(socket, { screen, scene, epoch, seq }) {
      socket.data.name = screen;
      try {
        const show = (await deps.showing([screen], newest())).get(screen);
        if (!show) return void socket.disconnect(true);
        if (!socket.connected) return;
        socket.data.show = show;
        socket.emit("show", show);
        await rooms
          .get(show.scene)!
          .enter(socket, scene === show.scene ? { epoch, seq } : { epoch: null, seq: 0 });
      } catch (error) {
        // It is told with the next turn.
        deps.onTrouble(`what the screen ${screen} shows could not be read`, error);
      }
    },
    turn() {
      again = true;
      turning ??= (async () => {
        while (again) {
          again = false;
          await turnAll().catch((error) => deps.onTrouble("what screens show could not be read", error));
        }
        turning = null;
      })();
      return turning;
    },
  };
}
