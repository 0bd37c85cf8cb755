import type { Attack } from "./against.ts";
import { refusals } from "./faults.ts";
import { sendFortnight } from "./fortnight.ts";
import { openCounts } from "./register.ts";

const AT_ONCE = 50;
const GIVEN_UP_AFTER_MS = 100;

/** As they were known they are counted again from the raw events of ten weeks; nobody waits for an answer. */
export const pastTargets: Attack = {
  name: "past-targets",
  what: `${AT_ONCE} times at once the targets as they were known and the promises of a past day, over two weeks, given up after ${GIVEN_UP_AFTER_MS} ms, again and again`,
  prepare: sendFortnight,
  async run({ url, key, seconds, say, fail }) {
    const over = performance.now() + seconds * 1_000;
    const counts = openCounts();
    const ask = (path: string, signal: AbortSignal) =>
      fetch(`${url}${path}at=${new Date(Date.now() - 1_000).toISOString()}`, {
        headers: { authorization: `Bearer ${key}` },
        signal,
      });
    const paths = ["/v1/targets?", "/v1/sla?", "/v1/targets/losses-per-day?"];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        while (performance.now() < over)
          await ask(paths[n % paths.length]!, AbortSignal.timeout(GIVEN_UP_AFTER_MS))
            .then(async (response) => {
              await response.arrayBuffer();
              counts.add(response.status);
            })
            .catch(() => counts.add("given up"));
      }),
    );
    say(counts.text());
    fail(refusals(counts));
    // Those that were given up are not worked on: one that waits has its turn.
    const began = performance.now();
    const answer = await ask("/v1/sla?", AbortSignal.timeout(10_000));
    await answer.arrayBuffer();
    if (!answer.ok) fail(`the promises were answered with ${answer.status}`);
    say(`then one was answered after ${Math.round(performance.now() - began)} ms`);
  },
};
