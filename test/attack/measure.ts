import { SCENES } from "#wire/scenery.ts";
import { countEntities, differenceOf, type Flooded } from "../bench/counted.ts";
import { bodyOf, cut, sendAll } from "../bench/lanes.ts";
import { median, ms, quantile, sleep } from "../bench/row.ts";
import type { Helper, Scope } from "../bench/scope.ts";
import type { Gaps } from "../bench/screens.ts";
import { javascriptMb, openServer, residentMbOfAll, type Server } from "../bench/server.ts";
import { recentStory } from "../bench/story.ts";
import { cookieFor } from "../credentials.ts";
import type { Attack } from "./against.ts";
import type { Order, Said } from "./attacker.ts";
import { becameOf } from "./targets.ts";

export const WALLS = 100;
const EVENTS_PER_SECOND = 50;
/** Each of them sends an event, waits for its answer, and sends the next one due. */
const SOURCES = 20;
/** Stored before the first attack: six hours of a simulated centre of real size. */
const HOURS_BEFORE = 6;
const SAMPLE_MS = 100;
/** An attack must end by itself; if it does not, it is ended this long after its time. */
const OVERTIME_MS = 30_000;

/** A server with its walls. It serves one attack after another, as long as it lives. */
export interface Room {
  server: Server;
  walls: Helper;
  /** Its resident memory before its first attack; null before that. */
  startMb: number | null;
}

/** What an attack did to the others. */
export interface Outcome {
  longestGapMs: number;
  /** Walls that are still connected. */
  walls: number;
  p50Ms: number;
  p99Ms: number;
  /** Resident memory of the server, its database and the processes that it started included: before its first attack, before this one, and so on. */
  startMb: number;
  beforeMb: number;
  mostMb: number;
  afterMb: number;
  exits: number;
  /** Calls, freezes and reports by which the figures differ from what was sent. */
  wrong: number;
  /** Events of the others that were not acknowledged, or acknowledged and not counted. */
  lost: number;
  /** Bytes that the server logged. */
  logged: number;
  /** What went wrong in ways of this attack alone. */
  failures: string[];
  remarks: string[];
}

/** A room with all that the attacks need, so that what it stores is part of the memory at the start. */
export async function openRoom(scope: Scope, attacks: readonly Attack[]): Promise<Room> {
  const server = await openServer(scope);
  await sendAll(server, "batch", 2, cut(recentStory(1441, 1, HOURS_BEFORE), 500).map(bodyOf));
  const attacker = scope.helper("../attack/attacker.ts");
  for (const attack of attacks)
    if (attack.prepare)
      await attacker.ask({ ...(await orderOf(attack, server, 0)), isPreparation: true } satisfies Order);
  await attacker.stop();
  return { server, walls: scope.helper("screens.ts"), startMb: null };
}

async function orderOf({ name }: Attack, { url, key }: Server, seconds: number): Promise<Order> {
  return { name, url, key, cookie: await cookieFor(url), seconds };
}

/** Runs an attack beside 100 walls and 50 events a second, each of the three in a process of its own. */
export async function measure(
  attack: Attack,
  room: Room,
  scope: Scope,
  times: { seconds: number; restSeconds: number; seed: number },
): Promise<Outcome> {
  const { seconds, restSeconds, seed } = times;
  const { server, walls } = room;
  const { url, key } = server;
  const mostSeconds = seconds * (attack.patience ?? 1) + OVERTIME_MS / 1_000;
  await walls.ask({ close: true });
  const attacker = scope.helper("../attack/attacker.ts");
  const order = await orderOf(attack, server, seconds);
  await walls.ask({ open: { url, sockets: WALLS, greet: true, key, scenes: SCENES } });
  const others = scope.helper("flood.ts");
  const prepare = {
    perSecond: EVENTS_PER_SECOND,
    // What is due while an attack takes longer than it should is sent too.
    seconds: mostSeconds,
    seed,
    sizes: { least: 1, most: 1 },
    connections: SOURCES,
  };
  await others.ask({ prepare });
  const counted = await countEntities(url);
  const memory = openMemory(server);
  await sleep(3_000);
  const beforeMb = memory.newest();
  room.startMb ??= beforeMb;
  memory.reset();
  const javascript = [await javascriptMb(url)];
  const logBefore = server.output().length;
  await walls.ask({ gaps: true });
  await others.ask({ start: { url, key } });

  const { said: remarks, failures } = await Promise.race([
    attacker.ask<Said>(order),
    sleep(mostSeconds * 1_000).then((): Said => ({ said: [], failures: ["did not end by itself"] })),
  ]);
  await attacker.stop();
  const flooded = await others.ask<Flooded>({ stop: true });
  await others.stop();
  const mostMb = memory.most();
  await sleep(restSeconds * 1_000);
  const gaps = await walls.ask<Gaps>({ gaps: true });
  const afterMb = memory.newest();
  memory.stop();
  javascript.push(await javascriptMb(url).catch(() => Number.NaN));
  const logged = server.output().length - logBefore;

  const after = server.hasEnded() ? null : await countEntities(url).catch(() => null);
  const difference = after && differenceOf(counted, after, flooded, 0);
  remarks.push(
    `${flooded.sent} events of others, the slowest answered after ${ms(Math.max(...flooded.latencies))}`,
  );
  remarks.push(`of the memory JavaScript: ${javascript.map((mb) => `${Math.round(mb)} MB`).join(", then ")}`);
  if (difference?.problem) remarks.push(difference.problem);
  const { latencies } = flooded;
  return {
    longestGapMs: gaps.longestMs,
    walls: gaps.connected,
    p50Ms: median(latencies),
    p99Ms: quantile(latencies, 0.99),
    startMb: room.startMb,
    beforeMb,
    mostMb: Math.max(mostMb, afterMb),
    afterMb,
    ...becameOf(flooded, { before: counted, after, hasEnded: server.hasEnded() }),
    logged,
    failures,
    remarks,
  };
}

/** Samples the resident memory of the server. */
function openMemory({ pid, hasEnded }: Server) {
  let samples: number[] = [];
  const take = () => {
    if (hasEnded()) return;
    try {
      samples.push(residentMbOfAll(pid));
    } catch {
      // It has just ended. Where nothing was measured, no target is met.
    }
  };
  const timer = setInterval(take, SAMPLE_MS);
  return {
    most: () => Math.max(...samples),
    /** The median of the last two seconds. */
    newest: () => median(samples.slice(-2_000 / SAMPLE_MS)),
    reset() {
      samples = samples.slice(-1);
    },
    stop: () => clearInterval(timer),
  };
}
