import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { sameCredentials, takeCredentials } from "../credentials.ts";

/** What stands between a wall and its server. A test can cut it, and let it die in silence. */
export interface Cable {
  url: string;
  /** Resets every connection and refuses new ones. */
  cut(): void;
  /** Nothing goes through any more, in either direction, and neither end is told: every connection stays open. */
  die(): void;
  /** New connections go through, to this server from now on; what died stays dead. */
  mend(url: string): void;
  close(): Promise<unknown>;
}

export async function layCable(url: string): Promise<Cable> {
  let target = url;
  let state: "whole" | "cut" | "dead" = "whole";
  const sockets = new Set<Socket>();
  function hold(socket: Socket) {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  }
  const server = createServer((near) => {
    hold(near);
    if (state === "cut") return void near.resetAndDestroy();
    if (state === "dead") return void near.pause();
    const far = connect(Number(new URL(target).port), "127.0.0.1");
    hold(far);
    near.pipe(far);
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sameCredentials(own, url);
  return {
    url: own,
    cut() {
      state = "cut";
      for (const socket of sockets) socket.resetAndDestroy();
    },
    die() {
      state = "dead";
      for (const socket of sockets) socket.unpipe().pause().removeAllListeners("close");
    },
    mend(url) {
      target = url;
      state = "whole";
    },
    close() {
      takeCredentials(own);
      for (const socket of sockets) socket.destroy();
      return new Promise((closed) => server.close(closed));
    },
  };
}
