import { ms, sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";
import { refusals, slowness } from "./faults.ts";
import { fortnight, sendFortnight } from "./fortnight.ts";
import { openCounts } from "./register.ts";

const AT_ONCE = 12;
const GIVEN_UP_AFTER_MS = 100;
/** A page's figure comes before looks back. */
const MOST_PLAIN_MS = 2_000;

/** Each costs the embedded database seconds; nobody waits for an answer. */
export const lookBacks: Attack = {
  name: "look-backs",
  what: `${AT_ONCE} questions at once as of a moment, over two weeks, given up after ${GIVEN_UP_AFTER_MS} ms, again and again`,
  prepare: sendFortnight,
  async run({ url, seconds, say, fail }) {
    const { from, until } = fortnight();
    const question = `metric=calls.offered,reports.filed,freezes.sla_60m&from=${new Date(from).toISOString()}&to=${new Date(until).toISOString()}&step=day`;
    const over = performance.now() + seconds * 1_000;
    const counts = openCounts();
    const plain: number[] = [];
    const asking = Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < over) {
        const asOf = new Date(Date.now() - 1_000).toISOString();
        await fetch(`${url}/v1/figures?${question}&asOf=${asOf}`, {
          signal: AbortSignal.timeout(GIVEN_UP_AFTER_MS),
        })
          .then(async (response) => {
            await response.arrayBuffer();
            counts.add(response.status);
          })
          .catch(() => counts.add("given up"));
      }
    });
    while (performance.now() < over) {
      const asked = performance.now();
      const day = new Date(until).toISOString().slice(0, 10);
      const response = await fetch(`${url}/v1/figures?metric=calls.offered&from=${day}&to=2099-12-31`);
      await response.arrayBuffer();
      if (!response.ok) fail(`a plain figure was answered with ${response.status}`);
      plain.push(performance.now() - asked);
      await sleep(500);
    }
    await Promise.all(asking);
    const longest = Math.max(...plain);
    say(`${counts.text()}; a plain figure beside them took ${ms(longest)} at most`);
    fail(slowness(longest, MOST_PLAIN_MS, "a plain figure"));
    fail(refusals(counts));
  },
};
