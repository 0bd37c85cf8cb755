import type { CloudEvent } from "#wire/events.ts";
import { bodyOf, cut, sendAll } from "../bench/lanes.ts";
import { readFigures } from "../bench/server.ts";
import { pastDay, story } from "../bench/story.ts";
import type { Against } from "./against.ts";

const DAYS = 14;
/** Far from those of the events beside the attacks (1442 and following): no id is the same. */
const SEED = 77;

/** The two weeks before yesterday, of a simulated centre of real size: 240,000 events. */
export const fortnight = () => ({ from: pastDay(DAYS).from, until: pastDay(1).to });

/** Stores the two weeks, unless they are there. */
export async function sendFortnight(there: Pick<Against, "url" | "key">): Promise<void> {
  const { from, until } = fortnight();
  const window = { from: new Date(from).toISOString(), to: new Date(until).toISOString() };
  const [row] = await readFigures(there.url, { metric: "calls.offered", ...window });
  if (Number(row?.value ?? 0) > 0) return;
  await sendAll(there, "batch", 2, bodiesOf(story(SEED, 1, from, until)));
}

function* bodiesOf(events: ReturnType<typeof story>) {
  let some: CloudEvent[] = [];
  for (const event of events) {
    some.push(event);
    if (some.length < 2_000) continue;
    yield bodyOf(some);
    some = [];
  }
  for (const rest of cut(some, 2_000)) yield bodyOf(rest);
}
