import { type AddressInfo, createServer } from "node:net";
import type { Page } from "playwright-core";
import { openPage, shownLoss } from "./browser.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Bench, median, type Row, seconds, sleep } from "./row.ts";
import { openServer, type Server } from "./server.ts";
import { filedNow, recentStory } from "./story.ts";

const FIRST = 2;
const LATER = 3;

export const start: Row = {
  name: "start",
  what: "first start with an empty directory to the first number on the wall / later starts",
  toReach: "≤ 10 s / ≤ 4 s",
  anywhere: false,
  async run(bench) {
    const page = await openPage(bench.scope);
    const first: number[] = [];
    const later: number[] = [];
    let folder = "";
    for (let n = 0; n < FIRST; n++) {
      folder = bench.scope.folder();
      const { took, server } = await startUp(bench, page, folder);
      bench.say(`first start: ${seconds(took)}`);
      first.push(took);
      if (n === FIRST - 1) await sendAll(server, "batch", 2, cut(recentStory(1441, 1, 6), 1_000).map(bodyOf));
      await server.stop();
    }
    for (let n = 0; n < LATER; n++) {
      const { took, server } = await startUp(bench, page, folder);
      bench.say(`later start: ${seconds(took)}`);
      later.push(took);
      await server.stop();
    }
    return {
      reached: `${seconds(Math.max(...first))} / ${seconds(median(later))}`,
      ok: Math.max(...first) <= 10_000 && median(later) <= 4_000,
      remarks: [
        `from the start of the built program to the first number of the losses on the wall: a page of a real browser that was open before tries the address every 50 ms, and an event is sent as soon as the server listens`,
        `first starts (the longer counts): ${first.map(seconds).join(", ")}; later ones, with six busy hours stored (the median counts): ${later.map(seconds).join(", ")}`,
      ],
      numbers: { firstMs: Math.max(...first), laterMs: median(later) },
    };
  },
};

async function startUp(bench: Bench, page: Page, folder: string): Promise<{ took: number; server: Server }> {
  await page.goto("about:blank");
  const port = await freePort();
  const started = performance.now();
  const starting = openServer(bench.scope, folder, { PORT: String(port) });
  const telling = starting.then(async (server) => {
    const lane = await openLane(server, "one");
    await lane.post(Buffer.from(JSON.stringify(filedNow(`start-${Date.now()}`, 1_000_000))));
    lane.close();
  });
  // A server that cannot start ends this at once.
  await Promise.all([starting, loadWhenThere(page, `http://127.0.0.1:${port}/wall/overview`, starting)]);
  await shownLoss(page);
  const took = performance.now() - started;
  await telling;
  return { took, server: await starting };
}

async function loadWhenThere(page: Page, address: string, starting: Promise<unknown>): Promise<void> {
  let failed = false;
  starting.catch(() => {
    failed = true;
  });
  while (!failed) {
    try {
      await page.goto(address, { waitUntil: "commit" });
      return;
    } catch {
      await sleep(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
