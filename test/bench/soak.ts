import { MINUTE } from "#calendar/units.ts";
import { STATES } from "../wall/sceneries.ts";
import { openPage } from "./browser.ts";
import { type Holdings, holdingsOf } from "./holdings.ts";
import type { Bench, Measured, Row } from "./row.ts";
import type { Ran } from "./thread.ts";

/** Simulated hours; a day is `--part 24`. */
const HOURS = 1;
/** The speed of the centre's clock, at most: it waits for the slowest wall. */
const FACTOR = 40;
/** Frames per second of that clock. Each changes everything, which is more than in a second of a real day. */
const A_SECOND = 0.2;
/** The period of the centre and of the named screen: only states a whole number of periods apart are comparable. */
const CYCLE = 3 * MINUTE;
/** How long the named screen shows a scene; four of them divide a cycle. */
const TURN_MS = 15_000;
/** As many as fit into a cycle, each for twenty seconds. */
const SHOWN = STATES.slice(0, 9);
const SAMPLES = 10;
const MOST_MB_AN_HOUR = 1;
/** Counts as no growth: less than the random remainder of a garbage collection. */
const NONE = { mb: 0.25, nodes: 20, listeners: 5, canvases: 0.5, detached: 20 };

export const soak: Row = {
  name: "soak",
  what: "what a wall's page holds after collection, a simulated hour (--part 24: a day)",
  toReach: "≤ 1 MB per simulated hour, then 0",
  anywhere: false,
  run: measure,
};

async function measure(bench: Bench): Promise<Measured> {
  const centre = bench.scope.helper("centre.ts");
  const url = await centre.ask<string>({ open: SHOWN, turnMs: TURN_MS });
  // Two walls that stay on their scene, and a named screen whose scene the server changes.
  const paths = ["/wall/overview", "/wall/freezes", "/wall?screen=hall"];
  const walls = await Promise.all(
    paths.map(async (path) => {
      const page = await openPage(bench.scope, [], { viewport: { width: 640, height: 360 } });
      await page.addInitScript(hasten, FACTOR);
      await page.goto(url + path);
      await page.locator("[data-connection=live]").waitFor();
      return { name: path.slice("/wall".length + 1), page, samples: [] as Holdings[] };
    }),
  );
  const cycles = Math.max(SAMPLES - 1, Math.round((HOURS * bench.part * 60 * MINUTE) / CYCLE));
  const each = Math.floor(cycles / (SAMPLES - 1)) * CYCLE;
  const ran: Ran = { frames: 0, seconds: 0 };
  const run = async (ms: number) => {
    const { frames, seconds } = await centre.ask<Ran>({ run: { ms, factor: FACTOR, perSecond: A_SECOND } });
    ran.frames += frames;
    ran.seconds += seconds;
  };
  // What is created once, when a part is first shown, is not growth.
  await run(CYCLE + MINUTE / 2);
  for (let n = 0; n < SAMPLES; n++) {
    if (n > 0) await run(each);
    for (const { page } of walls) await page.locator("[data-connection=live]").waitFor();
    for (const wall of walls) wall.samples.push(await holdingsOf(wall.page));
    const last = walls.map(({ samples }) => samples.at(-1)!);
    bench.say(
      `${((n * each) / MINUTE / 60).toFixed(1)} h: ${last.map(({ mb, nodes }) => `${mb.toFixed(2)} MB ${nodes}`).join(", ")}`,
    );
  }

  const hours = (each * (SAMPLES - 1)) / (60 * MINUTE);
  const judged = walls.map(({ name, samples }) => {
    const first = samples[0]!;
    const last = samples.at(-1)!;
    const whole = (last.mb - first.mb) / hours;
    const half = samples.slice(samples.length / 2);
    const late = (of: keyof Holdings) => slopeOf(half.map((sample) => sample[of])) * (half.length - 1);
    const grown = (Object.keys(NONE) as (keyof Holdings)[]).filter((of) => late(of) > NONE[of]);
    const said = `${name}: ${first.mb.toFixed(2)} → ${last.mb.toFixed(2)} MB (${whole.toFixed(3)} MB an hour; second half ${late("mb").toFixed(2)} MB in all), nodes ${first.nodes} → ${last.nodes}, detached ${first.detached} → ${last.detached}, listeners ${first.listeners} → ${last.listeners}, canvases ${first.canvases} → ${last.canvases}`;
    return {
      name,
      whole,
      late: late("mb"),
      grown,
      said: grown.length > 0 ? `${said}; GROWN: ${grown.join(", ")}` : said,
    };
  });
  const worst = judged.reduce((a, b) => (b.whole > a.whole ? b : a));
  const late = Math.max(...judged.map(({ late }) => late));
  const perHour = ran.frames / walls.length / (hours + CYCLE / (60 * MINUTE));
  return {
    reached: `${worst.whole.toFixed(2)} MB an hour, ${late.toFixed(2)} MB in the second half`,
    ok: judged.every(({ whole, grown }) => whole <= MOST_MB_AN_HOUR && grown.length === 0),
    remarks: [
      `${hours.toFixed(1)} simulated hours in ${(ran.seconds / 60).toFixed(1)} minutes on three walls, one led through the four scenes in place, ${Math.round((hours * 60 * MINUTE) / TURN_MS).toLocaleString("en")} turns; on average ${Math.round(perHour)} frames a wall and hour, in each of which everything changes; ${SAMPLES} samples, each after collection and with the centre in the same state; flat is less than ${NONE.mb} MB over the second half`,
      ...judged.map(({ said }) => said),
    ],
    numbers: Object.fromEntries(
      judged.flatMap(({ name, whole, late }) => [
        [`${name} MbAnHour`, whole],
        [`${name} lateMb`, late],
      ]),
    ),
  };
}

/** Runs in the page and speeds up its clock, whose ticks are the page's only short timers. */
function hasten(factor: number) {
  const later = window.setTimeout.bind(window);
  const soon = (deed: () => void, ms = 0) => later(deed, ms <= 1_010 ? ms / factor : ms);
  Object.assign(window, { setTimeout: soon });
}

/** Least squares, per sample. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return over / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}
