import type { Opened, Profile, Question } from "./door.ts";
import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Bench, type Measured, type Row, share, sleep } from "./row.ts";
import { cpuSeconds } from "./server.ts";
import { filedNow, pastDay, recentStory, story } from "./story.ts";

const LEAST = 0.97;
const SINGLES = 8_000;
const BATCHED = 60_000;
const FRAMES_MS = 20_000;
const FRAME_MS = 100;
const SCREENS = 200;

/**
 * What is a check: who it is (keys, sessions, displays, embeds), from where (origin, host, proxies, refusals), what it may
 * (rights, scope), and what personal data an event has. All functions of these files, with what they
 * call. Left out is what cannot be told from its neighbours: a type looked up in the set that a key may send.
 */
const CHECKS = [
  ...["http/guard", "http/hosts", "http/refusals", "http/client", "http/cookies", "access/", "sources/keys"],
  ...["displays/", "embeds/", "figures/narrow", "live/admission", "writing/personal", "ingest/checkPersonal"],
].map((file) => `/backend/${file}`);

export const checks: Row = {
  name: "checks",
  what: "POST /v1/events and a frame with all checks ÷ without",
  toReach: `≥ ${LEAST}`,
  anywhere: false,
  run: measure,
};

/**
 * The program has no switch that turns its checks off, and must have none. So a sampling profile of its main thread, in which
 * all checks run, tells what part of it they are: of the time in which it worked, a part s had a check on the stack. Idle
 * time, and what V8 cannot name, are left out of the work, which makes s larger. The main thread uses a part m of the CPU
 * time of the process; the rest is the database's thread. Without its checks the same work would take 1 − s × m of the CPU
 * time: that is the ratio. m is taken from a pass without the profiler, whose own work would count.
 */
async function measure(bench: Bench): Promise<Measured> {
  const door = bench.scope.helper("door.ts");
  const ask = <Answer>(question: Question) => door.ask<Answer>(question);
  const there = await ask<Opened>({ open: true });
  await sendAll(there, "batch", 2, cut(recentStory(1442, 1, 4), 1_000).map(bodyOf));
  const { from, to } = pastDay(1);
  const day = [...story(1441, 10, from, to)];
  const singles = (count: number) => day.splice(0, count).map((event) => Buffer.from(JSON.stringify(event)));
  const batches = (count: number) => cut(day.splice(0, count), 1_000).map(bodyOf);
  const lane = await openLane(there, "one");
  bench.scope.onEnd(lane.close);
  let events = 0;
  async function frames(milliseconds: number) {
    for (const until = performance.now() + milliseconds; performance.now() < until; await sleep(FRAME_MS))
      await lane.post(Buffer.from(JSON.stringify(filedNow(`frame-${++events}`, 100_000))));
  }
  const screens = bench.scope.helper("screens.ts");

  const loads: { what: string; work: (part: number) => Promise<unknown> }[] = [
    {
      what: "an event by itself",
      work: (part) => sendAll(there, "one", 50, singles(share(bench, SINGLES * part, 200))),
    },
    {
      what: "a batch of 1,000",
      work: (part) => sendAll(there, "batch", 4, batches(share(bench, BATCHED * part, 1_000))),
    },
    {
      what: "a frame",
      work: async (part) => {
        await screens.ask({ open: { url: there.url, sockets: SCREENS, greet: true, key: there.key } });
        await frames(share(bench, FRAMES_MS * part, 1_000));
      },
    },
  ];
  const found: { what: string; ratio: number; said: string }[] = [];
  for (const { what, work } of loads) {
    await work(0.25);
    const before = cpuSeconds(door.pid);
    await work(0.5);
    const after = cpuSeconds(door.pid);
    const main = (after.main - before.main) / (after.whole - before.whole);
    await ask({ profile: true });
    await work(1);
    const { checked, busyMs, most } = partOf(await ask<Profile>({ profiled: true }));
    if (most.length === 0) throw new Error(`${what}: no check was seen; have their files other names now?`);
    const percent = (part: number) => `${(part * 100).toFixed(2)} %`;
    const said = `${what}: ${percent(checked)} of ${(busyMs / 1_000).toFixed(1)} s of the main thread, which is ${percent(main)} of all (${most.map(({ name, part }) => `${name} ${percent(part)}`).join(", ")})`;
    bench.say(said);
    found.push({ what, ratio: 1 - checked * main, said });
  }
  return {
    reached: found.map(({ what, ratio }) => `${ratio.toFixed(3)} ${what}`).join(", "),
    ok: found.every(({ ratio }) => ratio >= LEAST),
    remarks: [
      "1 less the part of the process' CPU time in which a check was on the stack, by a sampling profile of the main thread every 0.2 ms; the program from its sources, in a process of its own, with its embedded database",
      `checked, with the most costly: ${found.map(({ said }) => said).join("; ")}`,
    ],
    numbers: Object.fromEntries(found.map(({ what, ratio }) => [what, ratio])),
  };
}

/** No work, or none that has a name. */
const NO_WORK = new Set(["(root)", "(idle)", "(program)"]);

/** The part of a profile's work in which a check was on the stack; `most`: in which of them, the most first. */
export function partOf(profile: Profile) {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const checkOf = new Map<number, string | null>();
  const visit = (id: number, above: string | null) => {
    const { callFrame, children = [] } = byId.get(id)!;
    const own = above ?? nameOf(callFrame);
    checkOf.set(id, own);
    for (const child of children) visit(child, own);
  };
  visit(profile.nodes[0]!.id, null);
  let busy = 0;
  const spent = new Map<string, number>();
  for (const [place, id] of (profile.samples ?? []).entries()) {
    const took = profile.timeDeltas?.[place] ?? 0;
    if (NO_WORK.has(byId.get(id)!.callFrame.functionName)) continue;
    busy += took;
    const check = checkOf.get(id);
    if (check) spent.set(check, (spent.get(check) ?? 0) + took);
  }
  const most = [...spent].sort(([, a], [, b]) => b - a);
  const checked = most.reduce((sum, [, took]) => sum + took, 0);
  return {
    checked: checked / busy,
    busyMs: busy / 1_000,
    most: most.slice(0, 4).map(([name, took]) => ({ name, part: took / busy })),
  };
}

/** The check that a function is, by the name of its file; null: it is none. */
function nameOf({ url }: Profile["nodes"][number]["callFrame"]): string | null {
  return CHECKS.some((file) => url.includes(file)) ? (/backend\/(.*)\.ts/.exec(url)?.[1] ?? url) : null;
}
