import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import type { Assignment, Joining, ScreenToServer, ServerToScreen, Snapshot } from "#wire/live.ts";
import type { Scene, Scenery } from "#wire/scenery.ts";
import { BANKS, SOUNDING, serveWall } from "./feed.ts";
import { momentOf, type State, sceneryOf } from "./sceneries.ts";

const PLAIN = { ...SOUNDING, screen: "hall", sound: false, lang: "th" } as const;

/** A server of one named screen whose every message a test sends by itself. */
export interface Assigner {
  url: string;
  /** What the screen said on each connection. */
  joins: Joining[];
  /** The last `seq` that it painted. */
  readonly painted: number;
  assign(scene: Scene, more?: Partial<Assignment>): void;
  /** Returns its `seq`. */
  snapshot(scene: Scene, state: State): number;
  /** What was sent last for a scene. */
  sceneryOf(scene: Scene): Scenery;
  beat(): void;
  /** Every connection ends and none is taken, until it is back. */
  away(): void;
  back(): void;
  close(): Promise<void>;
}

/** @param onJoin what the screen is told on each connection */
export async function startAssigner(onJoin: (assigner: Assigner) => void): Promise<Assigner> {
  const { http, build } = serveWall();
  const io = new Server<ScreenToServer, ServerToScreen>(http, { pingTimeout: 60_000 });
  const ahead = momentOf("normal") - Date.now();
  const sent = new Map<Scene, Scenery>();
  let socket: Socket<ScreenToServer, ServerToScreen> | null = null;
  let seq = 0;
  let painted = 0;
  let isAway = false;
  http.prependListener("upgrade", (_request, raw) => isAway && raw.destroy());
  const now = () => Date.now() + ahead;
  const assigner: Assigner = {
    url: "",
    joins: [],
    get painted() {
      return painted;
    },
    assign: (scene, more = {}) =>
      void socket?.emit("assignment", { ...PLAIN, theme: "dark", scene, ...more }),
    snapshot(scene, state) {
      seq++;
      sent.set(scene, sceneryOf(state, scene, now()));
      socket?.emit("snapshot", {
        epoch: "e",
        seq,
        at: now(),
        scene,
        build,
        banks: BANKS,
        scenery: sent.get(scene)!,
      } as Snapshot);
      return seq;
    },
    sceneryOf: (scene) => sent.get(scene)!,
    beat: () => void socket?.emit("beat", { epoch: "e", seq, at: now(), sources: [] }),
    away() {
      isAway = true;
      io.disconnectSockets(true);
    },
    back() {
      isAway = false;
    },
    close: async () => {
      clearInterval(beats);
      await io.close();
    },
  };
  io.on("connection", (screen) => {
    socket = screen;
    screen.on("join", (joining) => {
      assigner.joins.push(joining);
      onJoin(assigner);
    });
    screen.on("painted", (upTo) => {
      painted = upTo;
    });
  });
  const beats = setInterval(() => isAway || assigner.beat(), 1_000);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  assigner.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return assigner;
}
