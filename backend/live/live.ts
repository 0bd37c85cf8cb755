import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Server } from "socket.io";
import type { Assignment, ScreenToServer, ServerToScreen, Snapshot } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import type { Connection } from "#wire/screens.ts";
import type { Visitor } from "../access/visitor.ts";
import type { Clock } from "../kit/clock.ts";
import { openClosers } from "../kit/closers.ts";
import { type Admitting, openAdmission } from "./admission.ts";
import { openConnections } from "./connections.ts";
import { failingAfter, readFailures } from "./failing.ts";
import { openInTurns } from "./inTurns.ts";
import { readJoining } from "./joining.ts";
import { type Assigning, openNamed } from "./namedScreens.ts";
import type { Touched } from "./recall.ts";
import {
  type Compose,
  openSceneRoom,
  type SceneRoom,
  type ScreenSocket,
  type Screens,
  type Watcher,
} from "./sceneRoom.ts";

export interface Live {
  /** Takes over a request for a web socket, now or in its turn. @param refuse there are too many */
  connect(request: IncomingMessage, socket: Duplex, head: Buffer, refuse: () => void): void;
  /** Takes over a request of long polling. False: there are too many already. */
  poll(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** A commit touched these minutes, by kind of cell; null: it is not known which. Screens follow. */
  changed(touched: Touched | null): void;
  /** A plan was changed: named screens get their new assignment at once. */
  reassign(): void;
  /** Displays, people or keys were changed: who may watch no more, or is another one now, is sent away. */
  recheck(): void;
  /** The screens. Embeds are none: a page that nobody looks at paints nothing. */
  watching(): { screen: string | null; assignment: Assignment | null; connection: Connection }[];
  /** How many sockets of embeds are open. */
  embedded(): number;
  close(): Promise<void>;
}

const isWhole = (said: unknown): said is number => Number.isSafeInteger(said);
const BEAT_MS = 1_000;
/** Time itself changes figures: a deadline passes, a minute begins. */
const REFRESH_MS = 1_000;
/** A page paints every second, when the second of its age changes: fifteen missed are no hiccup. Our choice. */
const FROZEN_MS = 15_000;
/** Sessions, keys and credentials end by time too. */
const RECHECK_MS = 10_000;
/** Until a connection has shaken hands: as long as it may take to join. */
const CONNECT_MS = 10_000;

/** Each scene that is watched is read by itself; one epoch for all, and a `seq` for each. */
export function openLive(
  deps: Admitting & {
    clock: Clock;
    displayOf: Parameters<typeof openConnections>[0]["displayOf"];
    partyOf: Parameters<typeof openConnections>[0]["partyOf"];
    build: string;
    banks: Snapshot["banks"];
    compose: Compose;
    assign: Assigning;
    /** Somebody acknowledged, at the screen of this name, everything that was broken up to then. */
    acknowledge: (name: string, upTo: number, by: Visitor) => Promise<unknown>;
    onTrouble: (what: string, error?: unknown) => void;
  },
): Live {
  const { clock } = deps;
  const io = new Server<ScreenToServer, ServerToScreen, Record<string, never>, Watcher>({
    connectTimeout: CONNECT_MS,
  });
  const connections = openConnections(deps);
  // Bound, not attached: attached it would answer plain requests under its path, beside the routes (socket.io#3501).
  io.bind(connections.engine);
  const screens: Screens = io.sockets;
  const epoch = randomUUID();
  const inTurn = openInTurns();
  const rooms = new Map<Scene, SceneRoom>(
    SCENES.map((scene) => [scene, openSceneRoom({ ...deps, scene, screens, epoch, watchedScenes, inTurn })]),
  );
  const watchedRooms = () => [...rooms.values()].filter(({ watched }) => watched);
  function watchedScenes(): number {
    return watchedRooms().length;
  }

  const endNonsense = ({ conn }: ScreenSocket) => connections.end(conn, "it sent what no screen sends");
  const admission = openAdmission({
    ...deps,
    screens,
    end: ({ conn }, why) => connections.end(conn, why),
  });
  const named = openNamed({ ...deps, screens, rooms, end: endNonsense });

  screens.on("connection", (socket: ScreenSocket) => {
    const now = clock.ticks();
    const { conn, data } = socket;
    /** Does what a message asks for, if its sender may send it. */
    const on = (message: Exclude<keyof ScreenToServer, "join">, deed: (said: unknown) => void) =>
      socket.on(message, (said: unknown) => {
        if (!connections.allows(conn, message)) return;
        const allowed = admission.allows(socket, message);
        if (allowed === true) deed(said);
        else if (allowed !== false) void allowed.then((isAllowed) => isAllowed && deed(said));
      });
    const fresh: Watcher = {
      scene: null,
      visitor: null,
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
    async function join(said: unknown) {
      if (!connections.allows(conn, "join")) return;
      const joining = readJoining(said);
      if (!joining) return endNonsense(socket);
      const visitor = await admission.enter(socket);
      if (!visitor) return;
      connections.joined(conn);
      // An embed shows the scene that it is of, whatever it says.
      if (visitor.kind === "embed") {
        const { epoch, seq } = joining;
        return rooms.get(visitor.scene!)!.enter(socket, { epoch, seq });
      }
      // A display has the name that it was given, whatever it says.
      if ("screen" in joining)
        return named.join(
          socket,
          visitor.kind === "display" ? { ...joining, screen: visitor.name } : joining,
        );
      // A named screen shows its assignment; one with a newer assignment gets that scene’s snapshot anyway.
      if (data.name === null || joining.scene === data.scene)
        await rooms.get(joining.scene)!.enter(socket, joining);
    }
    socket.on("join", (said: unknown) => void join(said).finally(() => connections.settled(conn)));
    on("acknowledge", (upTo) => {
      const { name, assignment, visitor } = data;
      if (!isWhole(upTo)) return endNonsense(socket);
      // Without an alarm there is nothing to acknowledge: repeated taps write nothing.
      if (name === null || visitor === null || assignment?.alarm == null) return;
      deps
        // Not beyond now, where an alert of a clock that was ahead may be: what comes until then must sound.
        .acknowledge(name, Math.min(upTo, assignment.alarm, clock.now()), visitor)
        .catch((error) =>
          deps.onTrouble(`the acknowledgement at the screen ${name} could not be stored`, error),
        );
    });
    on("audioReady", (isReady) => {
      data.audioReady = isReady === true;
    });
    on("failed", (said) => {
      const failures = readFailures(said);
      if (!failures) return endNonsense(socket);
      const { failing, news } = failingAfter(data.failing, failures, clock.ticks());
      data.failing = failing;
      const who = data.assignment ? `the screen ${data.assignment.screen}` : "a screen without a name";
      for (const { part, error } of news) deps.onTrouble(`${who} cannot show ${part}: ${error}`);
    });
    on("painted", (painted) => {
      if (!isWhole(painted)) return endNonsense(socket);
      data.painted = clock.ticks();
      data.paintedSeq = Math.min(painted, data.sentSeq);
      if (data.scene) rooms.get(data.scene)!.painted(socket);
    });
  });

  const sockets = () => [...screens.sockets.values()] as ScreenSocket[];
  const isScreen = ({ data }: ScreenSocket) => data.visitor?.kind !== "embed";
  function refresh() {
    for (const room of watchedRooms()) void room.refresh();
  }
  const stops = [
    clock.every(BEAT_MS, () => {
      connections.sweep();
      for (const room of rooms.values()) void inTurn(() => room.beat());
    }),
    clock.every(REFRESH_MS, () => {
      refresh();
      void named.reassign();
    }),
    clock.every(RECHECK_MS, () => void admission.recheck()),
  ];

  return {
    connect: connections.connect,
    poll: connections.poll,
    changed(touched) {
      if (touched === null) refresh();
      else for (const room of watchedRooms()) room.touch(touched);
    },
    reassign: () => void named.reassign(),
    recheck: () => void admission.recheck(),
    watching() {
      const ticks = clock.ticks();
      const now = clock.now();
      return sockets()
        .filter(isScreen)
        .map(({ id, conn, data }) => ({
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
    embedded: () => sockets().filter((socket) => !isScreen(socket)).length,
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
