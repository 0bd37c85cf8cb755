import type { Attack } from "./against.ts";
import { failures } from "./faults.ts";
import { fortnight, sendFortnight } from "./fortnight.ts";
import { openCounts } from "./register.ts";

const AT_ONCE = 50;

/** The questions that cost most of those that are answered, and one that is refused after much has been read. */
const QUESTIONS = [
  "metric=freezes.requested&step=hour&by=bank,hop",
  "metric=calls.offered,calls.answered,calls.abandoned,calls.ended&step=minute",
  "metric=calls.offered&step=minute&by=queue",
];

export const costly: Attack = {
  name: "costly",
  what: `${AT_ONCE} at once of the costliest plain questions, over two weeks, each read to its end`,
  prepare: sendFortnight,
  async run({ url, seconds, say, fail }) {
    const { from, until } = fortnight();
    const window = `from=${new Date(from).toISOString()}&to=${new Date(until).toISOString()}`;
    const counts = openCounts();
    const over = performance.now() + seconds * 1_000;
    const signal = AbortSignal.timeout(seconds * 1_000);
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        while (performance.now() < over)
          await fetch(`${url}/v1/figures?${QUESTIONS[n % QUESTIONS.length]}&${window}`, { signal })
            .then(async (response) => {
              await response.arrayBuffer();
              counts.add(response.status);
            })
            .catch(() => counts.add("not answered"));
      }),
    );
    say(`answers: ${counts.text()}`);
    fail(failures([counts], "questions"));
  },
};
