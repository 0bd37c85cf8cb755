import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Server } from "socket.io";
import {
  type Assignment,
  SCENES,
  type Scene,
  type ScreenToServer,
  type ServerToScreen,
  type Snapshot,
} from "#wire/live.ts";
import type { Connection } from "#wire/screens.ts";
import type { Clock } from "../kit/clock.ts";
import { openClosers } from "../kit/closers.ts";
import { openConnections } from "./connections.ts";
import { failingAfter, readFailures } from "./failing.ts";
import { readJoining } from "./joining.ts";
import { type Assigning, openNamed } from "./named.ts";
import type { Touched } from "./recall.ts";
import {
  type Compose,
  openSceneRoom,
  type SceneRoom,
  type ScreenSocket,
  type Screens,
  type Watcher,
  type WatchingDisplay,
} from "./sceneRoom.ts";

export interface Live {
  /** Takes over a request for a web socket. False: there are too many already. */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Takes over a request of long polling. False: as above. */
  poll(request: IncomingMessage, response: ServerResponse): boolean;
  /** A commit touched these minutes, by kind of cell; null: it is not known which. Screens follow. */
  changed(touched: Touched | null): void;
  /** A plan was changed: named screens get their new assignment at once. */
  reassign(): void;
  /** Displays were changed: those that are none any more, or of another screen, are sent away and ask who they are. */
  recheck(): void;
  watching(): { screen: string | null; assignment: Assignment | null; connection: Connection }[];
  close(): Promise<void>;
}

const BEAT_MS = 1_000;
/** Time itself changes figures: a deadline passes, a minute begins. */
const REFRESH_MS = 1_000;
/** A page paints every second, when the second of its age changes: fifteen missed are no hiccup. Our choice. */
const FROZEN_MS = 15_000;
/** Until a connection has shaken hands: as long as it may take to join. */
const CONNECT_MS = 10_000;

/** Each scene that is watched is read by itself; one epoch for all, and a `seq` for each. */
export function openLive(deps: {
  clock: Clock;
  build: string;
  banks: Snapshot["banks"];
  compose: Compose;
  assign: Assigning;
  /** The display whose cookie this is. */
  identify: (cookies: string | undefined) => Promise<WatchingDisplay | null>;
  /**
   * A person acknowledged, at the screen of this name, everything that was broken up to then.
   * @param display null: not at a display
   */
  acknowledge: (name: string, upTo: number, display: number | null) => Promise<unknown>;
  onTrouble: (what: string, error?: unknown) => void;
}): Live {
  const { clock } = deps;
  const io = new Server<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>({
    connectTimeout: CONNECT_MS,
  });
  const connections = openConnections(deps);
  // Bound, not attached: attached it would answer plain requests under its path, beside the routes (socket.io#3501).
  io.bind(connections.engine);
  const screens: Screens = io.sockets;
  const epoch = randomUUID();
  const rooms = new Map<Scene, SceneRoom>(
    SCENES.map((scene) => [scene, openSceneRoom({ ...deps, scene, screens, epoch, watchedScenes })]),
  );
  const watchedRooms = () => [...rooms.values()].filter(({ watched }) => watched);
  function watchedScenes(): number {
    return watchedRooms().length;
  }

  const endNonsense = ({ conn }: ScreenSocket) => connections.end(conn, "it sent what no screen sends");
  /** When it cannot be asked, the connection is ended, and comes back. */
  async function identify({ conn, handshake }: ScreenSocket): Promise<WatchingDisplay | null> {
    try {
      return await deps.identify(handshake.headers.cookie);
    } catch (error) {
      deps.onTrouble("it could not be read which display a screen is", error);
      conn.close(true);
      return null;
    }
  }
  async function recheck() {
    const sockets = ([...screens.sockets.values()] as ScreenSocket[]).filter(({ data }) => data.display);
    for (const socket of sockets) {
      const display = await deps.identify(socket.handshake.headers.cookie).catch(() => socket.data.display);
      if (display?.id !== socket.data.display?.id || display?.name !== socket.data.display?.name)
        socket.disconnect(true);
    }
  }
  const named = openNamed({ ...deps, screens, rooms, end: endNonsense });

  screens.on("connection", (socket: ScreenSocket) => {
    const now = clock.ticks();
    const { conn, data } = socket;
    const allows = (message: keyof ScreenToServer) => connections.allows(conn, message);
    const fresh: Watcher = {
      scene: null,
      display: null,
      name: null,
      assignment: null,
      since: now,
      painted: now,
      sentSeq: 0,
      paintedSeq: 0,
      audioReady: false,
      failing: [],
      waitsFor: null,
    };
    Object.assign(data, fresh);
    socket.on("join", async (said: unknown) => {
      if (!allows("join")) return;
      const joining = readJoining(said);
      if (!joining) return endNonsense(socket);
      connections.joined(conn);
      if ("screen" in joining) {
        // A display has the name that it was given, whatever it says.
        const display = await identify(socket);
        if (!socket.connected) return;
        data.display = display;
        return named.join(socket, { ...joining, screen: display?.name ?? joining.screen });
      }
      // A named screen shows its assignment; one with a newer assignment gets that scene’s snapshot anyway.
      if (data.name === null || joining.scene === data.scene)
        await rooms.get(joining.scene)!.enter(socket, joining);
    });
    socket.on("acknowledge", (upTo) => {
      if (!allows("acknowledge")) return;
      const { name, assignment } = data;
      if (!Number.isSafeInteger(upTo)) return endNonsense(socket);
      // Without an alarm there is nothing to acknowledge: repeated taps write nothing.
      if (name === null || assignment?.alarm == null) return;
      deps
        .acknowledge(name, Math.min(upTo, assignment.alarm), data.display?.id ?? null)
        .catch((error) =>
          deps.onTrouble(`the acknowledgement at the screen ${name} could not be stored`, error),
        );
    });
    socket.on("audioReady", (isReady) => {
      if (allows("audioReady")) data.audioReady = isReady === true;
    });
    socket.on("failed", (said) => {
      if (!allows("failed")) return;
      const failures = readFailures(said);
      if (!failures) return endNonsense(socket);
      const { failing, news } = failingAfter(data.failing, failures, clock.ticks());
      data.failing = failing;
      const who = data.assignment ? `the screen ${data.assignment.screen}` : "a screen without a name";
      for (const { part, error } of news) deps.onTrouble(`${who} cannot show ${part}: ${error}`);
    });
    socket.on("painted", (painted) => {
      if (!Number.isSafeInteger(painted)) return endNonsense(socket);
      data.painted = clock.ticks();
      data.paintedSeq = Math.min(painted, data.sentSeq);
      if (data.scene) rooms.get(data.scene)!.painted(socket);
    });
  });

  function refresh() {
    for (const room of watchedRooms()) void room.refresh();
  }
  const stops = [
    clock.every(BEAT_MS, () => {
      connections.sweep();
      for (const room of rooms.values()) room.beat();
    }),
    clock.every(REFRESH_MS, () => {
      refresh();
      void named.reassign();
    }),
  ];

  return {
    connect: connections.connect,
    poll: connections.poll,
    changed(touched) {
      if (touched === null) refresh();
      else for (const room of watchedRooms()) room.touch(touched);
    },
    reassign: () => void named.reassign(),
    recheck: () => void recheck(),
    watching() {
      const ticks = clock.ticks();
      const now = clock.now();
      return ([...screens.sockets.values()] as ScreenSocket[]).map(({ id, conn, data }) => ({
        screen: data.name,
        assignment: data.assignment,
        connection: {
          id,
          scene: data.scene,
          since: Math.round(now - (ticks - data.since)),
          paintedSeq: data.paintedSeq,
          paintedAt: Math.round(now - (ticks - data.painted)),
          frozen: ticks - data.painted > FROZEN_MS,
          audioReady: data.audioReady,
          transport: conn.transport.name as "websocket" | "polling",
          failures: data.failing.map(({ part, error, since }) => ({
            part,
            error,
            since: Math.round(now - (ticks - since)),
          })),
        },
      }));
    },
    async close() {
      for (const stop of stops) stop();
      const { add, close } = openClosers();
      add(() => io.close());
      for (const room of rooms.values()) add(room.close);
      add(named.reassign);
      await close();
    },
  };
}
