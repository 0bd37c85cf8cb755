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

/** A wall without pixels: what it was told, and whether it was sent away. */
export interface Screen {
  socket: Socket<ServerToScreen, ScreenToServer>;
  assignments: Assignment[];
  snapshots: Snapshot[];
  frames: Frame[];
  beats: Beat[];
  left: boolean;
}

/** Opens a wall that says `join` once it is connected, and that it has painted whatever it gets. */
export async function openScreen(
  url: string,
  join: Joining,
  options: { paints?: boolean } = {},
): Promise<Screen> {
  const socket: Screen["socket"] = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
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
