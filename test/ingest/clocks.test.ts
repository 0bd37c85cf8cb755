/** The clocks of the centre, its sources and its banks differ: what is taken, what it counts for, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "#calendar/units.ts";
import type { CloudEvent, EventData, EventType, IngestAnswer } from "#wire/events.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { event, type Program, startProgram } from "../program.ts";

const TEN = Date.parse("2026-11-20T10:00:00+07:00");
const DAY = "from=2026-11-20&to=2026-11-21";
let program: Program;
beforeAll(async () => {
  program = await startProgram();
});
afterAll(() => program.close());

const iso = (ms: number) => new Date(ms).toISOString();
const freeze = { freezeId: "", bank: "KBANK", hop: 1 };
const request = { ...freeze, reportId: "r", amountSatang: 900, accountToken: "t" };
const statement = {
  channel: "1441",
  agency: "aoc",
  scamType: "job",
  province: "TH-10",
  lossSatang: 5,
} as const;

/** Of each kind that has a cohort time: the opening event, a later one, and what it counts for as a pair. */
const PAIRS: {
  later: EventType;
  opening: EventType;
  named: "callId" | "reportId" | "freezeId";
  carried: "offeredAt" | "reportedAt" | "requestedAt";
  data: object;
  opens: object;
  counts: Record<string, number>;
}[] = [
  {
    later: "call.answered",
    opening: "call.offered",
    named: "callId",
    carried: "offeredAt",
    data: { queue: "report" },
    opens: { queue: "report" },
    counts: { "calls.offered": 1, "calls.answered_5s": 1, "calls.wait_seconds": 0 },
  },
  {
    later: "call.abandoned",
    opening: "call.offered",
    named: "callId",
    carried: "offeredAt",
    data: { queue: "report" },
    opens: { queue: "report" },
    counts: { "calls.offered": 1, "calls.abandoned_5s": 1 },
  },
  {
    later: "call.ended",
    opening: "call.offered",
    named: "callId",
    carried: "offeredAt",
    data: { queue: "report" },
    opens: { queue: "report" },
    counts: { "calls.offered": 1, "calls.ended": 1, "calls.handle_seconds": 0 },
  },
  {
    later: "report.voided",
    opening: "report.filed",
    named: "reportId",
    carried: "reportedAt",
    data: { reason: "x" },
    opens: statement,
    counts: { "reports.voided": 1, "reports.filed": 0 },
  },
  {
    later: "report.revised",
    opening: "report.filed",
    named: "reportId",
    carried: "reportedAt",
    data: { ...statement, lossSatang: 7, revision: 1 },
    opens: statement,
    counts: { "reports.filed": 1, "reports.loss_satang": 7 },
  },
  {
    later: "freeze.confirmed",
    opening: "freeze.requested",
    named: "freezeId",
    carried: "requestedAt",
    data: { ...freeze, heldSatang: 300 },
    opens: request,
    counts: { "freezes.open": 0, "freezes.confirmed_5m": 1, "freezes.freeze_seconds": 0, "freezes.held": 1 },
  },
  {
    later: "freeze.refused",
    opening: "freeze.requested",
    named: "freezeId",
    carried: "requestedAt",
    data: { ...freeze, reason: "other", movedSatang: 1 },
    opens: request,
    counts: { "freezes.open": 0, "freezes.refused_60m": 1, "freezes.refuse_seconds": 0 },
  },
  {
    later: "freeze.released",
    opening: "freeze.requested",
    named: "freezeId",
    carried: "requestedAt",
    data: { ...freeze, reason: "court" },
    opens: request,
    counts: { "freezes.open": 1, "freezes.released": 0 },
  },
  {
    later: "freeze.overturned",
    opening: "freeze.requested",
    named: "freezeId",
    carried: "requestedAt",
    data: freeze,
    opens: request,
    counts: { "freezes.open": 1, "freezes.overturned": 0 },
  },
];

let count = 0;
type Pair = (typeof PAIRS)[number];
/** The two events of a pair at the start of another minute of the day; the later one `early` ms before its cohort time. */
function eventsOf(pair: Pair, early: number, isCarried: boolean) {
  const cohort = TEN + ++count * MINUTE;
  const id = { [pair.named]: `clocks-${count}` };
  const told = (type: EventType, at: number, data: object) => event(type, at, data as EventData[EventType]);
  const carried = isCarried ? { [pair.carried]: iso(cohort) } : {};
  return {
    cohort,
    opening: told(pair.opening, cohort, { ...pair.opens, ...id }),
    later: told(pair.later, cohort - early, { ...pair.data, ...id, ...carried }),
  };
}

/** The figures of the one minute that a pair counts in, now or as of a moment. */
async function figuresAt(at: number, metrics: string[], asOf = "") {
  const { rows } = await program.figures(
    `metric=${metrics.join()}&from=${iso(at)}&to=${iso(at + MINUTE)}&step=total${asOf && `&asOf=${asOf}`}`,
  );
  return Object.fromEntries(rows.map(({ metric, value }) => [metric, Number(value ?? 0)]));
}
const now = async () => (await program.figures(`metric=calls.offered&${DAY}&step=total`)).asOf;

describe.each(PAIRS)("$later that lies before its cohort time", (pair) => {
  const metrics = Object.keys(pair.counts);
  const ARRIVALS: [string, (events: ReturnType<typeof eventsOf>) => CloudEvent[][], boolean][] = [
    ["after the opening event", ({ opening, later }) => [[opening], [later]], true],
    ["before the opening event", ({ opening, later }) => [[later], [opening]], true],
    ["with it", ({ opening, later }) => [[later, opening]], true],
    ["carrying no time, after it", ({ opening, later }) => [[opening], [later]], false],
    ["carrying no time, before it", ({ opening, later }) => [[later], [opening]], false],
  ];
  it.each(ARRIVALS)(
    "by two seconds counts as at it, and took no time: it comes %s",
    async (_, order, isCarried) => {
      const events = eventsOf(pair, 2 * SECOND, isCarried);
      for (const batch of order(events)) await program.tell(...batch);
      expect(await figuresAt(events.cohort, metrics)).toEqual(pair.counts);
      expect(await figuresAt(events.cohort, metrics, await now())).toEqual(pair.counts);
    },
  );

  it("by five minutes counts in the cohort's minute, known by what it carries alone", async () => {
    const { cohort, later } = eventsOf(pair, 5 * MINUTE, true);
    await program.tell(later);
    const alone = await figuresAt(cohort, metrics);
    expect(Object.values(alone).some((value) => value > 0)).toBe(true);
    expect(await figuresAt(cohort, metrics, await now())).toEqual(alone);
  });

  it("by more is rejected, and the difference is named", async () => {
    const { later } = eventsOf(pair, 5 * MINUTE + 500, true);
    const answer = (await (
      await program.send([later, eventsOf(pair, 0, true).later])
    ).json()) as IngestAnswer;
    expect(answer).toMatchObject({
      accepted: 1,
      rejected: [
        {
          index: 0,
          id: later.id,
          code: "cohort-after-time",
          detail: `${pair.carried}: lies 5 min (300.5 s) after time; clocks may differ by 5 min (300 s)`,
        },
      ],
    });
  });
});

it("a call is handled from when it came, if its answer lies before that", async () => {
  const at = TEN + ++count * MINUTE;
  const call = { callId: "handled", queue: "report" as const };
  await program.tell(
    event("call.answered", at - 2 * SECOND, { ...call, offeredAt: iso(at) }),
    event("call.ended", at + 30 * SECOND, call),
  );
  expect(await figuresAt(at, ["calls.handle_seconds"])).toEqual({ "calls.handle_seconds": 30 });
});

it("what lies further ahead than the tolerance is told by how much", async () => {
  const ahead = event("call.offered", Date.now() + 420 * MINUTE, { callId: "zone", queue: "report" });
  const { rejected } = (await (
    await program.send([ahead, eventsOf(PAIRS[0]!, 0, true).later])
  ).json()) as IngestAnswer;
  expect(rejected).toMatchObject([
    {
      code: "future",
      detail: expect.stringMatching(/^time: lies (7|6) h \(25[12]\d\d(\.\d+)? s\) in the future \("/),
    },
  ]);
});

it("a rebuild finds all of it right", async () => {
  const rebuilt = await rebuildCells({
    store: program.store,
    now: Date.now(),
    restart: false,
    onNote: () => {},
    onProgress: () => {},
    asked: { since: null, until: null },
  });
  expect(rebuilt).toMatchObject({ entities: 0, cells: 0 });
});
