// The walls of displays, many in one process. Each comes back by itself whenever it has no connection, after the pauses
// that the page makes (dashboard/live/connection.svelte.ts).
import { once } from "node:events";
import type { Displayed } from "./displayed.ts";
import { sleep } from "./row.ts";
import { answer } from "./scope.ts";
import { openWall } from "./wall.ts";

const PAUSE = { firstMs: 500, mostMs: 5_000, random: 0.5 };
const CONNECT_MS = 15_000;

export interface Shown {
  /** Epoch ms: when each display that has its snapshot got it. */
  at: number[];
  /** Attempts since then that the server did not take. */
  refused: number;
}

/** When each got its last snapshot. */
let shown: number[] = [];
const refused: number[] = [];

answer((question: { open: { url: string; displays: Displayed[] } } | { since: number }): Shown | null => {
  if ("open" in question) {
    const { url, displays } = question.open;
    shown = displays.map(() => 0);
    for (const [place, display] of displays.entries()) void keepOpen(url, display, place);
    return null;
  }
  const isSince = (at: number) => at >= question.since;
  return { at: shown.filter(isSince), refused: refused.filter(isSince).length };
});

async function keepOpen(url: string, { screen, token }: Displayed, place: number): Promise<never> {
  const joining = { screen, scene: null, epoch: null, seq: 0 };
  const headers = { cookie: `display=${token}` };
  for (let attempt = 0; ; attempt++) {
    try {
      const socket = await openWall(url, { joining, headers, timeoutMs: CONNECT_MS });
      shown[place] = Date.now();
      attempt = 0;
      await once(socket, "close");
    } catch {
      refused.push(Date.now());
    }
    const pause = PAUSE.firstMs * 2 ** attempt * (1 + PAUSE.random * (2 * Math.random() - 1));
    await sleep(Math.min(PAUSE.mostMs, pause));
  }
}
