import type { Assignment, Joining } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import type { Clock } from "../kit/clock.ts";
import type { SceneRoom, ScreenSocket, Screens } from "./sceneRoom.ts";

/** The assignments of the screens of these names; an invalid name is not in the answer. */
export type Assigning = (names: readonly string[]) => Promise<Map<string, Assignment>>;

export interface Named {
  join(socket: ScreenSocket, joining: Extract<Joining, { screen: string }>): Promise<void>;
  /** Sends each named screen its assignment, if it has changed. */
  reassign(): Promise<void>;
}

/** Between the answer to a question for assignments and the next question. */
const REST_MS = 50;

/** The walls that have a name instead of a scene: the server assigns what they show. */
export function openNamed(deps: {
  screens: Screens;
  rooms: ReadonlyMap<Scene, SceneRoom>;
  clock: Clock;
  assign: Assigning;
  /** Ends the connection of a screen whose name is invalid. */
  end: (socket: ScreenSocket) => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Named {
  const { screens, rooms, clock } = deps;
  /** The question that those who join now will be in. */
  let gathering: { names: Set<string>; answer: ReturnType<Assigning> } | null = null;
  let asked: Promise<unknown> = Promise.resolve();
  let reassigning: Promise<void> | null = null;
  let again = false;
  /** The JSON of each assignment, which many screens share and which is compared each second. */
  const texts = new WeakMap<Assignment, string>();
  function textOf(assignment: Assignment | null): string {
    const text = (assignment && texts.get(assignment)) ?? JSON.stringify(assignment);
    if (assignment) texts.set(assignment, text);
    return text;
  }

  /** One question at a time: after a restart thousands join at once, and whoever comes meanwhile is in the next. */
  async function assignmentOf(name: string): Promise<Assignment | undefined> {
    if (!gathering) {
      const names = new Set<string>();
      const answer = asked.then(() => {
        gathering = null;
        return deps.assign([...names]);
      });
      asked = answer.catch(() => {}).then(() => clock.sleep(REST_MS));
      gathering = { names, answer };
    }
    gathering.names.add(name);
    return (await gathering.answer).get(name);
  }

  async function reassignAll() {
    const sockets = ([...screens.sockets.values()] as ScreenSocket[]).filter(
      ({ data }) => data.name !== null,
    );
    if (sockets.length === 0) return;
    const names = new Set(sockets.map(({ data }) => data.name!));
    const assignments = await deps.assign([...names]);
    for (const socket of sockets) {
      const assignment = assignments.get(socket.data.name!);
      if (!assignment || textOf(assignment) === textOf(socket.data.assignment)) continue;
      socket.data.assignment = assignment;
      socket.emit("assignment", assignment);
      if (socket.data.scene !== assignment.scene)
        void rooms.get(assignment.scene)!.enter(socket, { epoch: null, seq: 0 });
    }
  }

  return {
    async join(socket, { screen, scene, epoch, seq }) {
      socket.data.name = screen;
      try {
        const assignment = await assignmentOf(screen);
        if (!assignment) return deps.end(socket);
        if (!socket.connected) return;
        socket.data.assignment = assignment;
        socket.emit("assignment", assignment);
        await rooms
          .get(assignment.scene)!
          .enter(socket, scene === assignment.scene ? { epoch, seq } : { epoch: null, seq: 0 });
      } catch (error) {
        // It gets its assignment with the next round.
        deps.onTrouble(`the assignment of the screen ${screen} could not be read`, error);
      }
    },
    reassign() {
      again = true;
      reassigning ??= (async () => {
        while (again) {
          again = false;
          await reassignAll().catch((error) =>
            deps.onTrouble("the assignments of screens could not be read", error),
          );
        }
        reassigning = null;
      })();
      return reassigning;
    },
  };
}
