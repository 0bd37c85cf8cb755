// A simulated centre's events at a steady rate, in small batches at their due times, whether or not the last one was
// answered (open loop): unanswered batches wait in further connections, or, with `connections`, for one that is free.
import type { CloudEvent } from "#wire/events.ts";
import type { Flooded } from "./counted.ts";
import { bodyOf, type Lane, openLane } from "./lanes.ts";
import { answer } from "./scope.ts";
import { entitiesOf, kindOf, recentStory } from "./story.ts";

const BATCH = { least: 20, most: 50 };
const HOURS = 3;
/** Events of a centre of real size in a busy hour, roughly; gives the size of the simulated centre. */
const AN_HOUR = 1_200;

let events: CloudEvent[] = [];
let perSecond = 0;
let sizes = BATCH;
let mostLanes = Number.POSITIVE_INFINITY;
let stopped = false;
let flooding: Promise<Flooded> | null = null;

answer(async (question: { prepare: Prepare } | { start: { url: string; key: string } } | { stop: true }) => {
  if ("prepare" in question) {
    ({ perSecond, sizes = BATCH, connections: mostLanes = Number.POSITIVE_INFINITY } = question.prepare);
    const { seconds, seed, kinds } = question.prepare;
    const wanted = perSecond * seconds;
    const size = Math.max(1, Math.ceil(wanted / (HOURS * AN_HOUR)));
    const isWanted = (event: CloudEvent) => kinds?.includes(kindOf(event)) ?? true;
    events = recentStory(seed, size, HOURS).filter(isWanted).slice(0, wanted);
    return events.length;
  }
  if ("start" in question) {
    flooding = flood(question.start);
    return null;
  }
  stopped = true;
  return flooding;
});

interface Prepare {
  perSecond: number;
  seconds: number;
  seed: number;
  /** Events in a batch. */
  sizes?: { least: number; most: number };
  connections?: number;
  /** Absent: of all kinds. */
  kinds?: string[];
}

async function flood(there: { url: string; key: string }): Promise<Flooded> {
  const free: Lane[] = [];
  const under = new Set<Promise<void>>();
  const line: (() => void)[] = [];
  let busy = 0;
  const flooded = { taken: 0, latencies: [] as number[], errors: [] as string[] };
  const started = performance.now();
  let sent = 0;

  async function send(batch: CloudEvent[], due: number) {
    if (busy >= mostLanes) await new Promise<void>((resolve) => line.push(resolve));
    busy++;
    let lane: Lane | undefined;
    try {
      lane = free.pop() ?? (await openLane(there, "batch"));
      const { accepted, duplicate } = await lane.post(bodyOf(batch));
      flooded.taken += accepted + duplicate;
      free.push(lane);
    } catch (error) {
      flooded.errors.push((error as Error).message);
      lane?.close();
    }
    flooded.latencies.push(performance.now() - due);
    busy--;
    line.shift()?.();
  }

  while (!stopped && sent < events.length) {
    const due = started + (sent / perSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
    const size = sizes.least + Math.floor(Math.random() * (sizes.most - sizes.least + 1));
    const batch = events.slice(sent, sent + size);
    sent += batch.length;
    const sending = send(batch, due).finally(() => under.delete(sending));
    under.add(sending);
  }
  const lasted = performance.now() - started;
  await Promise.all(under);
  for (const lane of free) lane.close();
  const entities = entitiesOf(events.slice(0, sent));
  return { ...flooded, sent, perSecond: (sent / lasted) * 1000, entities };
}
