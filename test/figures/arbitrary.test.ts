/** The random history: every event valid, every case of the design in it; and what must hold of any history. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { history, sample, WINDOWS } from "./arbitrary.ts";
import { contentOf, type Fields, identityOf, instant, merge, type Received } from "./entities.ts";
import { dimensionsOf, METRICS, oracle, type Row } from "./oracle.ts";

const NOW = instant("2024-03-10T00:00:00+07:00");
const received = (events: CloudEvent[], at = NOW): Received[] =>
  events.map((event) => ({ event, recordedAt: at }));
const big = sample(1443, { entities: 1_500 });
const merged = merge(received(big), NOW);

describe("each event", () => {
  const cohorts = (fields: Fields) => [fields.offeredAt, fields.reportedAt, fields.requestedAt];

  it("carries a cohort time after its own by five minutes at most", () => {
    const carried = big.flatMap((event) =>
      cohorts(event.data).flatMap((cohort) => (cohort ? [{ cohort, event }] : [])),
    );
    expect(carried.length).toBeGreaterThan(1_000);
    const after = carried.map(({ cohort, event }) => instant(cohort) - instant(event.time));
    expect(Math.max(...after)).toBe(5 * MINUTE);
    expect(after.filter((ms) => ms > 0).length).toBeGreaterThan(100);
  });

  it("lies in one of the windows, its cohort too", () => {
    const inside = (at: number) => Object.values(WINDOWS).some(({ from, to }) => from <= at && at < to);
    const times = big.flatMap((event) => [
      event.time,
      ...cohorts(event.data).filter((cohort) => cohort !== undefined),
    ]);
    expect(times.filter((time) => !inside(instant(time)))).toEqual([]);
  });

  it("is of no moment after now, if there is one", () => {
    const now = WINDOWS.late.to + 12 * HOUR;
    const times = sample(1, { entities: 600, now }).map((event) => instant(event.time));
    expect(Math.max(...times)).toBe(now);
    expect(times.filter((at) => at >= now - 2 * HOUR).length).toBeGreaterThan(300);
  });

  it("shares its identity with its copies only, unless there are imposters", () => {
    const identities = (events: CloudEvent[]) => new Set(events.map(identityOf)).size;
    /** What is said under each identity. */
    const said = (events: CloudEvent[]) =>
      new Set(events.map((event) => `${identityOf(event)} ${contentOf(event)}`)).size;
    const texts = new Set(big.map((event) => JSON.stringify(event))).size;
    expect(said(big)).toBe(identities(big));
    expect(said(big)).toBeLessThan(texts);
    expect(texts).toBeLessThan(big.length);
    const unkind = sample(1443, { entities: 1_500, imposters: true });
    expect(said(unkind)).toBeGreaterThan(identities(unkind));
  });
});

describe("the history", () => {
  it("is the same for a seed, and another for another", () => {
    expect(sample(1443, { entities: 1_500 })).toEqual(big);
    expect(sample(1444, { entities: 1_500 })).not.toEqual(big);
  });

  it("gives every metric something to count, early and late", () => {
    const figure = oracle(received(big));
    for (const window of Object.values(WINDOWS)) {
      const empty = METRICS.filter(
        (metric) => figure({ metric, ...window, step: "total", now: NOW }).length === 0,
      );
      expect(empty).toEqual(["freezes.release_pending", "freezes.pending", "reports.complaint_pending"]);
    }
    const now = WINDOWS.late.to + 12 * HOUR;
    const recent = oracle(received(sample(1, { entities: 2_000, now }), now));
    const query = { from: now - 4 * DAY, to: now + 60_000, step: "total", now } as const;
    for (const metric of ["freezes.pending", "freezes.release_pending", "reports.complaint_pending"])
      expect(recent({ metric, ...query })[0]?.value, metric).toBeGreaterThan(5);
  });

  it.each<[string, (slots: Map<string, { at: number; revision: number; fields: Fields }>) => boolean]>([
    ["a call answered and abandoned", (slots) => slots.has("answered") && slots.has("abandoned")],
    ["a freeze confirmed and refused", (slots) => slots.has("confirmed") && slots.has("refused")],
    [
      "a hold overturned and released",
      (slots) => slots.has("confirmed") && slots.has("overturned") && slots.has("released"),
    ],
    ["a freeze released, not confirmed", (slots) => slots.has("released") && !slots.has("confirmed")],
    ["a report linked and voided", (slots) => slots.has("linked") && slots.has("voided")],
    ["a report revised, not filed", (slots) => slots.has("stated") && !slots.has("filed")],
    ["a report of progress only", (slots) => [...slots.keys()].every((slot) => slot.startsWith("advanced"))],
    [
      "an orphan",
      (slots) => !slots.has("requested") && slots.get("confirmed")?.fields.requestedAt === undefined,
    ],
    ["an answer at exactly 20 s", (slots) => delayOf(slots, "offered", "answered") === 20_000],
    ["an answer a millisecond late", (slots) => delayOf(slots, "offered", "answered") === 20_001],
    ["a freeze at exactly 60 min", (slots) => delayOf(slots, "requested", "confirmed") === HOUR],
    ["a freeze a millisecond late", (slots) => delayOf(slots, "requested", "confirmed") === HOUR + 1],
    ["a refusal at exactly 60 min", (slots) => delayOf(slots, "requested", "refused") === HOUR],
    ["an answer before the question", (slots) => Number(delayOf(slots, "offered", "answered")) < 0],
    ["a complaint at exactly 72 h", (slots) => delayOf(slots, "filed", "advanced complaint") === 3 * DAY],
    [
      "a complaint a millisecond late",
      (slots) => delayOf(slots, "filed", "advanced complaint") === 3 * DAY + 1,
    ],
    ["a midnight", (slots) => slots.get("offered")?.at === instant("2024-02-29T00:00:00+07:00")],
    [
      "the last of 29 February",
      (slots) => slots.get("requested")?.at === instant("2024-02-29T23:59:59.999+07:00"),
    ],
    ["10^15 satang", (slots) => slots.get("stated")?.fields.lossSatang === 10 ** 15],
  ])("has %s", (_case, isOne) => {
    expect(merged.some(({ slots }) => isOne(slots))).toBe(true);
  });

  it("has ties that only the source or the id decides", () => {
    const places = new Map<string, Set<string>>();
    for (const { source, id, type, time, data } of big) {
      const place = JSON.stringify([type, instant(time), data.revision ?? 0, { ...data, revision: 0 }]);
      places.set(place, (places.get(place) ?? new Set()).add(JSON.stringify([source, id])));
    }
    expect([...places.values()].filter((tellers) => tellers.size > 1).length).toBeGreaterThan(20);
  });
});

function delayOf(slots: Map<string, { at: number }>, opening: string, answer: string): number | undefined {
  const [from, to] = [slots.get(opening)?.at, slots.get(answer)?.at];
  return from === undefined || to === undefined ? undefined : to - from;
}

describe("of any history", () => {
  const total = (rows: Row[]) => rows.reduce((sum, { value }) => sum + BigInt(value ?? 0), 0n);
  const additive = METRICS.filter(
    (metric) => !/share|rate|level|sla|minutes|_p\d\d_|asa_|aht_|mean_|lost/.test(metric),
  );

  it("the order of receipt and what comes twice change no figure", () => {
    const figures = (events: CloudEvent[]) => {
      const figure = oracle(received(events));
      return METRICS.map((metric) =>
        figure({ metric, ...WINDOWS.late, step: "hour", by: dimensionsOf(metric), now: NOW }),
      );
    };
    fc.assert(
      fc.property(history({ entities: 20 }), (events) => {
        const copies = new Map(events.map((event) => [identityOf(event), event]));
        expect(figures([...copies.values()].reverse())).toEqual(figures(events));
      }),
      { numRuns: 30 },
    );
  });

  it("steps and slices add up to the total", () => {
    const figure = oracle(received(big));
    for (const metric of additive) {
      const ask = (step: "minute" | "hour" | "day" | "total", by: readonly string[] = []) =>
        total(figure({ metric, ...WINDOWS.late, step, by, now: NOW }));
      const wanted = ask("total");
      expect([ask("minute"), ask("hour"), ask("day", dimensionsOf(metric))]).toEqual([
        wanted,
        wanted,
        wanted,
      ]);
    }
  });
});
