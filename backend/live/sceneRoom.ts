import type { Namespace, Socket } from "socket.io";
import type {
  Assignment,
  Beat,
  Frame,
  Scene,
  Scenery,
  ScreenToServer,
  ServerToScreen,
  Snapshot,
} from "#wire/live.ts";
import type { Clock } from "../kit/clock.ts";
import { changesOf, withChanges } from "./changes.ts";

/** What the server knows of a connection. */
export interface Watcher {
  /** What it watches; null: it has not joined yet. */
  scene: Scene | null;
  /** The name of a named screen, and its last assignment. */
  name: string | null;
  assignment: Assignment | null;
  since: number;
  sentSeq: number;
  paintedSeq: number;
  paintedAt: number;
  audioReady: boolean;
}
export type Screens = Namespace<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>;
export type ScreenSocket = Socket<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>;

/** The first change goes out at once, further ones at most this often. */
const FRAME_MS = 250;
/** A scene that takes long to read is read less often, so that several scenes leave the database to the writers. */
const LONGEST_FRAME_MS = 1_000;
/** No beat when the figures could not be read for this long: a screen must not look alive on old numbers. */
const BEATS_WITHOUT_FIGURES_MS = 3_000;
/** That sources were heard again is told by itself at most this often: ages may be so much too old, never too young. */
const HEARD_MS = 5_000;
/** Sockets that have a frame in flight longer than a frame lasts: they get the newest when they have painted. */
const BEHIND = "behind";

/** Those who watch one scene: read once for all of them, and each frame serialised once for all. */
export interface SceneRoom {
  readonly watched: boolean;
  readonly current: { scenery: Scenery; at: number } | null;
  /** `has`: what the screen says that it has. It gets a snapshot, unless it has all. */
  enter(socket: ScreenSocket, has: { epoch: string | null; seq: number }): Promise<void>;
  /** It has painted what it was sent: the newest follows if there was more meanwhile. */
  painted(socket: ScreenSocket): void;
  /** Reads the scene anew and sends what changed. One at a time; a change meanwhile means once more. */
  refresh(why: "changed" | "timed"): Promise<void>;
  beat(): void;
  close(): Promise<void>;
}

export function openSceneRoom(deps: {
  scene: Scene;
  screens: Screens;
  epoch: string;
  build: string;
  clock: Clock;
  /** The scene as it is now; what changes slowly may be taken over from `was`, which is at most a second old. */
  compose: (scene: Scene, was: Scenery | null) => Promise<{ scenery: Scenery; at: number }>;
  onTrouble: (what: string, error?: unknown) => void;
}): SceneRoom {
  const { scene, screens, epoch, clock } = deps;
  let seq = 0;
  let current: { scenery: Scenery; at: number } | null = null;
  /** What the screens have: `current`, but for when sources were last heard. */
  let told: Scenery | null = null;
  let heardToldAt = 0;
  let refreshing: Promise<void> | null = null;
  const due = new Set<"changed" | "timed">();
  let lastChange = 0;
  let took = 0;
  const closing = new AbortController();

  const watchers = () => [...(screens.adapter.rooms.get(scene) ?? [])].map((id) => screens.sockets.get(id)!);

  /** Only changes are held back, and only by changes: what time alone brings delays nobody. */
  function refresh(why: "changed" | "timed"): Promise<void> {
    due.add(why);
    refreshing ??= (async () => {
      while (due.size > 0 && !closing.signal.aborted) {
        const pace = Math.max(FRAME_MS, Math.min(2 * took, LONGEST_FRAME_MS));
        const wait = due.has("changed") ? lastChange + pace - clock.now() : 0;
        if (wait > 0) await clock.sleep(wait, closing.signal);
        if (closing.signal.aborted) break;
        const whole = due.has("timed");
        const began = clock.now();
        if (due.has("changed")) lastChange = began;
        due.clear();
        try {
          current = await deps.compose(scene, whole ? null : (current?.scenery ?? null));
          took = clock.now() - began;
          tell(current);
        } catch (error) {
          deps.onTrouble(`the scene ${scene} could not be read`, error);
        }
      }
      refreshing = null;
    })();
    return refreshing;
  }

  function tell({ scenery, at }: { scenery: Scenery; at: number }) {
    const isHeardToo = at - heardToldAt >= HEARD_MS;
    if (isHeardToo) heardToldAt = at;
    if (!told) {
      told = scenery;
      for (const socket of watchers()) sendSnapshot(socket);
      return;
    }
    const changes = changesOf(told, scenery, isHeardToo);
    if (!changes) return;
    told = withChanges(told, scenery, changes);
    sendFrame(changes, at);
  }

  function sendFrame(changes: Frame["changes"], at: number) {
    for (const socket of watchers()) {
      if (socket.data.paintedSeq < socket.data.sentSeq) void socket.join(BEHIND);
      else socket.data.sentSeq = seq + 1;
    }
    seq++;
    screens.to(scene).except(BEHIND).emit("frame", { epoch, seq, at, changes });
  }

  function sendSnapshot(socket: ScreenSocket) {
    if (!current || !told) return;
    const snapshot: Snapshot = { epoch, seq, at: current.at, scene, build: deps.build, scenery: told };
    socket.data.sentSeq = seq;
    socket.emit("snapshot", snapshot);
  }

  return {
    get watched() {
      return (screens.adapter.rooms.get(scene)?.size ?? 0) > 0;
    },
    get current() {
      return current;
    },
    async enter(socket, has) {
      const { data } = socket;
      if (data.scene) await socket.leave(data.scene);
      await socket.leave(BEHIND);
      data.scene = scene;
      if (!this.watched || !current) await refresh("timed");
      // Meanwhile it may have left, or gone on to another scene.
      if (data.scene !== scene || !socket.connected) return;
      // What it has, it has painted; what it shall get is not in flight yet.
      const same = has.epoch === epoch && has.seq === seq;
      data.paintedSeq = data.sentSeq = same ? seq : 0;
      if (!same) sendSnapshot(socket);
      await socket.join(scene);
    },
    painted(socket) {
      if (!socket.rooms.has(BEHIND) || socket.data.paintedSeq < socket.data.sentSeq) return;
      void socket.leave(BEHIND);
      sendSnapshot(socket);
    },
    refresh,
    beat() {
      const now = clock.now();
      if (!current || now - current.at > BEATS_WITHOUT_FIGURES_MS) return;
      const sources = current.scenery.sources.map(({ name, heard, silent, behind }) => ({
        name,
        heard,
        silent,
        behind,
      }));
      const message: Beat = { epoch, seq, at: now, sources };
      screens.to(scene).volatile.emit("beat", message);
    },
    async close() {
      closing.abort();
      await refreshing;
    },
  };
}
