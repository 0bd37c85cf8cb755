import WebSocket from "ws";
import { PAINTED_MS } from "#wire/live.ts";

/** How many bytes of a message tell what it is, and the number of its frame. */
const HEAD = 160;

/**
 * A raw web socket with just enough of the protocol to act as a wall. Like a wall, it answers a change with the number of
 * the painted frame, and a beat when it has sent nothing for seconds. Resolves with the first snapshot.
 * @param joining what it sends to join, after it has shaken hands as socket.io does; null: a bare server sends at once
 * @param onMessage each one, and how it begins
 */
export function openWall(
  url: string,
  {
    joining,
    headers = {},
    timeoutMs,
    onMessage = () => {},
  }: {
    joining: object | null;
    headers?: Record<string, string>;
    /** For the handshake; absent: as long as it takes. */
    timeoutMs?: number;
    onMessage?: (head: string, bytes: Buffer) => void;
  },
): Promise<WebSocket> {
  const address = url.replace(/^http/, "ws") + (joining ? "/socket.io/?EIO=4&transport=websocket" : "/");
  const socket = new WebSocket(address, {
    perMessageDeflate: false,
    headers,
    ...(timeoutMs === undefined ? {} : { handshakeTimeout: timeoutMs }),
  });
  let answered = Number.NEGATIVE_INFINITY;
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed the socket")));
    if (!joining) socket.once("open", () => resolve(socket));
    socket.on("message", (bytes: Buffer) => {
      const head = bytes.toString("latin1", 0, HEAD);
      if (head.startsWith("0{")) return socket.send("40");
      if (head.startsWith("40")) return socket.send(`42${JSON.stringify(["join", joining])}`);
      if (head === "2") return socket.send("3");
      if (head.startsWith('42["snapshot"')) resolve(socket);
      onMessage(head, bytes);
      const seq = /"seq":(\d+)/.exec(head)?.[1];
      const isBeat = head.startsWith('42["beat"');
      if (!seq || (isBeat && performance.now() - answered < PAINTED_MS)) return;
      answered = performance.now();
      socket.send(`42["painted",${seq}]`);
    });
  });
}
