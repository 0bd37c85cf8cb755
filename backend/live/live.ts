import { randomUUID } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import {
  SCENES,
  type Scene,
  type Scenery,
  type ScreenToServer,
  type ServerToScreen,
  type Show,
} from "#wire/live.ts";
import type { Connection } from "#wire/screens.ts";
import type { Clock } from "../kit/clock.ts";
import { readJoining } from "./joining.ts";
import { openNamed, type Showing } from "./named.ts";
import { openSceneRoom, type SceneRoom, type ScreenSocket, type Screens, type Watcher } from "./sceneRoom.ts";

export interface Live {
  /** Something was committed: screens shall see it at once, or with the next frame. */
  changed(): void;
  /** A screen was told something: it shall follow at once. */
  turn(): void;
  watching(): { screen: string | null; show: Show | null; connection: Connection }[];
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
  /** `was`: the scene of at most a second ago, from which slow things may be taken; null: read all. */
  compose: (scene: Scene, was: Scenery | null) => Promise<{ scenery: Scenery; at: number }>;
  showing: Showing;
  /** A person has seen at the screen of this name all that was broken up to then. */
  seen: (name: string, upTo: number) => Promise<unknown>;
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

  const named = openNamed({ ...deps, screens, rooms });

  screens.on("connection", (socket: ScreenSocket) => {
    const now = clock.now();
    const { data } = socket;
    const fresh: Watcher = {
      scene: null,
      name: null,
      show: null,
      since: now,
      sentSeq: 0,
      paintedSeq: 0,
      paintedAt: now,
      armed: false,
    };
    Object.assign(data, fresh);
    socket.on("join", async (said: unknown) => {
      const joining = readJoining(said);
      if (!joining) return void socket.disconnect(true);
      if ("screen" in joining) return named.join(socket, joining);
      // A named screen shows what it was told to; one that was told something else meanwhile is on its way there.
      if (data.name === null || joining.scene === data.scene)
        await rooms.get(joining.scene)!.enter(socket, joining);
    });
    socket.on("seen", (upTo) => {
      const { name, show } = data;
      if (!Number.isSafeInteger(upTo)) return void socket.disconnect(true);
      // Without an alarm there is nothing to see: who taps on and on writes nothing.
      if (name === null || show?.alarm == null) return;
      deps
        .seen(name, Math.min(upTo, show.alarm))
        .catch((error) => deps.onTrouble(`that the screen ${name} was seen could not be kept`, error));
    });
    socket.on("armed", (isArmed) => {
      data.armed = isArmed === true;
    });
    socket.on("painted", (painted) => {
      if (!Number.isSafeInteger(painted)) return void socket.disconnect(true);
      data.paintedAt = clock.now();
      data.paintedSeq = Math.min(painted, data.sentSeq);
      if (data.scene) rooms.get(data.scene)!.painted(socket);
    });
  });

  function refresh(why: "changed" | "timed") {
    for (const room of rooms.values()) if (room.watched) void room.refresh(why);
  }
  const stops = [
    clock.every(BEAT_MS, () => {
      for (const room of rooms.values()) room.beat();
    }),
    clock.every(REFRESH_MS, () => {
      refresh("timed");
      void named.turn();
    }),
  ];

  return {
    changed: () => refresh("changed"),
    turn: () => void named.turn(),
    watching() {
      const now = clock.now();
      return ([...screens.sockets.values()] as ScreenSocket[]).map(({ id, data }) => ({
        screen: data.name,
        show: data.show,
        connection: {
          id,
          scene: data.scene,
          since: data.since,
          paintedSeq: data.paintedSeq,
          paintedAt: data.paintedAt,
          frozen: now - data.paintedAt > FROZEN_MS,
          armed: data.armed,
        },
      }));
    },
    async close() {
      for (const stop of stops) stop();
      await named.turn();
      for (const room of rooms.values()) await room.close();
      await io.close();
    },
  };
}
