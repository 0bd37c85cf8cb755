/** An event is known by its entity, sender, source and id: the same again is a duplicate, another one is refused. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import { type CloudEvent, EVENT_TYPES, type IngestAnswer } from "#wire/events.ts";
import { rebuildCells } from "../../backend/rebuild/cells.ts";
import { event, type Program, startProgram } from "../program.ts";
import { type Database, makeDatabase, SERVER } from "../store/database.ts";
import { openTestStore } from "../store.ts";

const AT = Date.parse("2026-11-20T10:00:00+07:00");
const iso = (ms: number) => new Date(ms).toISOString();

let count = 0;
/** An event of an entity of its own. */
const answered = (more: Partial<CloudEvent> = {}, data: object = {}) => {
  const callId = `reuse-${++count}`;
  const own = { callId, queue: "report" as const, offeredAt: "2026-11-20T10:00:00+07:00", ...data };
  return event("call.answered", AT + 20 * SECOND, own as never, { id: `id-${count}`, ...more });
};
const with_ = (told: CloudEvent, more: Partial<CloudEvent>, data: object = {}): CloudEvent =>
  ({ ...told, ...more, data: { ...told.data, ...data } }) as CloudEvent;
const type = (name: string) => `th.aoc1441.${name}` as CloudEvent["type"];

/** "2 accepted, 1 duplicate, 0 id-reused" */
function inShort({ accepted, duplicate, rejected }: IngestAnswer) {
  const told = [];
  if (accepted) told.push(`${accepted} accepted`);
  if (duplicate) told.push(`${duplicate} duplicate`);
  for (const { index, code } of rejected) told.push(`${index} ${code}`);
  return told.join(", ");
}

describe.each<["embedded" | "server"]>([["embedded"], ["server"]])("on the %s database", (kind) => {
  describe.skipIf(kind === "server" && !SERVER)("an event", () => {
    let database: Database | null = null;
    let programs: Program[];
    let turn = 0;
    /** On a server each request goes to the other one of two backends. */
    const next = () => programs[turn++ % programs.length]!;
    beforeAll(async () => {
      database = kind === "server" ? await makeDatabase() : null;
      const config = { databaseUrl: database?.url };
      programs = [await startProgram({ config })];
      if (database) programs.push(await startProgram({ config }));
    });
    afterAll(async () => {
      for (const program of programs) await program.close();
      await database?.drop();
    });
    const send = async (...events: CloudEvent[]) =>
      (await (await next().send(events)).json()) as IngestAnswer;
    const rebuild = () =>
      rebuildCells({
        store: programs[0]!.store,
        now: Date.now(),
        restart: false,
        onNote: () => {},
        onProgress: () => {},
        asked: { since: null, until: null },
      });

    it.each<[string, (told: CloudEvent) => string]>([
      ["sent again", (told) => JSON.stringify(told)],
      [
        "with its fields in another order",
        (told) =>
          JSON.stringify({
            ...Object.fromEntries(Object.entries(told).reverse()),
            data: Object.fromEntries(Object.entries(told.data).reverse()),
          }),
      ],
      [
        "with a field that is not known",
        (told) => JSON.stringify(with_(told, { subject: "x" } as never, { note: 7 })),
      ],
      ["with nothing said as null", (told) => JSON.stringify(with_(told, {}, { revision: null }))],
      ["with revision 0 said", (told) => JSON.stringify(with_(told, {}, { revision: 0 }))],
      [
        "with a number in another form",
        (told) =>
          JSON.stringify(with_(told, {}, { revision: 0 })).replace('"revision":0', '"revision":0.0e5'),
      ],
      [
        "with its time at another offset",
        (told) => JSON.stringify({ ...told, time: "2026-11-20T10:00:20+07:00" }),
      ],
      [
        "with finer digits in its time",
        (told) => JSON.stringify({ ...told, time: "2026-11-20T03:00:20.0009Z" }),
      ],
      [
        "with its cohort time at another offset",
        (told) => JSON.stringify(with_(told, {}, { offeredAt: "2026-11-20T03:00:00Z" })),
      ],
      ["with escapes in its texts", (told) => JSON.stringify(told).replace('"report"', '"\\u0072eport"')],
    ])("is a duplicate %s, later and in one request", async (_how, written) => {
      const first = answered();
      const again = written(first);
      expect(inShort(await send(first))).toBe("1 accepted");
      expect(inShort((await (await next().send(`[${again}]`)).json()) as IngestAnswer)).toBe("1 duplicate");
      const other = answered();
      const both = `[${JSON.stringify(other)},${written(other)}]`;
      expect(inShort((await (await next().send(both)).json()) as IngestAnswer)).toBe(
        "1 accepted, 1 duplicate",
      );
    });

    it.each<[string, (told: CloudEvent) => CloudEvent]>([
      ["of another type at the same moment", (told) => with_(told, { type: type("call.ended") })],
      ["at another time", (told) => with_(told, { time: iso(AT + 20 * SECOND + 1) })],
      ["two weeks earlier", (told) => with_(told, { time: iso(AT - 14 * DAY) }, { offeredAt: undefined })],
      ["that says something else", (told) => with_(told, {}, { queue: "consult" })],
      ["with another revision", (told) => with_(told, {}, { revision: 1 })],
      ["with another cohort time", (told) => with_(told, {}, { offeredAt: iso(AT + 1) })],
      ["without a cohort time", (told) => with_(told, {}, { offeredAt: undefined })],
    ])("takes its id: another one %s is refused and told of the first use", async (_what, other) => {
      const first = answered();
      const { callId } = first.data as { callId: string };
      const refusal = {
        code: "id-reused",
        detail: `id: ${first.id} of source test is taken by another event of the call ${callId}: call.answered at 2026-11-20T03:00:20.000Z; the same event again has the same content, another one needs an id of its own`,
      };
      expect(inShort(await send(first))).toBe("1 accepted");
      const { accepted, rejected } = await send(other(first), first);
      expect({ accepted, rejected }).toEqual({
        accepted: 0,
        rejected: [{ index: 0, id: first.id, ...refusal }],
      });
      // Alone it is a problem of its own.
      const alone = await next().send(JSON.stringify(other(first)), { type: "application/cloudevents+json" });
      expect(alone.status).toBe(409);
      expect(await alone.json()).toMatchObject({ title: refusal.code, detail: refusal.detail });
    });

    it.each<[string, (first: CloudEvent, other: CloudEvent) => CloudEvent[], string]>([
      ["the other after it", (first, other) => [first, other], "1 accepted, 1 id-reused"],
      [
        "both twice",
        (first, other) => [first, other, first, other],
        "1 accepted, 1 duplicate, 1 id-reused, 3 id-reused",
      ],
      ["the other first", (first, other) => [other, other, first], "1 accepted, 1 duplicate, 2 id-reused"],
    ])("takes its id within one request: %s", async (_how, order, want) => {
      const first = answered();
      const other = with_(first, { type: type("call.ended") });
      const events = order(first, other);
      expect(inShort(await send(...events))).toBe(want);
      // What is known then is what was recorded: the same again gives the same verdicts.
      expect(inShort(await send(...events))).toBe(
        want.replace(/1 accepted(, 1 duplicate)?/, (_, twice) => `${twice ? 2 : 1} duplicate`),
      );
    });

    it("is judged by what is stored before what stands beside it", async () => {
      const [first, second, third] = [0, 1, 2].map((revision) => revision) as [number, number, number];
      const told = answered();
      await send(told);
      const of = (revision: number) => with_(told, {}, { revision });
      const answer = await send(of(second), of(third), of(first), of(second));
      expect(inShort(answer)).toBe("1 duplicate, 0 id-reused, 1 id-reused, 3 id-reused");
      for (const { detail } of answer.rejected)
        expect(detail).toContain(`call.answered at ${iso(AT + 20 * SECOND)}`);
    });

    it("wins its id alone when many race for it", async () => {
      const told = answered();
      const racing = Array.from({ length: 20 }, (_, revision) => with_(told, {}, { revision }));
      const answers = await Promise.all(
        racing.map(async (one) => (await (await next().send([one, answered()])).json()) as IngestAnswer),
      );
      const shorts = answers.map(inShort).sort();
      expect(shorts).toEqual([...Array(19).fill("1 accepted, 0 id-reused"), "2 accepted"]);
      expect(inShort(await send(...racing))).toMatch(/^1 duplicate(, \d+ id-reused){19}$/);
    });

    it("shares its id with events of other entities, kinds, sources and senders", async () => {
      const first = answered({ id: "shared" });
      const call = { callId: "shared-one", queue: "report" as const };
      const filed = {
        channel: "1441",
        agency: "aoc",
        scamType: "job",
        province: "TH-10",
        lossSatang: 5,
      } as const;
      const same = { id: "shared" };
      const others = [
        event("call.answered", AT + 20 * SECOND, { ...call, callId: "shared-two" }, same),
        with_(first, { source: "other" }),
        event("call.offered", AT, call, same),
        // A call and a report of one name, at one moment.
        event("report.filed", AT, { reportId: "shared-one", ...filed }, same),
        event("arrest.made", AT, { arrestId: "shared-one", people: 1 }, same),
        event(
          "refund.paid",
          AT,
          { refundId: "shared-one", reportId: "r", bank: "SCB", amountSatang: 1 },
          same,
        ),
      ];
      expect(inShort(await send(first, ...others))).toBe("7 accepted");
      const { key } = await programs[0]!.sources.register({
        name: "second",
        nameTh: "second",
        types: ["call.answered"],
        banks: null,
        beatSeconds: 30,
        simulated: false,
      });
      const response = await next().send([with_(first, {}, { queue: "consult" })], { key });
      expect(inShort((await response.json()) as IngestAnswer)).toBe("1 accepted");
      expect(inShort(await send(first, ...others))).toBe("7 duplicate");
    });

    it("that is a sample is known within its minute", async () => {
      const of = (at: number, busy: number) =>
        event(
          "lines.sampled",
          at,
          { lines: 100, busy, waiting: 1, longestWaitSeconds: 2, agentsReady: 3, agentsBusy: 4 },
          { id: "sample" },
        );
      expect(inShort(await send(of(AT, 7), of(AT, 7), of(AT + SECOND, 8)))).toBe(
        "1 accepted, 1 duplicate, 2 id-reused",
      );
      const { rejected } = await send(of(AT + 2 * SECOND, 9), of(AT + MINUTE, 9));
      expect(rejected[0]!.detail).toBe(
        `id: sample of source test is taken by another event of the same minute: lines.sampled at ${iso(AT)}; the same event again has the same content, another one needs an id of its own`,
      );
      expect(inShort(await send(of(AT, 7), of(AT + MINUTE, 9)))).toBe("2 duplicate");
    });

    it("is the thousandth of its entity at most: an id that stands for many calls is told as such", async () => {
      const callId = "everything";
      const of = (n: number) => event("call.ended", AT + n, { callId, queue: "report" }, { id: `n-${n}` });
      expect(inShort(await send(...Array.from({ length: 1_000 }, (_, n) => of(n))))).toBe("1000 accepted");
      expect((await send(of(1_000), of(999))).rejected).toEqual([
        {
          index: 0,
          id: "n-1000",
          code: "too-many-events",
          detail: "callId: the call everything has 1000 events already: is this the id of one call?",
        },
      ]);
      expect(inShort(await send(of(0), of(999), with_(of(5), { time: iso(AT) })))).toBe(
        "2 duplicate, 2 id-reused",
      );
    });

    it("is known as before after a rebuild, which finds nothing to mend", async () => {
      expect(await rebuild()).toMatchObject({ entities: 0, cells: 0 });
    });
  });
});

describe("events of two weeks, compressed and lost", () => {
  let folder: string;
  let program: Program;
  const told = [1, 20, 30, 40].map((days) => {
    const data = { callId: `old-${days}`, queue: "report" as const };
    return event("call.offered", AT - days * DAY, data, { id: `old-${days}` });
  });
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "war-room-"));
    program = await startProgram({ folder });
    await program.tell(...told);
    const sample = { lines: 9, busy: 1, waiting: 1, longestWaitSeconds: 2, agentsReady: 3, agentsBusy: 4 };
    await program.tell(event("lines.sampled", AT - 20 * DAY, sample, { id: "old" }));
  });
  afterAll(async () => {
    await program.close();
    rmSync(folder, { recursive: true });
  });
  const again = told.map((one) => ({ ...one, time: one.time.replace("Z", "0Z") }));
  const others = told.map((one) =>
    with_(one, { type: type("call.answered"), time: iso(Date.parse(one.time) + HOUR) }),
  );
  async function holds() {
    expect(inShort((await (await program.send(again)).json()) as IngestAnswer)).toBe(
      `${told.length} duplicate`,
    );
    const { accepted, rejected } = (await (
      await program.send([...others, again[0]!])
    ).json()) as IngestAnswer;
    expect(accepted).toBe(0);
    expect(rejected.map(({ code, detail }) => `${code} ${/call\.\w+ at [^;]+/.exec(detail)}`)).toEqual(
      told.map(({ time }) => `id-reused call.offered at ${time}`),
    );
  }
  /** The program is closed meanwhile. */
  async function spoil(...names: string[]) {
    await program.close();
    const { openCentre } = await import("../rebuild/centre.ts");
    const store = await openCentre(folder);
    for (const name of names) await store.run(name);
    await store.close();
    program = await startProgram({ folder });
  }

  it("are known while they are fresh", holds);
  it("are known when their chunks are compressed", async () => {
    await spoil("compress events");
    await holds();
  });
  it("are known again when their entities were lost, and rebuilt from the raw events", async () => {
    await spoil("lose calls", "lose samples");
    const store = program.store;
    const rebuilt = await rebuildCells({
      store,
      now: AT,
      restart: false,
      onNote: () => {},
      onProgress: () => {},
      asked: { since: null, until: null },
    });
    expect(rebuilt.entities).toBe(told.length + 1);
    await holds();
  });
});

it("every type that is counted has its number in the database", async () => {
  const statements = "-- name: eventTypes\nselect unnest(event_types()) as type";
  const store = await openTestStore({ statements });
  const known = (await store.run<{ type: string }>("eventTypes")).map((row) => row.type);
  await store.close();
  expect(known.sort()).toEqual(EVENT_TYPES.filter((name) => name !== "source.beat").sort());
});
