import { dayOf, isoDate } from "#calendar/days.ts";
import type { Attack } from "./against.ts";
import { refusals, slowness } from "./faults.ts";
import { fortnight, sendFortnight } from "./fortnight.ts";
import { openCounts } from "./register.ts";
import { openAnalyst } from "./visitors.ts";

/** Of each kind of asker. */
const AT_ONCE = 25;
const GIVEN_UP_AFTER_MS = 100;
/** When the attack is over, a draft is worth waiting for. */
const MOST_DRAFT_MS = 10_000;

/** A page that somebody reads, its files, and the pages of targets; each again as it was known a moment ago. */
function questions(): string[] {
  const { from, until } = fortnight();
  const [first, last] = [dayOf(from) + 1, dayOf(until) - 1].map(isoDate);
  const days = `kind=custom&from=${first}&to=${last}`;
  const asked = [
    ...["", "&format=pdf", "&format=xlsx", "&format=csv"].map((as) => `/v1/reports/draft?${days}${as}`),
    `/v1/reports/draft?kind=monthly&from=${first}`,
    "/v1/targets?",
    "/v1/targets/losses-per-day?",
  ];
  const at = new Date(Date.now() - 1_000).toISOString();
  return [
    ...asked,
    ...asked.map((path) => `${path}${path.startsWith("/v1/reports") ? "&asOf" : "at"}=${at}`),
    "/v1/forecast?metric=calls.offered",
    "/v1/anomalies?metric=calls.offered",
  ];
}

/** Nothing that is asked is more than a page of the dashboard asks. */
export const drafts: Attack = {
  name: "drafts",
  what: `an analyst asks ${2 * AT_ONCE} times at once for drafts of reports over two weeks and for targets, now and as they were known; a half reads the answers, a half gives up after ${GIVEN_UP_AFTER_MS} ms`,
  prepare: sendFortnight,
  async run({ seconds, say, fail, ...there }) {
    const headers = await openAnalyst(there, "drafts");
    const over = performance.now() + seconds * 1_000;
    const atEnd = AbortSignal.timeout(seconds * 1_000);
    const counts = openCounts();
    const asked = questions();
    async function ask(path: string, signal: AbortSignal) {
      const answer = await fetch(there.url + path, { headers, signal });
      await answer.arrayBuffer();
      return answer.status;
    }
    await Promise.all(
      Array.from({ length: 2 * AT_ONCE }, async (_, n) => {
        for (let i = n; performance.now() < over; i++) {
          const signal = n < AT_ONCE ? atEnd : AbortSignal.timeout(GIVEN_UP_AFTER_MS);
          counts.add(await ask(asked[i % asked.length]!, signal).catch(() => "given up"));
        }
      }),
    );
    say(counts.text());
    fail(refusals(counts));
    // Those that were given up are not worked on: one that waits has its turn.
    const began = performance.now();
    const status = await ask(asked[0]!, AbortSignal.timeout(2 * MOST_DRAFT_MS)).catch(String);
    const took = performance.now() - began;
    if (status !== 200) fail(`then a draft was answered with ${status}`);
    fail(slowness(took, MOST_DRAFT_MS, "then a draft"));
    say(`then a draft was answered after ${Math.round(took)} ms`);
  },
};
