import { gzipSync } from "node:zlib";
import { SCENES } from "#wire/scenery.ts";
import { type First, first, noteFirst, openPage } from "./browser.ts";
import { bodyOf, cut, sendAll } from "./lanes.ts";
import { type Bench, median, ms, type Row, share } from "./row.ts";
import { openServer } from "./server.ts";
import { recentStory } from "./story.ts";

const LOADS = 7;
const MOST_BYTES = 250 * 1024;
const MOST_MS = 1_000;

export const weight: Row = {
  name: "weight",
  what: "JavaScript and CSS of a wall before its first number, gzipped",
  toReach: "≤ 250 KB",
  anywhere: false,
  async run(bench) {
    const { load, url } = await openLoads(bench);
    const found: { scene: string; bytes: number; files: string[] }[] = [];
    for (const scene of SCENES) {
      const { files } = await load(scene);
      const bodies = await Promise.all(files.map(async (file) => (await fetch(url + file)).arrayBuffer()));
      const bytes = bodies.reduce((sum, body) => sum + gzipSync(Buffer.from(body)).length, 0);
      found.push({ scene, bytes, files });
    }
    const worst = found.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    const kb = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
    return {
      reached: `${kb(worst.bytes)} (${worst.scene})`,
      ok: worst.bytes <= MOST_BYTES,
      remarks: [
        `scripts and stylesheets that the page itself had got when its first number stood there, each gzipped as zlib does by default; the heaviest scene counts: ${found.map(({ scene, bytes, files }) => `${scene} ${kb(bytes)} in ${files.length} files`).join(", ")}`,
      ],
      numbers: Object.fromEntries(found.map(({ scene, bytes }) => [scene, bytes])),
    };
  },
};

export const cold: Row = {
  name: "cold",
  what: "cold load of a wall to its first number, local",
  toReach: "≤ 1 s",
  anywhere: false,
  async run(bench) {
    const { load } = await openLoads(bench);
    const found: { scene: string; inDom: number; painted: number; all: number[] }[] = [];
    for (const scene of SCENES) {
      const loads: First[] = [];
      for (let n = 0; n < share(bench, LOADS, 2); n++) loads.push(await load(scene));
      const all = loads.map(({ painted }) => painted);
      found.push({ scene, inDom: median(loads.map(({ inDom }) => inDom)), painted: median(all), all });
      bench.say(`${scene}: ${all.map(ms).join(", ")}`);
    }
    const worst = found.reduce((a, b) => (b.painted > a.painted ? b : a));
    return {
      reached: `${ms(worst.painted)} (${worst.scene})`,
      ok: worst.painted <= MOST_MS,
      remarks: [
        `from the start of the navigation to the task after the animation frame with the first number, by the page's own clock; each load in a new profile without a cache, the browser runs already, six busy hours are stored; the median of ${found[0]!.all.length} loads of the slowest scene counts`,
        ...found.map(
          ({ scene, inDom, painted, all }) =>
            `${scene}: ${ms(painted)}, in the DOM after ${ms(inDom)}, longest ${ms(Math.max(...all))}`,
        ),
      ],
      numbers: Object.fromEntries(found.map(({ scene, painted }) => [scene, painted])),
    };
  },
};

/** A server with figures to show, and a browser with an empty cache. */
async function openLoads(bench: Bench): Promise<{ url: string; load(scene: string): Promise<First> }> {
  const server = await openServer(bench.scope);
  await sendAll(server, "batch", 2, cut(recentStory(1441, 1, 6), 1_000).map(bodyOf));
  const browser = (await openPage(bench.scope)).context().browser()!;
  return {
    url: server.url,
    async load(scene) {
      const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
      try {
        const page = await context.newPage();
        await page.addInitScript("globalThis.__name = (named) => named");
        await noteFirst(page, '[data-figure]:not([data-value=""])');
        await page.goto(`${server.url}/wall/${scene}`);
        return await first(page);
      } finally {
        await context.close();
      }
    },
  };
}
