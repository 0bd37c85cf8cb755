import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOfMinute } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import type { CloudEvent } from "#wire/events.ts";
import { hasEntities } from "../../backend/figures/behindQueries.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { listsOf } from "../../backend/figures/weights.ts";
import type { Calls } from "../../backend/http/table.ts";
import { event, type Program, startProgram } from "../program.ts";
import { sample } from "./arbitrary.ts";

type Answer = Calls["GET /v1/figures/behind"]["answer"];
type Events = Calls["GET /v1/figures/behind/events"]["answer"];

// Another seed is another history: SEED=… npx vitest run … repeats what failed.
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const start = Date.now();
const iso = (at: number) => new Date(at).toISOString();

let program: Program;
/** Half of the history is known at the first moment. */
let moments: string[];
beforeAll(async () => {
  program = await startProgram();
  const history: CloudEvent[] = [
    ...sample(SEED, { entities: 160 }),
    ...sample(SEED + 1, { entities: 60, now: start - 30_000, prefix: "now-" }),
  ];
  const half = history.length >> 1;
  for (const part of [history.slice(0, half), history.slice(half)]) {
    for (let at = 0; at < part.length; at += 200) await program.tell(...part.slice(at, at + 200));
    moments = [
      ...(moments ?? []),
      (await program.figures("metric=calls.offered&from=2024-02-29&to=2024-03-01")).asOf,
    ];
  }
}, 60_000);
afterAll(() => program.close());

async function get<T>(path: string, query: Record<string, string>): Promise<T> {
  const response = await fetch(`${program.url}${path}?${new URLSearchParams(query)}`);
  const answer = await response.json();
  if (!response.ok) throw new Error(`seed ${SEED}: ${response.status} ${JSON.stringify(answer)}`);
  return answer as T;
}
const behind = (query: Record<string, string>) => get<Answer>("/v1/figures/behind", query);

/** The busiest day of the history, and the hours of what is not decided yet. */
const DAY_OF = { from: "2024-02-29", to: "2024-03-01" };
const MINUTES = { from: iso(startOfMinute(start) - 3 * HOUR), to: iso(startOfMinute(start) + MINUTE) };
const counted = [...METRICS.values()].filter(({ cells }) => hasEntities(cells));

/** The whole list, page by page. */
async function listOf(
  query: Record<string, string>,
  most = "1000",
): Promise<{ first: Answer; rows: Answer["rows"] }> {
  const first = await behind({ ...query, most });
  const rows = [...first.rows];
  for (let next = first.next; next; ) {
    const page = await behind({ ...query, most, asOf: first.asOf, after: next });
    expect(page.first, "is told once").toBe(null);
    rows.push(...page.rows);
    next = page.next;
  }
  return { first, rows };
}

describe("behind every figure", () => {
  it("of the registry stand entities, but for samples of the exchange", () => {
    const without = [...METRICS.values()].filter(({ cells }) => !hasEntities(cells));
    expect(without.map(({ cells }) => cells)).toEqual(Array(6).fill("lines"));
    expect(counted.length).toBeGreaterThan(90);
  });

  it.each([
    ["a past day, now", DAY_OF, null],
    ["a past day, as known half-way", DAY_OF, 0],
    ["these hours, now", MINUTES, null],
  ] as const)(
    "their count and their sum are the figure: %s",
    async (_what, window, half) => {
      const asOf = half === null ? {} : { asOf: moments[half]! };
      const wrong: string[] = [];
      // The other lists are read as the first one is.
      for (const metric of counted)
        for (const list of half === null ? listsOf(metric) : listsOf(metric).slice(0, 1)) {
          const { first, rows } = await listOf({ metric: metric.id, ...window, ...asOf, list });
          const { figure, count, sum, matches } = first.first!;
          const say = (what: string) => wrong.push(`seed ${SEED}: ${metric.id} ${list}: ${what}`);
          if (!matches) say("does not match");
          if (rows.length !== count) say(`${rows.length} of ${count} rows`);
          if ("times" in metric.made) {
            const percent = Number(/p(\d+)_/.exec(metric.id)![1]);
            const values = rows.map(({ value }) => Number(value)).sort((a, b) => a - b);
            const at = values[Math.ceil((values.length * percent) / 100) - 1] ?? null;
            if (figure.value !== at) say(`${figure.value}, not ${at} at the rank`);
            continue;
          }
          const added = rows.reduce((all, { value }) => all + BigInt(value), 0n);
          if (String(added) !== sum) say(`${added} of ${sum}`);
          const side = {
            of: figure.value,
            above: figure.numerator,
            below: figure.denominator,
            rest: undefined,
          }[list];
          const wanted =
            list === "rest"
              ? BigInt(figure.denominator ?? 0) - BigInt(figure.numerator ?? 0)
              : BigInt(side ?? 0);
          if (added !== wanted) say(`${added}, not ${wanted}`);
        }
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  it("is the same list in pages of any size, each row once, in one order", async () => {
    const query = { metric: "freezes.requested", ...DAY_OF };
    const whole = await listOf(query);
    const pages = await listOf(query, "3");
    expect(pages.rows).toEqual(whole.rows);
    expect(new Set(pages.rows.map(({ id }) => id)).size).toBe(whole.rows.length);
    expect(whole.rows.length).toBeGreaterThan(3);
  });

  it("lists of a slice only what lies in it, and opens the arithmetic into figures", async () => {
    const { first, rows } = await listOf({
      metric: "freezes.sla_60m",
      ...DAY_OF,
      bank: "KBANK",
      list: "below",
    });
    expect(rows.every(({ slice }) => slice.bank === "KBANK")).toBe(true);
    expect(first.first!.arithmetic.map(({ stands, sign, figure }) => [stands, sign, figure.metric])).toEqual([
      ["above", 1, "freezes.confirmed_60m"],
      ["below", 1, "freezes.due"],
    ]);
    expect(first.first!.arithmetic[1]!.figure.value).toBe(first.first!.figure.denominator);
  });
});

describe("the raw events of an entity", () => {
  const at = Date.parse("2024-06-03T10:00:30+07:00");
  const minute = "2024-06-03T10:00:00+07:00";
  const asked = { freezeId: "x", reportId: "r", bank: "KBANK", hop: 1, accountToken: "token-1" } as const;
  beforeAll(async () => {
    await program.tell(
      event("freeze.requested", at, { ...asked, amountSatang: 500 }, { id: "one" }),
      event("freeze.requested", at, { ...asked, amountSatang: 700, revision: 1 }, { id: "two" }),
      event(
        "freeze.confirmed",
        at + 60_000,
        { freezeId: "x", bank: "KBANK", hop: 1, heldSatang: 3 },
        { id: "three" },
      ),
    );
  });
  const query = { kind: "freezes", id: "x", at: minute };

  it("say their source, when they happened and were received, and whether another one counts instead", async () => {
    const events = await get<Events>("/v1/figures/behind/events", query);
    expect(events.map(({ id, type, counts, revision }) => [id, type, counts, revision])).toEqual([
      ["one", "freeze.requested", false, 0],
      ["two", "freeze.requested", true, 1],
      ["three", "freeze.confirmed", true, 0],
    ]);
    expect(events[0]).toMatchObject({ source: "test", time: iso(at), data: { accountToken: "token-1" } });
    expect(Date.parse(events[0]!.received)).toBeGreaterThan(start);
  });

  it.each([
    ["another entity", { ...query, id: "y" }, 404],
    ["another minute", { ...query, at: "2024-06-03T10:05:00+07:00" }, 404],
    ["before they were known", { ...query, asOf: "2024-06-03T10:00:00+07:00" }, 404],
    ["the future", { ...query, asOf: "2090-01-01" }, 400],
  ])("are not told of %s", async (_what, asking, status) => {
    const response = await fetch(`${program.url}/v1/figures/behind/events?${new URLSearchParams(asking)}`);
    expect(response.status).toBe(status);
  });
});

describe("a question of what stands behind a figure", () => {
  it.each([
    ["metric=lines.busy", "no entities stand behind it"],
    ["metric=freezes.unknown", "is not known"],
    ["metric=freezes.requested&list=rest", "has of"],
    ["metric=freezes.requested&province=TH-10", "has no province"],
    ["metric=freezes.requested&after=1.x", "asOf: must be that of the first page"],
    ["metric=freezes.requested&after=x&asOf=2024-03-01", "after: must be"],
    ["metric=freezes.requested&most=5000", "must lie between 1 and 1000"],
    ["metric=freezes.requested&asOf=2090-01-01", "in the future"],
    ["metric=freezes.requested&from=2024-03-02", "from: must lie before to"],
    ["metric=freezes.requested&to=2024-02-29", "from: must lie before to"],
    ["metric=freezes.requested&from=2024-02-30", "from"],
    ["metric=freezes.requested&hop=first", "hop"],
  ])("is refused in a sentence: %s", async (asked, sentence) => {
    const window = new URLSearchParams({ ...DAY_OF, ...Object.fromEntries(new URLSearchParams(asked)) });
    const response = await fetch(`${program.url}/v1/figures/behind?${window}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toContain(sentence);
  });
  it.each([
    ["of the future", { from: "2090-01-01", to: "2090-01-02" }],
    ["before there was a centre", { from: "1900-01-01", to: "1900-01-02" }],
    ["of a bank that there is not", { ...DAY_OF, bank: "NOBANK" }],
    ["of a value that looks like a formula and like SQL", { ...DAY_OF, bank: "=1'; drop table freezes--" }],
  ])("is answered by an empty list, which is the whole of it: %s", async (_what, window) => {
    const { first, rows } = await listOf({ metric: "freezes.requested", ...window });
    expect(rows).toEqual([]);
    expect(first.first).toMatchObject({ count: 0, matches: true });
  });
  it("of ten years is answered page by page, and matches", async () => {
    const { first, rows } = await listOf({ metric: "refunds.paid", from: "2017-01-01", to: "2027-01-01" });
    expect(rows.length).toBeGreaterThan(0);
    expect(first.first).toMatchObject({ count: rows.length, matches: true });
  });
});
