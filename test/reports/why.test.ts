/** Why a figure of a report is another one by now: from what has happened, in its own period and slice alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startOfDay } from "#calendar/days.ts";
import { holidaysOf } from "#calendar/holidays.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import { EVERYTHING, type Scope } from "#wire/access.ts";
import type { EventData } from "#wire/events.ts";
import type { Document, Why } from "#wire/reports.ts";
import type { Exclusion } from "#wire/sla.ts";
import { whyText } from "#writing/whys.ts";
import { type Figures, openFigures } from "../../backend/figures/figures.ts";
import { METRICS } from "../../backend/figures/registry.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { definitionsOf } from "../../backend/reports/compose.ts";
import { type Explain, openExplaining } from "../../backend/reports/explain.ts";
import { whysOf } from "../../backend/reports/why.ts";
import type { Store } from "../../backend/store/store.ts";
import { readAt } from "../figures/readAt.ts";
import { event } from "../program.ts";
import { openCentre, openTelling } from "../rebuild/centre.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
const until = startOfDay(Date.now());
const from = until - DAY;
const at = from + 10 * HOUR;
const SOURCE = "exchange";
const words = { metrics: METRICS, codes: [], holidays: holidaysOf([]) };
let store: Store;
let tell: Awaited<ReturnType<typeof openTelling>>;
let figures: Figures;
let explain: Explain;
const trouble: string[] = [];
const exclusions: Exclusion[] = [];

beforeAll(async () => {
  store = await openCentre(folder);
  await store.run("register a silent source", [
    SOURCE,
    ["call.*", "report.*"],
    null,
    null,
    new Date(from).toISOString(),
  ]);
  tell = await openTelling(store);
  figures = openFigures({ store, clock: realClock, isRebuildDue: async () => false });
  explain = openExplaining({
    store,
    words,
    recount: (scope, asOf, _signal, deed) =>
      figures.readPast(scope, asOf, { instead: "ask for less", isRecount: true }, deed),
    judges: async () => ({ exclusions }),
    onTrouble: (what) => trouble.push(what),
  });
  await tell(
    (["report", "unfreeze"] as const).map((queue) =>
      event("call.offered", at, { callId: `first-${queue}`, queue }),
    ),
  );
  await tell(
    ["TH-10", "TH-50"].map((province) =>
      event("report.filed", at, {
        reportId: `r-${province}`,
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province,
        lossSatang: 100,
      }),
    ),
  );
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

type Queue = EventData["call.offered"]["queue"];
type Of = { metric: string; slice: Record<string, string> };
const calls = (queue: Queue): Of => ({ metric: "calls.offered", slice: { queue } });
const reports = (province: string): Of => ({ metric: "reports.filed", slice: { province } });

const read = (of: readonly Of[], scope: Scope) =>
  readAt(figures, scope, null, async ({ ask, asOf }) => ({
    asOf,
    values: await Promise.all(
      of.map(async ({ metric, slice }) => {
        const only = Object.fromEntries(Object.entries(slice).map(([by, one]) => [by, [one]]));
        const [row] = await ask({
          metrics: [metric],
          from,
          until,
          step: "total",
          by: Object.keys(slice),
          only,
        });
        return row?.value ?? null;
      }),
    ),
  }));

/** The causes of each of these figures, from before to after a deed. */
async function causes(
  of: readonly Of[],
  deed: () => Promise<unknown>,
  more: Partial<Document> = {},
): Promise<{ moved: [unknown, unknown][]; whys: Why[][] }> {
  const scope = more.scope ?? EVERYTHING;
  const before = await read(of, scope);
  await deed();
  const after = await read(of, scope);
  const document = {
    id: "a-report",
    asOf: before.asOf,
    scope,
    isPublic: false,
    figures: [],
    definitions: definitionsOf(of, words),
    ...more,
  } as unknown as Document;
  const moved = of.map((each, n) => ({ ...each, from, until, now: after.values[n] ?? null }));
  const found = await explain(document, moved, { upTo: after.asOf });
  return {
    moved: of.map((_, n) => [before.values[n], after.values[n]]),
    whys: found.map(({ whys }) => whys),
  };
}
const late = (queue: Queue, hour = at) =>
  event("call.offered", hour, { callId: `late-${Math.random()}`, queue });

it("late events: how many, of whom, recorded when; of the figure's own slice and period", async () => {
  const began = Date.now();
  const { moved, whys } = await causes([calls("report"), calls("unfreeze")], () =>
    tell([late("report"), late("report"), late("unfreeze", from - MINUTE), late("consult")]),
  );
  expect(moved).toEqual([
    [1, 3],
    [1, 1],
  ]);
  const [[why, ...others]] = whys as [Why[]];
  expect([why, others]).toEqual([
    {
      code: "late-events",
      events: 2,
      sources: [SOURCE],
      first: expect.any(Number),
      last: expect.any(Number),
    },
    [],
  ]);
  if (why?.code !== "late-events") throw new Error("no late events");
  expect(why.first).toBeGreaterThanOrEqual(began - 1_000);
  expect(why.last).toBeLessThanOrEqual(Date.now() + 10_000);
  expect(whyText(why, "en")).toMatch(/^events that came later: 2 from exchange, (on|between) /);
  expect(whyText(why, "th")).toMatch(/^มีเหตุการณ์มาถึงภายหลัง 2 รายการ จาก exchange /);
});

it("a correction counts where it took the case from and where it put it; a withdrawal where it had been", async () => {
  const moving = await causes([reports("TH-10"), reports("TH-83"), reports("TH-50")], () =>
    tell([
      event("report.revised", at + MINUTE, {
        reportId: "r-TH-10",
        reportedAt: new Date(at).toISOString(),
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province: "TH-83",
        lossSatang: 100,
        revision: 1,
      }),
    ]),
  );
  expect(moving.moved.map((each) => each.map((value) => value ?? 0))).toEqual([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  expect(moving.whys.map((whys) => whys.map(({ code }) => code))).toEqual([
    ["corrections"],
    ["corrections"],
    // It has not moved.
    ["recounted"],
  ]);
  const voided = await causes([{ metric: "reports.voided", slice: { province: "TH-50" } }], () =>
    tell([
      event("report.voided", at + 2 * MINUTE, {
        reportId: "r-TH-50",
        reportedAt: new Date(at).toISOString(),
        reason: "a test",
      }),
    ]),
  );
  expect(voided.whys[0]).toMatchObject([{ code: "corrections", events: 1, sources: [SOURCE] }]);
});

it("names no source in a public edition, and counts nothing outside the report's limits", async () => {
  const open = await causes([calls("report")], () => tell([late("report")]), { isPublic: true });
  expect(open.whys[0]).toMatchObject([{ code: "late-events", events: 1, sources: [] }]);
  const scope = { ...EVERYTHING, provinces: ["TH-50"] };
  const filed = (province: string) =>
    event("report.filed", at, {
      reportId: `more-${province}`,
      channel: "1441",
      agency: "aoc",
      scamType: "loan",
      province,
      lossSatang: 100,
    });
  const limited = await causes(
    [{ metric: "reports.filed", slice: {} }],
    () => tell([filed("TH-10"), filed("TH-50")]),
    { scope },
  );
  expect(limited.whys[0]).toMatchObject([{ code: "late-events", events: 1 }]);
});

it("cells that were wrong when it was issued and have been rebuilt; and what nothing explains is told as trouble", async () => {
  const of = [calls("unfreeze"), calls("report")];
  const rebuild = async () => {
    await rebuildCells({
      store,
      now: Date.now(),
      asked: { since: null, until: null },
      restart: true,
      onNote() {},
      onProgress() {},
    });
    figures.changed(null);
  };
  // Nothing has been told since: the stored cells say of then what they say of now, the raw events do not.
  const alone = await causes(of.slice(0, 1), async () => {
    await store.run("spoil a day");
    figures.changed(null);
  });
  expect(alone.whys).toEqual([[{ code: "not-explained" }]]);
  await rebuild();

  trouble.length = 0;
  // A late event of another slice explains nothing.
  const broken = await causes(of, async () => {
    await store.run("spoil a day");
    await tell([late("report")]);
    figures.changed(null);
  });
  expect(broken.moved[0]).toEqual([1, 2]);
  expect(broken.whys.map((whys) => whys.map(({ code }) => code))).toEqual([
    ["not-explained"],
    ["late-events"],
  ]);
  expect(trouble).toEqual(["1 figures of report a-report are others now, and nothing explains it"]);
  const mended = await causes(of, rebuild);
  expect(mended.moved[0]).toEqual([2, 1]);
  expect(mended.whys).toEqual([[{ code: "recounted" }], [{ code: "recounted" }]]);
  expect(trouble).toHaveLength(1);
});

it("another definition, another version of what it is judged by, and exclusions made or ended since", () => {
  const document = { scope: EVERYTHING, isPublic: false };
  const definitions = definitionsOf([calls("report")], words);
  const none = { after: 100, upTo: 200, late: new Map(), exclusions: [] };
  const figure = { ...calls("report"), from, until };
  expect(whysOf(figure, { ...document, definitions }, none, words)).toEqual([]);
  const renamed = definitions.map((each) => ({ ...each, th: "ชื่ออื่น", en: "another name" }));
  expect(whysOf(figure, { ...document, definitions: renamed }, none, words)).toEqual([]);
  const was = definitions.map((each) => ({ ...each, formula: "what it was" }));
  expect(whysOf(figure, { ...document, definitions: was }, none, words)).toMatchObject([
    { code: "definition", was: "what it was", now: METRICS.get("calls.offered")!.formula },
  ]);

  const judged = { by: "objective", id: "freeze-60m", version: 1, part: "cases" } as const;
  const promise = { metric: "freezes.sla_60m", slice: {}, from, until, judged };
  expect(
    whysOf(
      { ...promise, judgedNow: { ...judged, version: 3 } },
      { ...document, definitions: [] },
      none,
      words,
    ),
  ).toEqual([{ code: "version", was: 1, now: 3 }]);
  const exclusion = {
    id: 1,
    objective: "freeze-60m",
    slice: { by: "all", of: null },
    from,
    until: from + HOUR,
    reason: "",
    by: "",
    madeAt: 150,
    endedAt: null,
    endedBy: null,
    endedReason: null,
  } as const;
  const said = [
    exclusion,
    { ...exclusion, madeAt: 50, endedAt: 180 },
    { ...exclusion, madeAt: 50 },
    { ...exclusion, objective: "freeze-15m" },
    { ...exclusion, from: until, until: until + HOUR },
    { ...exclusion, madeAt: 201 },
  ];
  const span = { from, until: from + HOUR };
  expect(whysOf(promise, { ...document, definitions: [] }, { ...none, exclusions: said }, words)).toEqual([
    { code: "exclusion", deed: "made", at: 150, ...span },
    { code: "exclusion", deed: "ended", at: 180, ...span },
  ]);
});
