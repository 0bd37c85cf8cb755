// Many screens in one process. The first one can record all messages.
import WebSocket from "ws";
import type { Scene } from "#wire/scenery.ts";
import { sleep } from "./row.ts";
import { answer } from "./scope.ts";
import { openWall } from "./wall.ts";

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
async function openScreen(
  url: string,
  key: string | null,
  first: boolean,
  scene: Scene,
): Promise<OpenScreen> {
  const screen = { beatAt: performance.now() };
  const socket = await openWall(url, {
    joining: key === null ? null : { scene, epoch: null, seq: 0 },
    headers: key ? { authorization: `Bearer ${key}` } : {},
    onMessage(head, bytes) {
      if (head.startsWith('42["beat"')) {
        longestMs = Math.max(longestMs, performance.now() - screen.beatAt);
        screen.beatAt = performance.now();
      }
      received++;
      if (first && noting) noting.heard.push({ at: performance.now() - noting.since, text: String(bytes) });
    },
  });
  return Object.assign(screen, { socket });
}
