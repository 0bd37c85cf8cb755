import { bodyOf, cut, openLane, sendAll } from "./lanes.ts";
import { type Bench, type Measured, type Row, share, sleep, sum } from "./row.ts";
import type { Helper } from "./scope.ts";
import type { Heard } from "./screens.ts";
import { cpuSeconds, openServer } from "./server.ts";
import { filedNow, recentStory } from "./story.ts";

const SOCKETS = 2_000;
const ROUNDS = 2;
const WHOLE_MS = 12_000;
const BASE_MS = 8_000;

export const sockets: Row = {
  name: "sockets",
  what: "server CPU to send a frame each second to 2,000 sockets ÷ bare ws sending the same bytes",
  toReach: "≤ 1.3",
  anywhere: false,
  run: measure,
};

/** Server CPU of the main thread, in percent of a core, with one socket and with all; of the whole process, with all. */
interface Load {
  one: number;
  all: number;
  whole: number;
}

async function measure(bench: Bench): Promise<Measured> {
  const wanted = share(bench, SOCKETS, 200);
  const server = await openServer(bench.scope);
  await sendAll(server, "batch", 1, cut(recentStory(1442, 1, 4), 1_000).map(bodyOf));
  const screens = bench.scope.helper("screens.ts");
  const bare = await openSide(bench, "ws");
  const library = await openSide(bench, "socket.io");
  const lane = await openLane(server, "one");
  bench.scope.onEnd(lane.close);

  let events = 0;
  /** An event per second causes a frame per second. */
  async function tellFor(milliseconds: number) {
    const until = performance.now() + milliseconds;
    for (; performance.now() < until; await sleep(Math.min(1_000, Math.max(0, until - performance.now()))))
      await lane.post(Buffer.from(JSON.stringify(filedNow(`frame-${++events}`, 100_000))));
  }
  const ours = (count: number, milliseconds: number) =>
    segment({
      screens,
      url: server.url,
      greet: true,
      key: server.key,
      pid: server.pid,
      count,
      deed: () => tellFor(milliseconds),
    });
  const theirs = (side: Side, count: number, milliseconds: number, play: Heard[]) =>
    segment({
      screens,
      url: side.url,
      greet: side.greet,
      pid: side.helper.pid,
      count,
      deed: () => side.helper.ask({ play, milliseconds }),
    });

  const room: Load[] = [];
  const plain: Load[] = [];
  const alone: Load[] = [];
  const messages: number[] = [];
  const bytes: number[] = [];
  await ours(wanted, share(bench, BASE_MS / 2, 2_000));
  for (let round = 0; round < ROUNDS; round++) {
    // In turn, so that warming up and ageing favour neither side.
    const quietFirst = round % 2 === 0 ? await ours(1, share(bench, BASE_MS, 3_000)) : null;
    const all = await ours(wanted, share(bench, WHOLE_MS, 4_000));
    const one = quietFirst ?? (await ours(1, share(bench, BASE_MS, 3_000)));
    room.push({ one: one.percent, all: all.percent, whole: all.whole });
    for (const [side, loads] of [
      [bare, plain],
      [library, alone],
    ] as const) {
      const sideOne = await theirs(side, 1, share(bench, BASE_MS / 2, 2_000), all.heard);
      const sideAll = await theirs(side, wanted, share(bench, WHOLE_MS, 4_000), all.heard);
      loads.push({ one: sideOne.percent, all: sideAll.percent, whole: sideAll.whole });
    }
    messages.push(all.heard.length / all.seconds);
    bytes.push(sum(all.heard.map(({ text }) => text.length)) / all.seconds);
    const told = (loads: Load[]) => `${loads.at(-1)!.one.toFixed(1)} → ${loads.at(-1)!.all.toFixed(1)} %`;
    bench.say(`${told(room)} of a core, bare ws ${told(plain)}, socket.io alone ${told(alone)}`);
  }
  const mean = (loads: Load[], of: keyof Load) => sum(loads.map((load) => load[of])) / loads.length;
  const net = (loads: Load[]) => mean(loads, "all") - mean(loads, "one");
  const ratio = net(room) / net(plain);
  const ofLibrary = net(alone) / net(plain);
  const raw = mean(room, "whole") / mean(plain, "whole");
  const shown = (loads: Load[]) => `${mean(loads, "all").toFixed(1)} − ${mean(loads, "one").toFixed(1)} %`;
  return {
    reached: `${ratio.toFixed(2)} (${net(room).toFixed(1)} ÷ ${net(plain).toFixed(1)} % of a core)`,
    ok: ratio > 0 && ratio <= 1.3,
    remarks: [
      `user and system time of the server's main thread, where all sockets are, with ${wanted} screens less the same with one (${shown(room)}), so that receiving events and composing the scene are on neither side; bare ws likewise (${shown(plain)}); raw, the whole process with its database, nothing taken off: ${raw.toFixed(2)}`,
      `socket.io alone, without a line of the war room, sending the same to the same: ${ofLibrary.toFixed(2)} of bare ws (${shown(alone)}); what the war room adds to it: ${(net(room) / net(alone)).toFixed(2)}`,
      `an event a second made ${(sum(messages) / ROUNDS).toFixed(1)} messages a second (frames and beats), ${(sum(bytes) / ROUNDS / 1024).toFixed(1)} KB/s to each socket; the bare server sends those very texts at the same times; its screens answer as those of the war room do, and it reads and drops the answers; deflate off on both`,
    ],
    numbers: {
      ratio,
      raw,
      ofLibrary,
      netPercent: net(room),
      bareNetPercent: net(plain),
      messagesPerSecond: sum(messages) / ROUNDS,
    },
  };
}

/** A server to compare with. `greet`: screens shake hands as socket.io does. */
interface Side {
  helper: Helper;
  url: string;
  greet: boolean;
}

async function openSide(bench: Bench, listen: "ws" | "socket.io"): Promise<Side> {
  const helper = bench.scope.helper("bareSockets.ts");
  const port = await helper.ask<number>({ listen });
  return { helper, url: `http://127.0.0.1:${port}`, greet: listen === "socket.io" };
}

async function segment(options: {
  screens: Helper;
  url: string;
  greet: boolean;
  key?: string;
  pid: number;
  count: number;
  deed: () => Promise<unknown>;
}) {
  const { screens, url, greet, key = "", pid, count, deed } = options;
  await screens.ask({ open: { url, sockets: count, greet, key } });
  await sleep(2_500);
  await screens.ask({ note: true });
  const cpu = cpuSeconds(pid);
  const started = performance.now();
  await deed();
  const seconds = (performance.now() - started) / 1000;
  const used = cpuSeconds(pid);
  const percent = ((used.main - cpu.main) / seconds) * 100;
  const whole = ((used.whole - cpu.whole) / seconds) * 100;
  const noted = await screens.ask<{ heard: Heard[]; received: number }>({ noted: true });
  await screens.ask({ close: true });
  await sleep(500);
  return { ...noted, percent, whole, seconds };
}
