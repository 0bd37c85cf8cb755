import type { Page } from "playwright-core";
import { first as firstOf, LOSS, noteFirst, openPage } from "./browser.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Bench, median, type Row, seconds } from "./row.ts";
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
    await noteFirst(page, `${LOSS}:not([data-value=""])`);
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
        `from the start of the built program to when the first number of the losses had been painted, by the page's own clock: as soon as the server listens, an event is sent and a real browser that was open before loads the wall`,
        `first starts (the longer counts): ${first.map(seconds).join(", ")}; later ones, with six busy hours stored (the median counts): ${later.map(seconds).join(", ")}`,
      ],
      numbers: { firstMs: Math.max(...first), laterMs: median(later) },
    };
  },
};

async function startUp(bench: Bench, page: Page, folder: string): Promise<{ took: number; server: Server }> {
  await page.goto("about:blank");
  const started = Date.now();
  const server = await openServer(bench.scope, folder);
  const lane = await openLane(server, "one");
  const telling = lane.post(Buffer.from(JSON.stringify(filedNow(`start-${started}`, 1_000_000))));
  await page.goto(`${server.url}/wall/overview`, { waitUntil: "commit" });
  const { origin, painted } = await firstOf(page);
  await telling;
  lane.close();
  return { took: origin + painted - started, server };
}
