import { DAY } from "#calendar/units.ts";
import { bodyOf, cut, sendAll } from "../bench/lanes.ts";
import { filedNow, pastDay } from "../bench/story.ts";
import type { Against, Attack } from "./against.ts";
import { failures } from "./faults.ts";
import { openCounts, register } from "./register.ts";

/** The highest loss that one report may have; 9,223 of them are what a day's figure can hold (2^63 − 1). */
const MOST_SATANG = 1e15;
const HELD = 9_223;
const EVENTS = 5_000;

let count = 0;
/** Of a day that nobody else counts in. */
function filed() {
  const event = filedNow(`unholdable-${++count}-${Date.now()}`, MOST_SATANG);
  return { ...event, time: new Date(pastDay(5).from + DAY / 2).toISOString() };
}

export const unholdable: Attack = {
  name: "unholdable",
  what: `requests of ${EVENTS} reports whose loss a figure cannot hold, one after another`,
  async prepare(there: Pick<Against, "url" | "key">) {
    await sendAll(there, "batch", 1, cut(Array.from({ length: HELD }, filed), 5_000).map(bodyOf));
  },
  async run({ url, seconds, say, fail }) {
    const own = await register({ url }, "unholdable", ["report.filed"]);
    const counts = openCounts();
    const over = performance.now() + seconds * 1_000;
    const headers = {
      authorization: `Bearer ${own}`,
      "content-type": "application/cloudevents-batch+json",
    };
    while (performance.now() < over) {
      const body = JSON.stringify(Array.from({ length: EVENTS }, filed));
      await fetch(`${url}/v1/events`, { method: "POST", headers, body })
        .then(async (response) => {
          await response.arrayBuffer();
          counts.add(response.status);
        })
        .catch(() => counts.add("cut"));
    }
    say(`answers: ${counts.text()}`);
    fail(failures([counts], "requests"));
  },
};
