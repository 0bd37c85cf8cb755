import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isoDate, readDate, startOf } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

const TODAY = readDate("2026-11-26")!;
const NOW = startOf(TODAY) + 9 * HOUR;
/** Two months ago, over four weeks: the raw events of a week lie together, so that four of them are written to. */
const [FROM, UNTIL] = [readDate("2026-09-14")!, readDate("2026-10-12")!];
const PROVINCES = ["TH-10", "TH-50", "TH-83"];
const CHANNELS = ["1441", "police", "online"] as const;

let clock: HandClock;
let program: Program;
const all: CloudEvent<"report.filed">[] = [];
/** Cases from 23:50 of each day to 00:10 of the next, which zones would part otherwise, and at noon. */
function casesOf(from: number, until: number, perDay: number, prefix: string) {
  const events: CloudEvent<"report.filed">[] = [];
  for (let day = from; day < until; day++)
    for (let n = 0; n < perDay; n++) {
      const at = startOf(day) + [5 * MINUTE, 12 * HOUR, 24 * HOUR - 5 * MINUTE][n % 3]! + n;
      events.push(
        event("report.filed", at, {
          reportId: `${prefix}-${day}-${n}`,
          channel: CHANNELS[(day + n) % 3]!,
          agency: "aoc",
          scamType: n % 2 ? "job" : "loan",
          province: PROVINCES[n % 3]!,
          lossSatang: 100_003 * (n + 1) + day,
        }) as CloudEvent<"report.filed">,
      );
    }
  all.push(...events);
  return events;
}
const tell = async (events: readonly CloudEvent[]) => {
  await program.tell(...events);
  await program.tell(event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() }));
  await clock.turn(2_000);
};
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
  await tell(casesOf(FROM, UNTIL, 6, "first"));
  await tell(casesOf(TODAY - 3, TODAY, 6, "new"));
});
afterAll(() => program.close());

const range = `from=${isoDate(FROM)}&to=${isoDate(UNTIL)}`;
const figures = async (more: string) =>
  (await program.figures(`metric=reports.filed,reports.loss_satang&${range}&${more}`)).rows;
type Rows = Awaited<ReturnType<typeof figures>>;
const sums = (rows: Rows) => {
  const of = (metric: string) =>
    rows.filter((row) => row.metric === metric).reduce((sum, { value }) => sum + Number(value ?? 0), 0);
  return { filed: of("reports.filed"), loss: of("reports.loss_satang") };
};
/** From the events alone. */
function raw(isMeant: (at: number) => boolean = () => true) {
  const own = all.filter(({ time }) => {
    const at = Date.parse(time);
    return at >= startOf(FROM) && at < startOf(UNTIL) && isMeant(at);
  });
  return { filed: own.length, loss: own.reduce((sum, { data }) => sum + data.lossSatang, 0) };
}
const STEPS = ["step=total", "step=day", "step=hour"];
const SLICES = ["province", "channel", "scamType", "agency"].map((by) => `step=total&by=${by}`);

describe("complaint 24: aggregates are silently stale after rows that come late", () => {
  it("a batch two months late, over four weeks of raw events, is in every sum at once, by Bangkok's days", async () => {
    const before = sums(await figures("step=total"));
    expect(before).toEqual(raw());
    await tell(casesOf(FROM, UNTIL, 4, "late"));
    const now = raw();
    expect(now.filed).toBeGreaterThan(before.filed);
    for (const query of [...STEPS, ...SLICES]) expect(sums(await figures(query)), query).toEqual(now);
    const days = (await figures("step=day")).filter(({ metric }) => metric === "reports.filed");
    expect(days).toHaveLength(UNTIL - FROM);
    for (const { at, value } of days) {
      const start = Date.parse(at);
      expect(value, at).toBe(raw((each) => each >= start && each < start + 24 * HOUR).filed);
    }
  });
});

describe("complaint 25: history is revised in silence, totals do not add up", () => {
  it("what a past moment said is said again as of it, and the new figure beside it", async () => {
    const then = clock.now();
    const said = sums(await figures("step=total"));
    await clock.turn(HOUR);
    await tell(casesOf(FROM, FROM + 7, 3, "later"));
    const asOf = `asOf=${encodeURIComponent(new Date(then).toISOString())}`;
    expect(sums(await figures(`step=total&${asOf}`))).toEqual(said);
    expect(sums(await figures("step=total"))).toEqual(raw());
    expect(raw().filed).toBe(said.filed + 21);
    // The parts add up to the whole, then and now.
    for (const query of [...STEPS, ...SLICES]) {
      expect(sums(await figures(`${query}&${asOf}`)), query).toEqual(said);
      expect(sums(await figures(query)), query).toEqual(raw());
    }
  });
});
