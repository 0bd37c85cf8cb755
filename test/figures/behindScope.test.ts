/** What stands behind figures, for who is limited: the entities and the events of his own alone, whatever he asks. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import { hasEntities } from "../../backend/figures/behindQueries.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { listsOf } from "../../backend/figures/weights.ts";
import type { Calls } from "../../backend/http/table.ts";
import { CELLS, type Cells } from "../../backend/store/cells.ts";
import { type Client, firstAdministrator, newPerson } from "../access/client.ts";
import { event, type Program, startProgram } from "../program.ts";
import { sample } from "./arbitrary.ts";

type Answer = Calls["GET /v1/figures/behind"]["answer"];
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const DAY_OF = { from: "2024-02-29", to: "2024-03-01" };
const LIMITS = [
  ["bank", "banks", "KBANK"],
  ["province", "provinces", "TH-10"],
  ["agency", "agencies", "ccib"],
] as const;
const AT = Date.parse("2024-06-03T10:00:30+07:00");
const MINUTE_OF = "2024-06-03T10:00:00+07:00";

let program: Program;
let whole: Client;
const people = new Map<string, Client>();
/** When half of the history was known. */
let half: string;
beforeAll(async () => {
  program = await startProgram();
  whole = await firstAdministrator(program);
  // Whatever the seed, each limit has something.
  const sure = {
    reportId: "sure",
    channel: "1441",
    scamType: "job",
    province: "TH-10",
    agency: "ccib",
  } as const;
  const noon = Date.parse(`${DAY_OF.from}T12:00:00+07:00`);
  const asked = { reportId: "sure", hop: 1, accountToken: "sure", amountSatang: 1 } as const;
  await program.tell(
    event("report.filed", noon, { ...sure, lossSatang: 1 }),
    event("freeze.requested", noon, { ...asked, freezeId: "sure", bank: "KBANK" }),
  );
  const history = sample(SEED, { entities: 160 });
  for (const part of [history.slice(0, history.length >> 1), history.slice(history.length >> 1)]) {
    if (part[0] === history[0]) half = "";
    for (let at = 0; at < part.length; at += 200) await program.tell(...part.slice(at, at + 200));
    half ||= (await program.figures("metric=calls.offered&from=2024-02-29&to=2024-03-01")).asOf;
  }
  const freeze = { reportId: "r", hop: 1, accountToken: "t" } as const;
  const report = { reportId: "passed", channel: "1441", scamType: "job", province: "TH-10" } as const;
  await program.tell(
    event("freeze.requested", AT, { ...freeze, freezeId: "own", bank: "KBANK", amountSatang: 5 }),
    event("freeze.requested", AT, { ...freeze, freezeId: "other", bank: "SCB", amountSatang: 7 }),
    event("freeze.confirmed", AT, { freezeId: "other", bank: "SCB", hop: 1, heldSatang: 3 }),
    // Taken by one agency, and handed to another.
    event("report.filed", AT, { ...report, agency: "aoc", lossSatang: 9 }),
    event("report.filed", AT, { ...report, agency: "dsi", lossSatang: 9, revision: 1 }),
  );
  for (const [, limit, own] of LIMITS) {
    const scope: Scope = { ...EVERYTHING, [limit]: [own] };
    people.set(limit, (await newPerson(program, whole, limit, "analyst", scope)).client);
  }
  for (const agency of ["aoc", "dsi"])
    people.set(
      agency,
      (await newPerson(program, whole, agency, "analyst", { ...EVERYTHING, agencies: [agency] })).client,
    );
}, 120_000);
afterAll(() => program.close());

async function get<T>(client: Client, path: string, query: Record<string, string>): Promise<T> {
  const { status, body } = await client.ask("GET", `${path}?${new URLSearchParams(query)}`);
  if (status !== 200) throw new Error(`seed ${SEED}: ${status} ${JSON.stringify(body)}`);
  return body;
}
const behind = (client: Client, query: Record<string, string>) =>
  get<Answer>(client, "/v1/figures/behind", query);
/** The whole list, page by page. */
async function listOf(client: Client, query: Record<string, string>, most: string) {
  const first = await behind(client, { ...query, most });
  const rows = [...first.rows];
  for (let { next } = first; next; ) {
    const page = await behind(client, { ...query, most, asOf: first.asOf, after: next });
    rows.push(...page.rows);
    next = page.next;
  }
  return { first: first.first!, rows, asOf: first.asOf };
}

describe.each(LIMITS)("who is limited to a %s", (dimension, limit, own) => {
  const client = () => people.get(limit)!;
  const metrics = [...METRICS.values()].filter(
    ({ cells }) => hasEntities(cells) && dimension in (CELLS as Record<string, Cells>)[cells]!.dimensions,
  );

  it.each([
    ["now", false],
    ["as of a moment", true],
  ])(
    "is told of those of it alone in every list, without asking for it: %s",
    async (_what, isPast) => {
      let told = 0;
      for (const metric of metrics)
        for (const list of listsOf(metric)) {
          const asked = { metric: metric.id, ...DAY_OF, list };
          const mine = await listOf(client(), { ...asked, ...(isPast ? { asOf: half } : {}) }, "1000");
          const slice = await listOf(whole, { ...asked, [dimension]: own, asOf: mine.asOf }, "1000");
          const what = `seed ${SEED}: ${metric.id} ${list}`;
          expect(mine.rows, what).toEqual(slice.rows);
          expect([mine.first.count, mine.first.sum], what).toEqual([slice.first.count, slice.first.sum]);
          expect(
            mine.rows.every((row) => row.slice[dimension] === own),
            what,
          ).toBe(true);
          told += mine.rows.length;
        }
      expect(told).toBeGreaterThan(0);
    },
    60_000,
  );

  it("is told of no other's by small pages, by a page of somebody else's list, and by asking for it", async () => {
    // What everybody's list has before and after is not reached from a place in it.
    const metric = metrics.find(({ id }) => /requested$|filed$|paid$|made$/.test(id))!.id;
    const everybody = await listOf(whole, { metric, ...DAY_OF }, "1000");
    const mine = await listOf(client(), { metric, ...DAY_OF, asOf: everybody.asOf }, "2");
    expect(mine.rows).toEqual(everybody.rows.filter((row) => row.slice[dimension] === own));
    expect(mine.rows.length).toBeLessThan(everybody.rows.length);
    const { next } = await behind(whole, { metric, ...DAY_OF, asOf: everybody.asOf, most: "1" });
    const page = await behind(client(), { metric, ...DAY_OF, asOf: everybody.asOf, after: next! });
    expect(page.rows.every((row) => row.slice[dimension] === own)).toBe(true);
    const other = everybody.rows.find((row) => row.slice[dimension] !== own)!.slice[dimension]!;
    const asked = await behind(client(), { metric, ...DAY_OF, [dimension]: other });
    expect([asked.rows, asked.first!.count, asked.first!.sum]).toEqual([[], 0, "0"]);
    expect((await behind(whole, { metric, ...DAY_OF, [dimension]: other })).first!.count).toBeGreaterThan(0);
  });
});

describe("the events", () => {
  const told = async (client: Client, kind: string, id: string) => {
    const query = new URLSearchParams({ kind, id, at: MINUTE_OF });
    const { status, body } = await client.ask("GET", `/v1/figures/behind/events?${query}`);
    return status === 200 ? body.map(({ data }: { data: Record<string, unknown> }) => data) : status;
  };

  it("of another bank's freeze are told to nobody who is limited to a bank", async () => {
    expect(await told(people.get("banks")!, "freezes", "own")).toMatchObject([{ bank: "KBANK" }]);
    expect(await told(people.get("banks")!, "freezes", "other")).toBe(404);
    expect(await told(whole, "freezes", "other")).toHaveLength(2);
    // Freezes are not counted by province or agency.
    for (const limit of ["provinces", "agencies"])
      expect(await told(people.get(limit)!, "freezes", "own")).toBe(403);
  });

  it("of a report that was passed on are told to the agency that has it, and nothing of the other's", async () => {
    expect(await told(whole, "reports", "passed")).toMatchObject([{ agency: "aoc" }, { agency: "dsi" }]);
    expect(await told(people.get("dsi")!, "reports", "passed")).toMatchObject([{ agency: "dsi" }]);
    for (const stranger of ["aoc", "agencies"])
      expect(await told(people.get(stranger)!, "reports", "passed")).toBe(404);
  });
});
