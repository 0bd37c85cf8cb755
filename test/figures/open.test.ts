/** What no bank has answered: how long it is open, and what the forgotten ones cost. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { OPEN_DAYS } from "#wire/promises.ts";
import type { Scenery } from "#wire/scenery.ts";
import { root } from "../../backend/build/root.ts";
import { FREEZE_AGES } from "../../backend/sla/freezes.ts";
import { readStatements } from "../../backend/store/statements.ts";
import type { Store } from "../../backend/store/store.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { openScreen } from "../screen.ts";
import { openTestStore } from "../store.ts";

const TODAY = Date.parse("2026-11-21T00:00:00+07:00");
/** In six minutes the raw events of a week are past the retention: they are dropped together. */
const NOW = TODAY + 6 * HOUR + 54 * MINUTE;
const RETENTION_DAYS = 30;

describe("an unanswered freeze", () => {
  const clock = handClock(NOW);
  const OLDEST_SHOWN = TODAY - OPEN_DAYS * DAY;
  const FORGOTTEN = NOW - RETENTION_DAYS * DAY + 5 * MINUTE;
  let program: Program;
  const request = (freezeId: string, at: number) =>
    event("freeze.requested", at, {
      freezeId,
      reportId: "r",
      bank: "KBANK",
      hop: 1,
      amountSatang: 700,
      accountToken: "t",
    });
  const figure = async (metric: string, from: string) =>
    (await program.figures(`metric=freezes.${metric}&from=${from}&to=2026-11-22`)).rows[0]?.value;

  beforeAll(async () => {
    program = await startProgram({ clock, config: { retentionDays: RETENTION_DAYS } });
    await program.tell(
      request("new", NOW - MINUTE),
      request("oldest that is shown", OLDEST_SHOWN),
      request("older", OLDEST_SHOWN - 1),
      request("forgotten", FORGOTTEN),
      request("as old, of a week that has younger ones", FORGOTTEN + 2 * MINUTE),
    );
  });
  afterAll(() => program.close());

  it("is open on the walls for seven days, on the board and in every count", async () => {
    const screen = await openScreen(program.url, { scene: "freezes", epoch: null, seq: 0 });
    await vi.waitUntil(() => screen.snapshots.length === 1, { timeout: 10_000, interval: 20 });
    screen.socket.close();
    const scenery = screen.snapshots[0]!.scenery as Scenery<"freezes">;
    expect(scenery.board.map(({ key }) => key)).toEqual(["new", "oldest that is shown"]);
    expect(scenery).toMatchObject({ open: 2, overdue: 1, boardRest: { count: 0, satang: 0 } });
    expect(scenery.figures["freezes.open@7days"]).toMatchObject({ value: 2 });
    expect(scenery.risks).toEqual([{ why: "long-over", bank: "KBANK", hop: 1, count: 1, satang: 700 }]);
  });

  it("is open for the API in any window, and is due when its hour is over", async () => {
    expect(await figure("open", "2026-10-20")).toBe(5);
    expect(await figure("due", "2026-10-20")).toBe(4);
  });

  it("is no longer open when its events have been dropped after the retention, and stays requested and missed", async () => {
    await clock.turn(11 * MINUTE); // maintenance runs every ten
    await vi.waitUntil(async () => (await figure("open", "2026-10-20")) === 4, { timeout: 10_000 });
    expect(await figure("requested", "2026-10-20")).toBe(5);
    expect(await figure("due", "2026-10-20")).toBe(4);
  });

  it("then gets no answer any more, which would count it twice", async () => {
    const answer = { freezeId: "forgotten", bank: "KBANK", hop: 1, heldSatang: 5 };
    const requestedAt = new Date(FORGOTTEN).toISOString();
    const late = await program.send([
      event("freeze.confirmed", clock.now(), { ...answer, requestedAt }),
      event("freeze.confirmed", clock.now(), answer),
    ]);
    expect(await late.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: "too-old" }] });
    expect(await figure("requested", "2026-10-20")).toBe(5);
    expect(await figure("confirmed", "2026-10-20")).toBe(0);
  });
});

describe("what was never answered costs a scene nothing", () => {
  /** What the deadlines are read by too: their due instants are indexes. */
  const DEADLINES = ["paces freezes", "listRunning", "nextTurn"];
  const STATEMENTS = ["openFreezes", "freezesByAge", "sum open freezes", "sum open reports", ...DEADLINES];
  let store: Store;

  beforeAll(async () => {
    const explained = STATEMENTS.map(
      (name) =>
        `-- name: explain ${name}\nexplain (analyze, buffers, format json) ${readStatements(join(root, "sql")).get(name)!.text}`,
    );
    const fill = `-- name: fill
insert into freezes (id, requested)
select $1::text || n, row(0, $2::bigint + n, 'test', $1::text || n, null, 'KBANK', 1, 700, null, null, null)::freeze_slot
from generate_series(1, $3::int) as n
-- name: fillAnswered
insert into freezes (id, requested, confirmed, overturned)
select 'answered ' || $1::text || n, row(0, $2::bigint + n, 'test', $1::text || n, null, 'KBANK', 1, 700, null, null, null)::freeze_slot,
  row(0, $2::bigint + n, 'test', $1::text || n, null, 'KBANK', 1, 700, null, null, null)::freeze_slot,
  row(0, $2::bigint + n, 'test', $1::text || n, null, 'KBANK', 1, null, null, null, null)::freeze_slot
from generate_series(1, $3::int) as n
-- name: fillReports
insert into reports (id, filed, stated)
select $1::text || n, filed, filed
from generate_series(1, $3::int) as n,
  lateral (select row(0, $2::bigint + n, 'test', $1::text || n, null, 'job', 'TH-10', '1441', 700, 'aoc', null)::report_slot as filed) as told`;
    store = await openTestStore({ statements: [...explained, fill].join("\n") });
  });
  afterAll(() => store.close());

  const since = TODAY - OPEN_DAYS * DAY;
  const PARAMETERS: Record<string, unknown[]> = {
    openFreezes: [NOW, 2_000, since, null],
    freezesByAge: [NOW, FREEZE_AGES, since, null],
    // The hour of those that were requested an hour ago is just over.
    "paces freezes": [NOW + SECOND, HOUR, 2 * HOUR, 5 * MINUTE],
    "sum open freezes": [null, [since], [TODAY + DAY], NOW, false, null, false, null],
    listRunning: [
      ...Array(3)
        .fill([NOW - 2 * HOUR, NOW])
        .flat(),
      5_000,
    ],
    nextTurn: [NOW - 1, ...Array(3).fill([HOUR, 90 * MINUTE])],
    "sum open reports": [null, [0], [TODAY + DAY], NOW, ...Array(4).fill([false, null]).flat()],
  };

  /** Rows and indexes, where it is not a hundred by one: those with an answer, which was wrong, too, or each kind of time. */
  const READ: Record<string, { read: number; indexes: number }> = {
    "paces freezes": { read: 200, indexes: 2 },
    "sum open freezes": { read: 200, indexes: 2 },
    listRunning: { read: 300, indexes: 3 },
    // For each number of milliseconds one of each kind.
    nextTurn: { read: 3, indexes: 3 },
  };

  interface Plan {
    "Relation Name"?: string;
    "Actual Rows": number;
    "Rows Removed by Filter"?: number;
    "Shared Hit Blocks": number;
    "Shared Read Blocks": number;
    Plans?: Plan[];
  }
  /** Rows of the tables that a statement touched, and blocks that it read. */
  async function cost(name: string) {
    await store.run("vacuumFreezes");
    const [row] = await store.run<{ "QUERY PLAN": { Plan: Plan }[] }>(`explain ${name}`, PARAMETERS[name]);
    const whole = row!["QUERY PLAN"][0]!.Plan;
    const all = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(all)];
    const rows = all(whole)
      .filter((plan) => ["freezes", "reports"].includes(plan["Relation Name"] ?? ""))
      .reduce((sum, plan) => sum + plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0), 0);
    return { rows, blocks: whole["Shared Hit Blocks"] + whole["Shared Read Blocks"] };
  }

  it("reads the same rows and blocks with 50,000 forgotten freezes and reports as with none", async () => {
    const fill = async (...of: unknown[]) => {
      await store.run("fill", of);
      await store.run("fillReports", of);
      await store.run("fillAnswered", of);
    };
    await fill("new ", NOW - HOUR, 100);
    const before = new Map<string, { rows: number; blocks: number }>();
    for (const name of STATEMENTS) before.set(name, await cost(name));
    await fill("forgotten ", NOW - 1_000 * DAY, 50_000);
    for (const name of STATEMENTS) {
      const { rows, blocks } = await cost(name);
      const { read, indexes } = READ[name] ?? { read: 100, indexes: 1 };
      expect(rows, name).toBe(read);
      expect(before.get(name)!.rows, name).toBe(read);
      // The way down a larger index.
      const deeper = 3 * indexes;
      expect(blocks, name).toBeLessThanOrEqual(before.get(name)!.blocks + deeper);
    }
  }, 60_000);
});
