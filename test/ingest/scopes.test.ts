/** Every type of event, sent with keys that are limited: nobody says anything of what is another's. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "#calendar/units.ts";
import {
  type CloudEvent,
  EVENT_TYPES,
  type EventType,
  type IngestAnswer,
  LIMITED_TYPES,
} from "#wire/events.ts";
import { event, type Program, startProgram } from "../program.ts";

const AT = Date.parse("2026-11-21T10:00:00+07:00");
/** The first of each is the sender's own. */
const BANKS = ["KBANK", "SCB"] as const;
const AGENCIES = ["ccib", "tcsd"] as const;
type Whose = "own" | "another's";
const nth = (whose: Whose) => (whose === "own" ? 0 : 1);

let program: Program;
const keys = new Map<string, string>();
let count = 0;

const report = (whose: Whose, entity: string) => ({
  reportId: entity,
  channel: "1441" as const,
  scamType: "job",
  province: "TH-10",
  lossSatang: 100,
  agency: AGENCIES[nth(whose)],
});
const freeze = (whose: Whose, entity: string) => ({ freezeId: entity, bank: BANKS[nth(whose)], hop: 1 });
/** An event of each type: of an entity that is the sender's own, or another's. */
const MADE: { [T in EventType]: (whose: Whose, entity: string) => CloudEvent } = {
  "call.offered": (_, callId) => event("call.offered", AT, { callId, queue: "report" }),
  "call.answered": (_, callId) => event("call.answered", AT, { callId, queue: "report" }),
  "call.abandoned": (_, callId) => event("call.abandoned", AT, { callId, queue: "report" }),
  "call.ended": (_, callId) => event("call.ended", AT, { callId, queue: "report" }),
  "lines.sampled": () =>
    event("lines.sampled", AT, {
      lines: 100,
      busy: 1,
      waiting: 0,
      longestWaitSeconds: 0,
      agentsReady: 1,
      agentsBusy: 1,
    }),
  "report.filed": (whose, id) => event("report.filed", AT, report(whose, id)),
  "report.revised": (whose, id) => event("report.revised", AT, { ...report(whose, id), revision: 1 }),
  "report.linked": (_, reportId) => event("report.linked", AT, { reportId, duplicateOf: "another" }),
  "report.voided": (_, reportId) => event("report.voided", AT, { reportId, reason: "ผิดพลาด" }),
  "report.advanced": (_, reportId) => event("report.advanced", AT, { reportId, step: "tracing" }),
  "freeze.requested": (whose, id) =>
    event("freeze.requested", AT, {
      ...freeze(whose, id),
      reportId: "r",
      amountSatang: 1,
      accountToken: "t",
    }),
  "freeze.confirmed": (whose, id) => event("freeze.confirmed", AT, { ...freeze(whose, id), heldSatang: 1 }),
  "freeze.refused": (whose, id) =>
    event("freeze.refused", AT, { ...freeze(whose, id), reason: "not-found", movedSatang: 1 }),
  "freeze.overturned": (whose, id) => event("freeze.overturned", AT, freeze(whose, id)),
  "freeze.released": (whose, id) => event("freeze.released", AT, { ...freeze(whose, id), reason: "ผิดพลาด" }),
  "refund.paid": (whose, refundId) =>
    event("refund.paid", AT, { refundId, reportId: "r", bank: BANKS[nth(whose)], amountSatang: 1 }),
  "arrest.made": (_, arrestId) => event("arrest.made", AT, { arrestId, people: 1 }),
  "source.beat": () => event("source.beat", AT, { through: new Date(AT - MINUTE).toISOString() }),
};

beforeAll(async () => {
  program = await startProgram();
  for (const [name, more] of [
    ["of a bank", { banks: [BANKS[0]] }],
    ["of an agency", { agencies: [AGENCIES[0]] }],
  ] as const) {
    const response = await fetch(`${program.url}/v1/sources`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: name.replaceAll(" ", "-"), nameTh: "แหล่ง", beatSeconds: 60, ...more }),
    });
    const registered = await response.json();
    expect([response.status, registered.types?.length ?? registered]).toEqual([201, expect.anything()]);
    keys.set(name, registered.key);
  }
}, 60_000);
afterAll(() => program.close());

async function send(who: string, ...events: CloudEvent[]): Promise<string[]> {
  const response = await program.send(events, { key: keys.get(who)! });
  const { accepted, rejected } = (await response.json()) as IngestAnswer;
  return [...rejected.map(({ code }) => code), ...Array<string>(accepted).fill("accepted")];
}
const entityOf = () => `scopes-${++count}`;
const isOfReport = (type: EventType) => type.startsWith("report.");
const isOfBank = (type: EventType) => /^(freeze|refund)\./.test(type);

describe("the key of a source of one bank", () => {
  it.each(EVENT_TYPES)("says of its own, and of what is at no bank, what it may send: %s", async (type) => {
    const code = await send("of a bank", MADE[type]("own", entityOf()));
    expect(code).toEqual([LIMITED_TYPES.includes(type) ? "accepted" : "not-allowed"]);
  });

  it.each(EVENT_TYPES.filter(isOfBank))(
    "says nothing of another's, under whichever bank: %s",
    async (type) => {
      expect(await send("of a bank", MADE[type]("another's", entityOf()))).toEqual(["not-allowed"]);
      const entity = entityOf();
      const opening = type === "refund.paid" ? type : "freeze.requested";
      await program.tell(MADE[opening]("another's", entity));
      expect(await send("of a bank", MADE[type]("own", entity))).toEqual(["other-bank"]);
    },
  );

  it.each(EVENT_TYPES.filter(isOfReport))("says nothing of a report, whosever: %s", async (type) => {
    const entity = entityOf();
    await program.tell(MADE["report.filed"]("own", entity));
    if (type !== "report.filed")
      expect(await send("of a bank", MADE[type]("own", entity))).toEqual(["not-allowed"]);
  });
});

describe("the key of a source of one agency", () => {
  it.each(EVENT_TYPES)("says of its own, and of what is no report, what it may send: %s", async (type) => {
    const entity = entityOf();
    if (isOfReport(type))
      expect(await send("of an agency", MADE["report.filed"]("own", entity))).toEqual(["accepted"]);
    if (type !== "report.filed")
      expect(await send("of an agency", MADE[type]("own", entity))).toEqual(["accepted"]);
  });

  const REPORTS = EVENT_TYPES.filter(isOfReport);
  it.each(REPORTS)("says nothing of another's report, under whichever agency: %s", async (type) => {
    const entity = entityOf();
    await program.tell(MADE["report.filed"]("another's", entity));
    expect(await send("of an agency", MADE[type]("own", entity))).toEqual(["other-agency"]);
    if (/filed|revised/.test(type))
      expect(await send("of an agency", MADE[type]("another's", entity))).toEqual(["not-allowed"]);
  });

  it.each(REPORTS.filter((type) => type !== "report.filed"))(
    "says nothing of a report that nobody has filed yet: %s",
    async (type) => {
      const entity = entityOf();
      expect(await send("of an agency", MADE[type]("own", entity))).toEqual(["other-agency"]);
      // It counts for nothing when the report comes.
      await program.tell(MADE["report.filed"]("another's", entity));
      const { rows } = await program.figures(
        `metric=reports.filed,reports.duplicates,reports.voided&from=2026-11-21&to=2026-11-22&by=agency&agency=tcsd`,
      );
      const valueOfMetric = (metric: string) => rows.find((row) => row.metric === metric)?.value ?? 0;
      expect([valueOfMetric("reports.duplicates"), valueOfMetric("reports.voided")]).toEqual([0, 0]);
    },
  );

  it("may send a report and what follows in one request, in any order", async () => {
    const [one, other] = [entityOf(), entityOf()];
    const of = (entity: string) => [
      ...[MADE["report.voided"]("own", entity), MADE["report.advanced"]("own", entity)],
      ...[MADE["report.filed"]("own", entity), MADE["report.revised"]("own", entity)],
    ];
    const events = [...of(one), ...of(other)];
    expect(await send("of an agency", ...events)).toEqual(Array<string>(8).fill("accepted"));
    // A report that has become another's is another's.
    await program.tell(event("report.revised", AT, { ...report("another's", one), revision: 2 }));
    expect(await send("of an agency", MADE["report.linked"]("own", one))).toEqual(["other-agency"]);
    expect(await send("of an agency", MADE["report.linked"]("own", other))).toEqual(["accepted"]);
  });

  it("is answered with that problem when it sends one alone", async () => {
    const entity = entityOf();
    await program.tell(MADE["report.filed"]("another's", entity));
    const response = await program.send(MADE["report.voided"]("own", entity), {
      key: keys.get("of an agency")!,
      type: "application/cloudevents+json",
    });
    expect([response.status, (await response.json()).title]).toEqual([403, "other-agency"]);
  });
});
