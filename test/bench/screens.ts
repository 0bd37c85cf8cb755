// Many screens in one process: raw web sockets with just enough of the protocol to act as a wall. Like a wall, each
// answers a change with the number of the painted frame, and a beat when it has sent nothing for seconds.
// The first one can record all messages.
import WebSocket from "ws";
import { PAINTED_MS, type Scene } from "#wire/live.ts";
import { sleep } from "./row.ts";
import { answer } from "./scope.ts";

export interface Heard {
  /** Milliseconds since the recording began. */
  at: number;
  text: string;
}

export interface Gaps {
  /** Milliseconds between two beats at any of the screens since the last question; of one without a beat, up to now. */
  longestMs: number;
  connected: number;
}

interface OpenScreen {
  socket: WebSocket;
  beatAt: number;
}

const RETRY_MS = 500;
const MOST_ATTEMPTS = 60;

let screens: OpenScreen[] = [];
let longestMs = 0;
let noting: { since: number; heard: Heard[] } | null = null;
let received = 0;

answer(
  async (
    question:
      | { open: { url: string; sockets: number; greet: boolean; key?: string; scenes?: readonly Scene[] } }
      | { note: true }
      | { noted: true }
      | { gaps: true }
      | { close: true },
  ) => {
    if ("open" in question) {
      const { url, sockets: wanted, greet, key = "", scenes = ["overview"] } = question.open;
      // Fifty at a time: of a thousand handshakes at once some would time out.
      while (screens.length < wanted)
        screens.push(
          ...(await Promise.all(
            Array.from({ length: Math.min(50, wanted - screens.length) }, (_, n) => {
              const place = screens.length + n;
              return openPatiently(url, greet ? key : null, place === 0, scenes[place % scenes.length]!);
            }),
          )),
        );
      return screens.length;
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
    if ("gaps" in question) {
      const now = performance.now();
      const gaps: Gaps = {
        longestMs: Math.max(longestMs, ...screens.map(({ beatAt }) => now - beatAt)),
        connected: screens.filter(({ socket }) => socket.readyState === WebSocket.OPEN).length,
      };
      longestMs = 0;
      return gaps;
    }
    for (const { socket } of screens) socket.terminate();
    screens = [];
    return null;
  },
);

/** Tries again, like a wall, while the server says that too many come at once. */
async function openPatiently(...how: Parameters<typeof openScreen>): Promise<OpenScreen> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openScreen(...how);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !String(error).includes("503")) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** @param key the screen shakes hands as socket.io does, with this key; null: a bare server sends at once */
function openScreen(url: string, key: string | null, first: boolean, scene: Scene): Promise<OpenScreen> {
  const greet = key !== null;
  const address = url.replace(/^http/, "ws") + (greet ? "/socket.io/?EIO=4&transport=websocket" : "/");
  const headers = key ? { authorization: `Bearer ${key}` } : {};
  const socket = new WebSocket(address, { perMessageDeflate: false, headers });
  const screen: OpenScreen = { socket, beatAt: performance.now() };
  let answered = Number.NEGATIVE_INFINITY;
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    if (!greet) socket.once("open", () => resolve(screen));
    socket.on("message", (bytes) => {
      const text = String(bytes);
      if (text.startsWith("0{")) return socket.send("40");
      if (text.startsWith("40")) return socket.send(`42["join",{"scene":"${scene}","epoch":null,"seq":0}]`);
      if (text === "2") return socket.send("3");
      if (text.startsWith('42["snapshot"')) resolve(screen);
      const isBeat = text.startsWith('42["beat"');
      if (isBeat) {
        longestMs = Math.max(longestMs, performance.now() - screen.beatAt);
        screen.beatAt = performance.now();
      }
      received++;
      if (first && noting) noting.heard.push({ at: performance.now() - noting.since, text });
      const seq = /"seq":(\d+)/.exec(text)?.[1];
      if (!seq || (isBeat && performance.now() - answered < PAINTED_MS)) return;
      answered = performance.now();
      socket.send(`42["painted",${seq}]`);
    });
  });
}
