import { io, type Socket } from "socket.io-client";
import type {
  Assignment,
  Beat,
  Frame,
  Joining,
  ScreenToServer,
  ServerToScreen,
  Snapshot,
} from "#wire/live.ts";
import { cookieFor } from "./credentials.ts";

/** A wall without a browser: what it received, and whether it was disconnected. */
export interface Screen {
  socket: Socket<ServerToScreen, ScreenToServer>;
  assignments: Assignment[];
  snapshots: Snapshot[];
  frames: Frame[];
  beats: Beat[];
  left: boolean;
}

/**
 * Opens a wall that sends `join` when it is connected and reports everything it gets as painted.
 * @param options.headers in place of an administrator's cookie
 */
export async function openScreen(
  url: string,
  join: Joining,
  options: { paints?: boolean; headers?: Record<string, string> } = {},
): Promise<Screen> {
  const socket: Screen["socket"] = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    extraHeaders: options.headers ?? { cookie: await cookieFor(url) },
  });
  const screen: Screen = { socket, assignments: [], snapshots: [], frames: [], beats: [], left: false };
  const paint = (seq: number) => {
    if (options.paints ?? true) socket.emit("painted", seq);
  };
  socket.on("assignment", (assignment) => screen.assignments.push(assignment));
  socket.on("snapshot", (snapshot) => {
    screen.snapshots.push(snapshot);
    paint(snapshot.seq);
  });
  socket.on("frame", (frame) => {
    screen.frames.push(frame);
    paint(frame.seq);
  });
  socket.on("beat", (beat) => screen.beats.push(beat));
  socket.on("disconnect", () => {
    screen.left = true;
  });
  await new Promise<void>((resolve) => socket.on("connect", resolve));
  socket.emit("join", join);
  return screen;
}
