// Many screens in one process: raw web sockets with just enough of the protocol to act as a wall. Like a wall, each
// answers a change with the number of the painted frame, and a beat when it has sent nothing for seconds.
// The first one can record all messages.
import WebSocket from "ws";
import { PAINTED_MS } from "#wire/live.ts";
import { answer } from "./scope.ts";

export interface Heard {
  /** Milliseconds since the recording began. */
  at: number;
  text: string;
}

let sockets: WebSocket[] = [];
let noting: { since: number; heard: Heard[] } | null = null;
let received = 0;

answer(
  async (
    question:
      | { open: { url: string; sockets: number; greet: boolean } }
      | { note: true }
      | { noted: true }
      | { close: true },
  ) => {
    if ("open" in question) {
      const { url, sockets: wanted, greet } = question.open;
      // Fifty at a time: of a thousand handshakes at once some would time out.
      while (sockets.length < wanted)
        sockets.push(
          ...(await Promise.all(
            Array.from({ length: Math.min(50, wanted - sockets.length) }, (_, n) =>
              openScreen(url, greet, sockets.length + n === 0),
            ),
          )),
        );
      return sockets.length;
    }
    if ("note" in question) {
      received = 0;
      noting = { since: performance.now(), heard: [] };
      return null;
    }
    if ("noted" in question) {
      const noted = { heard: noting!.heard, received };
      noting = null;
      return noted;
    }
    for (const socket of sockets) socket.terminate();
    sockets = [];
    return null;
  },
);

/** `greet`: shakes hands as socket.io does; a bare server sends at once. */
function openScreen(url: string, greet: boolean, first: boolean): Promise<WebSocket> {
  const address = url.replace(/^http/, "ws") + (greet ? "/socket.io/?EIO=4&transport=websocket" : "/");
  const socket = new WebSocket(address, { perMessageDeflate: false });
  let answered = Number.NEGATIVE_INFINITY;
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    if (!greet) socket.once("open", () => resolve(socket));
    socket.on("message", (bytes) => {
      const text = String(bytes);
      if (text.startsWith("0{")) return socket.send("40");
      if (text.startsWith("40")) return socket.send('42["join",{"scene":"overview","epoch":null,"seq":0}]');
      if (text === "2") return socket.send("3");
      if (text.startsWith('42["snapshot"')) resolve(socket);
      received++;
      if (first && noting) noting.heard.push({ at: performance.now() - noting.since, text });
      const seq = /"seq":(\d+)/.exec(text)?.[1];
      if (!seq || (text.startsWith('42["beat"') && performance.now() - answered < PAINTED_MS)) return;
      answered = performance.now();
      socket.send(`42["painted",${seq}]`);
    });
  });
}
