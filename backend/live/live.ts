import { randomUUID } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { type Namespace, Server, type Socket } from "socket.io";
import {
  type Beat,
  SCENES,
  type Scenery,
  type ScreenToServer,
  type ServerToScreen,
  type Snapshot,
} from "#wire/live.ts";
import type { Clock } from "../kit/clock.ts";
import { changesOf } from "./changes.ts";

/** A screen that is watching, and when it last said that it had painted. */
export interface Screen {
  id: string;
  scene: string;
  since: number;
  paintedSeq: number;
  paintedAt: number;
  /** It was sent a frame long ago and has not painted it. */
  frozen: boolean;
}

export interface Live {
  /** Something was committed: screens shall see it at once, or with the next frame. */
  changed(): void;
  screens(): Screen[];
  close(): Promise<void>;
}

interface Watcher {
  since: number;
  sentSeq: number;
  paintedSeq: number;
  paintedAt: number;
}
type ScreenSocket = Socket<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>;

/** The first change goes out at once, further ones at most this often. */
const FRAME_MS = 250;
const BEAT_MS = 1_000;
/** Time itself changes figures: a deadline passes, a minute begins. */
const REFRESH_MS = 1_000;
/** No beat when the figures could not be read for this long: a screen must not look alive on old numbers. */
const BEATS_WITHOUT_FIGURES_MS = 3_000;
const FROZEN_MS = 15_000;

const SCENE = "overview";
/** Sockets that have a frame in flight longer than a frame lasts: they get the newest when they have painted. */
const BEHIND = "behind";

export function openLive(deps: {
  server: HttpServer;
  clock: Clock;
  build: string;
  /** The scene as it is now; what changes slowly may be taken over from `was`, which is at most a second old. */
  compose: (was: Scenery | null) => Promise<{ scenery: Scenery; at: number }>;
  onTrouble: (what: string, error?: unknown) => void;
}): Live {
  const { clock } = deps;
  const epoch = randomUUID();
  const io = new Server<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>(deps.server, {
    transports: ["websocket"],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
  });
  const screens: Namespace<ScreenToServer, ServerToScreen, Record<string, never>, Watcher> = io.sockets;

  let seq = 0;
  let current: { scenery: Scenery; at: number } | null = null;
  let refreshing: Promise<void> | null = null;
  const due = new Set<"changed" | "timed">();
  let lastChange = 0;
  let closed = false;

  const watchers = () => (screens.adapter.rooms.get(SCENE)?.size ?? 0) > 0;

  /**
   * Reads the scene anew and sends what changed. One at a time; what happens meanwhile means once more.
   * Only changes are held back, and only by changes: what time alone brings delays nobody.
   */
  function refresh(why: "changed" | "timed"): Promise<void> {
    due.add(why);
    refreshing ??= (async () => {
      while (due.size > 0 && !closed) {
        const wait = due.has("changed") ? lastChange + FRAME_MS - clock.now() : 0;
        if (wait > 0) await clock.sleep(wait);
        if (closed) break;
        const whole = due.has("timed");
        if (due.has("changed")) lastChange = clock.now();
        due.clear();
        await read(whole);
      }
      refreshing = null;
    })();
    return refreshing;
  }

  async function read(whole: boolean) {
    try {
      const was = current;
      current = await deps.compose(whole ? null : (was?.scenery ?? null));
      const changes = was && changesOf(was.scenery, current.scenery);
      if (changes) sendFrame(changes);
      if (!was)
        for (const socket of await screens.in(SCENE).fetchSockets())
          sendSnapshot(screens.sockets.get(socket.id)!);
    } catch (error) {
      deps.onTrouble("the scene could not be read", error);
    }
  }

  function sendFrame(changes: NonNullable<ReturnType<typeof changesOf>>) {
    for (const id of screens.adapter.rooms.get(SCENE) ?? []) {
      const socket = screens.sockets.get(id) as ScreenSocket;
      if (socket.data.paintedSeq < socket.data.sentSeq) void socket.join(BEHIND);
      else socket.data.sentSeq = seq + 1;
    }
    seq++;
    screens.to(SCENE).except(BEHIND).emit("frame", { epoch, seq, at: current!.at, changes });
  }

  function sendSnapshot(socket: ScreenSocket) {
    if (!current) return;
    const snapshot: Snapshot = {
      epoch,
      seq,
      at: current.at,
      scene: SCENE,
      build: deps.build,
      scenery: current.scenery,
    };
    socket.data.sentSeq = seq;
    socket.emit("snapshot", snapshot);
  }

  function beat() {
    const now = clock.now();
    if (!current || now - current.at > BEATS_WITHOUT_FIGURES_MS) return;
    const sources = current.scenery.sources.map(({ name, heard, silent }) => ({ name, heard, silent }));
    const message: Beat = { epoch, seq, at: now, sources };
    screens.to(SCENE).volatile.emit("beat", message);
  }

  screens.on("connection", (socket: ScreenSocket) => {
    const now = clock.now();
    socket.data = { since: now, sentSeq: 0, paintedSeq: 0, paintedAt: now };
    socket.on("join", async (joining) => {
      if (!joining || !SCENES.includes(joining.scene)) return void socket.disconnect(true);
      // What it has, it has painted; what it shall get is not in flight yet.
      const same = joining.epoch === epoch && joining.seq === seq;
      socket.data.paintedSeq = socket.data.sentSeq = same ? seq : 0;
      if (!watchers() || !current) await refresh("timed");
      if (!same || joining.seq !== seq) sendSnapshot(socket);
      await socket.join(SCENE);
    });
    socket.on("painted", (painted) => {
      if (!Number.isSafeInteger(painted)) return void socket.disconnect(true);
      socket.data.paintedAt = clock.now();
      socket.data.paintedSeq = Math.min(painted, socket.data.sentSeq);
      if (socket.rooms.has(BEHIND) && socket.data.paintedSeq >= socket.data.sentSeq) {
        void socket.leave(BEHIND);
        sendSnapshot(socket);
      }
    });
  });

  const stops = [
    clock.every(BEAT_MS, beat),
    clock.every(REFRESH_MS, () => {
      if (watchers()) void refresh("timed");
    }),
  ];

  return {
    changed() {
      if (watchers()) void refresh("changed");
    },
    screens() {
      const now = clock.now();
      return [...screens.sockets.values()].map(({ id, data }) => ({
        id,
        scene: SCENE,
        since: data.since,
        paintedSeq: data.paintedSeq,
        paintedAt: data.paintedAt,
        frozen: now - data.paintedAt > FROZEN_MS,
      }));
    },
    async close() {
      closed = true;
      for (const stop of stops) stop();
      await refreshing;
      await io.close();
    },
  };
}
