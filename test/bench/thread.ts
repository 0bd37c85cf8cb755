import { SCENES } from "#wire/scenery.ts";
import { openPage, rendererOf } from "./browser.ts";
import { type Row, share, sleep } from "./row.ts";
import { cpuSeconds } from "./server.ts";

const SECONDS = 24;
const A_SECOND = 10;
const MOST = 0.15;

export interface Ran {
  frames: number;
  seconds: number;
}

export const thread: Row = {
  name: "thread",
  what: "main thread of a wall's page at 10 frames a second, all tiles changing",
  toReach: "≤ 15 % of a core",
  anywhere: false,
  async run(bench) {
    const centre = bench.scope.helper("centre.ts");
    const url = await centre.ask<string>({ open: ["many"] });
    const run = (seconds: number) =>
      centre.ask<Ran>({ run: { ms: seconds * 1_000, factor: 1, perSecond: A_SECOND } });
    const found: { scene: string; busy: number; main: number; whole: number; said: string }[] = [];
    for (const scene of SCENES) {
      const page = await openPage(bench.scope);
      await page.goto(`${url}/wall/${scene}`);
      await page.locator("[data-connection=live]").waitFor();
      await run(5);
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Performance.enable", { timeDomain: "timeTicks" });
      const pid = await rendererOf(page);
      const read = async () => {
        const { metrics } = await devtools.send("Performance.getMetrics");
        return {
          ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
          cpu: cpuSeconds(pid),
        };
      };
      const before: Awaited<ReturnType<typeof read>> & Record<string, unknown> = await read();
      const { frames, seconds } = await run(share(bench, SECONDS, 3));
      const after: typeof before = await read();
      const spent = (name: string) => (Number(after[name]) - Number(before[name])) / seconds;
      const main = (after.cpu.main - before.cpu.main) / seconds;
      const whole = (after.cpu.whole - before.cpu.whole) / seconds;
      const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
      const said = `${scene}: ${percent(spent("TaskDuration"))} (script ${percent(spent("ScriptDuration"))}, style ${percent(spent("RecalcStyleDuration"))}, layout ${percent(spent("LayoutDuration"))}), ${(frames / seconds).toFixed(1)} frames a second; CPU of that thread ${percent(main)}, of the page's whole process ${percent(whole)}`;
      bench.say(said);
      found.push({ scene, busy: spent("TaskDuration"), main, whole, said });
      await page.context().browser()!.close();
      await sleep(500);
    }
    const worst = found.reduce((a, b) => (b.busy > a.busy ? b : a));
    return {
      reached: `${(worst.busy * 100).toFixed(1)} % (${worst.scene})`,
      ok: worst.busy <= MOST,
      remarks: [
        "the time in which a task stands on the page's main thread (DevTools' TaskDuration), by the wall clock, so that what another process takes from it counts too; the worst scene counts; all figures, tables, lists and the newest minute change in each frame, on the fullest wall",
        ...found.map(({ said }) => said),
      ],
      numbers: Object.fromEntries(
        found.flatMap(({ scene, busy, main }) => [
          [scene, busy],
          [`${scene}Cpu`, main],
        ]),
      ),
    };
  },
};
