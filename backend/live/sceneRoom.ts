import type { Namespace, Socket } from "socket.io";
import type { Assignment, Beat, Changes, ScreenToServer, ServerToScreen, Snapshot } from "#wire/live.ts";
import type { Scene, Scenery } from "#wire/scenery.ts";
import type { Visitor } from "../access/visitor.ts";
import type { Clock } from "../kit/clock.ts";
import { changesOf, withChanges } from "./changes.ts";
import { unsentOf } from "./connections.ts";
import type { Failing } from "./failing.ts";
import { paceOf } from "./framePace.ts";
import { isTouched, joinTouched, type Touched } from "./recall.ts";
import type { Composed } from "./scenes.ts";

/** What the server knows of a connection. */
export interface Watcher {
  /** What it watches; null: it has not joined yet. */
  scene: Scene | null;
  /** Null: it has not joined yet. */
  visitor: Visitor | null;
  /** The name of a named screen, and its last assignment. */
  name: string | null;
  assignment: Assignment | null;
  /** By `Clock.ticks`: when it connected, and when it last confirmed a paint. */
  since: number;
  painted: number;
  sentSeq: number;
  paintedSeq: number;
  audioReady: boolean;
  /** What it cannot show. */
  failing: Failing[];
  /** The scene whose snapshot it gets as soon as what was sent before has left. */
  waitsFor: Scene | null;
}
export type Screens = Namespace<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>;
export type ScreenSocket = Socket<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>;

/** No beat when the figures could not be read for this long: a screen must not look alive on old numbers. */
const BEATS_WITHOUT_FIGURES_MS = 3_000;
/** That sources were heard again is told by itself at most this often: ages may be so much too old, never too young. */
const HEARD_MS = 5_000;
/** Sockets that have a frame in flight longer than a frame lasts: they get the newest when they have painted. */
const BEHIND = "behind";
/** A screen for which so many bytes lie unsent gets no more until they have left: some two snapshots. */
const FULL = 256 * 1024;
/** How an event begins in socket.io's protocol, version 5. */
const EVENT = "2";
const isFull = ({ conn }: ScreenSocket) => unsentOf(conn) > FULL;

/** Reads a scene. `before`: what it was a moment ago; only what was `touched` since is read again. */
export type Compose = (
  scene: Scene,
  before: Composed | null,
  touched: Touched,
) => Promise<Composed & { cost: number }>;

/** The screens that watch one scene: it is read once for all of them, and each frame is serialised once. */
export interface SceneRoom {
  readonly watched: boolean;
  /** `has`: what the screen says that it has. It gets a snapshot, unless it has all. */
  enter(socket: ScreenSocket, has: { epoch: string | null; seq: number }): Promise<void>;
  /** It has painted what it was sent: the newest follows if there was more meanwhile. */
  painted(socket: ScreenSocket): void;
  /** A commit touched cells: what stands on them is read anew, at once or with the next frame. */
  touch(touched: Touched): void;
  /** Reads the whole scene anew: time changes figures too. */
  refresh(): Promise<void>;
  beat(): void;
  close(): Promise<void>;
}

export function openSceneRoom(deps: {
  scene: Scene;
  screens: Screens;
  epoch: string;
  build: string;
  banks: Snapshot["banks"];
  clock: Clock;
  compose: Compose;
  /** How many scenes are watched now. */
  watchedScenes: () => number;
  /** Does what holds the event loop for long in a turn of its own. */
  inTurn: (deed: () => void) => Promise<void>;
  onTrouble: (what: string, error?: unknown) => void;
}): SceneRoom {
  const { scene, screens, epoch, clock } = deps;
  let seq = 0;
  let current: Composed | null = null;
  /** What the screens have: `current`, but for when sources last reported. */
  let told: Scenery | null = null;
  /** By `Clock.ticks`. */
  let readAt = Number.NEGATIVE_INFINITY;
  let heardToldAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  let isWholeDue = false;
  let touched: Touched = new Map();
  /** The newest snapshot, serialised once for all that join: of each it would cost as much as composing it. */
  let written: { seq: number; at: number; text: string } | null = null;
  let lastChange = Number.NEGATIVE_INFINITY;
  let cost = 0;
  const closing = new AbortController();
  /** Ends the wait for the next frame: what time changes is not delayed. */
  let waiting = new AbortController();

  const watchers = () => [...(screens.adapter.rooms.get(scene) ?? [])].map((id) => screens.sockets.get(id)!);

  /** One reading at a time. Only what commits touched waits for its turn. */
  function read(): Promise<void> {
    reading ??= (async () => {
      while ((isWholeDue || touched.size > 0) && !closing.signal.aborted) {
        const wait = isWholeDue ? 0 : lastChange + paceOf(cost, deps.watchedScenes()) - clock.ticks();
        if (wait > 0) {
          waiting = new AbortController();
          await clock.sleep(wait, waiting.signal);
        }
        if (closing.signal.aborted) break;
        const before = isWholeDue ? null : current;
        const changed = touched;
        isWholeDue = false;
        touched = new Map();
        const began = clock.ticks();
        if (changed.size > 0) lastChange = began;
        try {
          const composed = await deps.compose(scene, before, changed);
          current = composed;
          readAt = began;
          await deps.inTurn(() => {
            const read = clock.ticks();
            tell(composed);
            cost = composed.cost + clock.ticks() - read;
          });
        } catch (error) {
          // What was touched is read with the whole, a second later at the most; until then nothing is taken over.
          current = current && { ...current, answers: new Map() };
          deps.onTrouble(`the scene ${scene} could not be read`, error);
        }
      }
      reading = null;
    })();
    return reading;
  }

  function tell({ scenery, at }: Composed) {
    const isHeardToo = readAt - heardToldAt >= HEARD_MS;
    if (isHeardToo) heardToldAt = readAt;
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

  function sendFrame(changes: Changes, at: number) {
    for (const socket of watchers()) {
      if (socket.data.paintedSeq < socket.data.sentSeq || isFull(socket)) void socket.join(BEHIND);
      else socket.data.sentSeq = seq + 1;
    }
    seq++;
    screens.to(scene).except(BEHIND).emit("frame", { epoch, seq, at, changes });
  }

  function sendSnapshot(socket: ScreenSocket) {
    if (!current || !told) return;
    if (isFull(socket)) return sendWhenRead(socket);
    const { at } = current;
    if (written?.seq !== seq || written.at !== at) {
      const { build, banks } = deps;
      const snapshot = { epoch, seq, at, scene, build, banks, scenery: told } as Snapshot;
      written = { seq, at, text: EVENT + JSON.stringify(["snapshot", snapshot]) };
    }
    socket.data.sentSeq = seq;
    socket.conn.send(written.text);
  }

  /** The newest snapshot, once all that lies unsent has left; nothing new piles up meanwhile. */
  function sendWhenRead(socket: ScreenSocket) {
    const { conn, data } = socket;
    if (data.waitsFor === scene) return;
    data.waitsFor = scene;
    const { transport } = conn;
    const again = () => {
      transport.off("ready", again);
      conn.off("upgrade", again);
      if (data.waitsFor !== scene) return;
      data.waitsFor = null;
      if (!socket.connected || data.scene !== scene) return;
      void socket.leave(BEHIND);
      sendSnapshot(socket);
    };
    transport.once("ready", again);
    // A connection that begins by polling goes on with a web socket.
    conn.once("upgrade", again);
  }

  return {
    get watched() {
      return (screens.adapter.rooms.get(scene)?.size ?? 0) > 0;
    },
    async enter(socket, has) {
      const { data } = socket;
      if (data.scene) await socket.leave(data.scene);
      await socket.leave(BEHIND);
      data.scene = scene;
      if (!this.watched || !current) await this.refresh();
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
    touch(news) {
      if (current && !isTouched(current.answers, news)) return;
      touched = joinTouched(touched, news);
      void read();
    },
    refresh() {
      isWholeDue = true;
      waiting.abort();
      return read();
    },
    beat() {
      if (!current || clock.ticks() - readAt > BEATS_WITHOUT_FIGURES_MS) return;
      const sources = current.scenery.sources.map(({ name, heard, silent, behind }) => ({
        name,
        heard,
        silent,
        behind,
      }));
      const message: Beat = { epoch, seq, at: clock.now(), sources };
      screens.to(scene).volatile.emit("beat", message);
    },
    async close() {
      closing.abort();
      waiting.abort();
      await reading;
    },
  };
}
