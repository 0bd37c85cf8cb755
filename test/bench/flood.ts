// A simulated centre's events at a steady rate, in small batches at their due times, whether or not the last one was
// answered (open loop): unanswered batches wait in further connections.
import type { CloudEvent } from "#wire/events.ts";
import type { Flooded } from "./counted.ts";
import { bodyOf, type Lane, openLane } from "./lanes.ts";
import { answer } from "./scope.ts";
import { entitiesOf, recentStory } from "./story.ts";

const BATCH = { least: 20, most: 50 };
const HOURS = 3;
/** Events of a centre of real size in a busy hour, roughly; gives the size of the simulated centre. */
const AN_HOUR = 1_200;

let events: CloudEvent[] = [];
let perSecond = 0;
let stopped = false;
let flooding: Promise<Flooded> | null = null;

answer(
  async (
    question:
      | { prepare: { perSecond: number; seconds: number; seed: number } }
      | { start: { url: string; key: string } }
      | { stop: true },
  ) => {
    if ("prepare" in question) {
      perSecond = question.prepare.perSecond;
      const wanted = perSecond * question.prepare.seconds;
      const size = Math.max(1, Math.ceil(wanted / (HOURS * AN_HOUR)));
      events = recentStory(question.prepare.seed, size, HOURS).slice(0, wanted);
      return events.length;
    }
    if ("start" in question) {
      flooding = flood(question.start);
      return null;
    }
    stopped = true;
    return flooding;
  },
);

async function flood(there: { url: string; key: string }): Promise<Flooded> {
  const free: Lane[] = [];
  const under = new Set<Promise<void>>();
  const flooded = { taken: 0, longestMs: 0, errors: [] as string[] };
  const started = performance.now();
  let sent = 0;

  async function send(batch: CloudEvent[], due: number) {
    const lane = free.pop() ?? (await openLane(there, "batch"));
    try {
      const { accepted, duplicate } = await lane.post(bodyOf(batch));
      flooded.taken += accepted + duplicate;
      free.push(lane);
    } catch (error) {
      flooded.errors.push((error as Error).message);
      lane.close();
    }
    flooded.longestMs = Math.max(flooded.longestMs, performance.now() - due);
  }

  while (!stopped && sent < events.length) {
    const due = started + (sent / perSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
    const size = BATCH.least + Math.floor(Math.random() * (BATCH.most - BATCH.least + 1));
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
