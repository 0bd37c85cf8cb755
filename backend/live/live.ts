import { randomUUID } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import { SCENES, type Scene, type Scenery, type ScreenToServer, type ServerToScreen } from "#wire/live.ts";
import type { Connection } from "#wire/screens.ts";
import type { Clock } from "../kit/clock.ts";
import { openSceneRoom, type SceneRoom, type ScreenSocket, type Screens, type Watcher } from "./sceneRoom.ts";

export interface Live {
  /** Something was committed: screens shall see it at once, or with the next frame. */
  changed(): void;
  connections(): Connection[];
  close(): Promise<void>;
}

const BEAT_MS = 1_000;
/** Time itself changes figures: a deadline passes, a minute begins. */
const REFRESH_MS = 1_000;
const FROZEN_MS = 15_000;

/** Each scene that is watched is read by itself; one epoch for all, and a `seq` for each. */
export function openLive(deps: {
  server: HttpServer;
  clock: Clock;
  build: string;
  compose: (scene: Scene) => Promise<{ scenery: Scenery; at: number }>;
  onTrouble: (what: string, error?: unknown) => void;
}): Live {
  const { clock } = deps;
  const io = new Server<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>(deps.server, {
    transports: ["websocket"],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
  });
  const screens: Screens = io.sockets;
  const epoch = randomUUID();
  const rooms = new Map<Scene, SceneRoom>(
    SCENES.map((scene) => [scene, openSceneRoom({ ...deps, scene, screens, epoch })]),
  );

  screens.on("connection", (socket: ScreenSocket) => {
    const now = clock.now();
    const { data } = socket;
    Object.assign(data, { scene: null, since: now, sentSeq: 0, paintedSeq: 0, paintedAt: now });
    socket.on("join", async (joining) => {
      const room = rooms.get((joining as { scene: Scene } | null)?.scene as Scene);
      if (!room) return void socket.disconnect(true);
      await room.enter(socket, joining);
    });
    socket.on("painted", (painted) => {
      if (!Number.isSafeInteger(painted)) return void socket.disconnect(true);
      data.paintedAt = clock.now();
      data.paintedSeq = Math.min(painted, data.sentSeq);
      if (data.scene) rooms.get(data.scene)!.painted(socket);
    });
  });

  function refresh() {
    for (const room of rooms.values()) if (room.watched) void room.refresh();
  }
  const stops = [
    clock.every(BEAT_MS, () => {
      for (const room of rooms.values()) room.beat();
    }),
    clock.every(REFRESH_MS, refresh),
  ];

  return {
    changed: refresh,
    connections() {
      const now = clock.now();
      return [...screens.sockets.values()].map(({ id, data }) => ({
        id,
        scene: data.scene,
        since: data.since,
        paintedSeq: data.paintedSeq,
        paintedAt: data.paintedAt,
        frozen: now - data.paintedAt > FROZEN_MS,
      }));
    },
    async close() {
      for (const stop of stops) stop();
      for (const room of rooms.values()) await room.close();
      await io.close();
    },
  };
}
