/** What reports, refunds and arrests count for; buckets, slices, and what was known when. */
import { describe, expect, it } from "vitest";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR } from "#calendar/units.ts";
import { METRICS, type Query } from "./oracle.ts";
import { NOON, on29, rows, told, total } from "./told.ts";

/** The cases of more than 72 hours before noon. */
const LONG = { from: NOON - 10 * DAY, to: NOON + 60 * HOUR };

describe("a report", () => {
  it.each([
    ["filed", "filed 10:00:00", "loss_satang", 500],
    ["revised", "filed 10:00:00 | revised 10:10:00", "loss_satang", 700],
    ["revised by an older revision", "filed 10:00:00 revision=2 | revised 10:10:00", "loss_satang", 500],
    ["revised at the same revision", "filed 10:00:00 revision=1 | revised 10:10:00", "loss_satang", 500],
    ["counted once", "filed 10:00:00 | revised 10:10:00 | advanced 10:20:00", "filed", 1],
    ["revised alone: an orphan", "revised 10:10:00", "filed", 0],
    ["revised alone, with a time", "revised 10:10:00 reportedAt=10:00:00", "loss_satang", 700],
    ["advanced alone: an orphan", "advanced 10:10:00", "filed", 0],
    ["advanced alone, with a time", "advanced 10:10:00 reportedAt=10:00:00", "filed", 1],
    ["… of unknown loss", "advanced 10:10:00 reportedAt=10:00:00", "loss_satang", 0],
    ["linked", "filed 10:00:00 | linked 10:10:00", "duplicates", 1],
    ["… is no report", "filed 10:00:00 | linked 10:10:00", "filed", 0],
    ["… nor a loss", "filed 10:00:00 | linked 10:10:00", "loss_satang", 0],
    ["voided", "filed 10:00:00 | voided 10:10:00", "voided", 1],
    ["… is no report", "filed 10:00:00 | voided 10:10:00", "filed", 0],
    ["linked and voided: linked", "filed 10:00:00 | voided 10:05:00 | linked 10:10:00", "duplicates", 1],
    ["… and not voided", "filed 10:00:00 | voided 10:05:00 | linked 10:10:00", "voided", 0],
    ["linked alone: an orphan", "linked 10:10:00", "duplicates", 0],
    ["linked alone, with a time", "linked 10:10:00 reportedAt=10:00:00", "duplicates", 1],
    ["reached a step", "filed 10:00:00 | advanced 10:10:00", "tracing", 1],
    ["… and no other", "filed 10:00:00 | advanced 10:10:00", "complaint", 0],
    ["… again: once", "filed 10:00:00 | advanced 10:10:00 | advanced 10:20:00", "tracing", 1],
    ["linked: no step", "filed 10:00:00 | advanced 10:10:00 | linked 10:20:00", "tracing", 0],
    ["voided: no step", "filed 10:00:00 | advanced 10:10:00 | voided 10:20:00", "tracing_seconds", 0],
    ["advanced alone: no step of an orphan", "advanced 10:10:00", "tracing", 0],
    ["whole seconds to a step", "filed 10:00:00 | advanced 10:00:09.999", "tracing_seconds", 9],
    ["… before it was filed: none", "filed 10:00:00 | advanced 09:00:00", "tracing_seconds", 0],
    [
      "… from the step before that was reached",
      "filed 10:00:00 | advanced 10:10:00 step=freezing | advanced 10:11:00",
      "tracing_seconds",
      60,
    ],
    [
      "… none if a later step came first",
      "filed 10:00:00 | advanced 10:12:00 step=freezing | advanced 10:11:00",
      "tracing_seconds",
      0,
    ],
    ["complaint in 72 h", "filed 2024-02-26T10:00:00Z | COMPLAINT 2024-02-29T10:00:00Z", "complaint_72h", 1],
    [
      "… a millisecond late",
      "filed 2024-02-26T10:00:00Z | COMPLAINT 2024-02-29T10:00:00.001Z",
      "complaint_72h",
      0,
    ],
    [
      "… is a complaint all the same",
      "filed 2024-02-26T10:00:00Z | COMPLAINT 2024-02-29T10:00:00.001Z",
      "complaint",
      1,
    ],
    ["no complaint, 72 h not over", "filed 2024-02-26T05:00:00Z", "complaint_pending", 1],
    ["… so not due", "filed 2024-02-26T05:00:00Z", "complaint_due", 0],
    ["a millisecond later: due", "filed 2024-02-26T04:59:59.999Z", "complaint_due", 1],
    ["due at once when it has come", "filed 10:00:00 | COMPLAINT 10:10:00", "complaint_due", 1],
    ["closed without one: still time", "filed 10:00:00 | advanced 10:10:00 step=closed", "complaint_due", 0],
    ["voided: neither pending", "filed 10:00:00 | voided 10:10:00", "complaint_pending", 0],
    ["… nor due", "filed 2024-02-25T10:00:00Z | voided 10:10:00", "complaint_due", 0],
    ["linked: neither pending", "filed 10:00:00 | linked 10:10:00", "complaint_pending", 0],
    ["… nor due", "filed 2024-02-25T10:00:00Z | linked 10:10:00", "complaint_due", 0],
  ])("%s: %s → %s %i", (_rule, script, column, wanted) => {
    const events = told("report", script.replaceAll(/COMPLAINT (\S+)/g, "advanced $1 step=complaint"));
    expect(total(events, `reports.${column}`, LONG)).toBe(wanted);
  });

  it.each([
    ["as filed", "filed 10:00:00", "job TH-10 1441 aoc 10:00"],
    [
      "as revised, at the time it was filed",
      "filed 10:00:00 | revised 10:10:00 scamType=loan channel=bank",
      "loan TH-10 bank aoc 10:00",
    ],
    [
      "passed on to another agency by a revision",
      "filed 10:00:00 | revised 10:10:00 agency=ccib",
      "job TH-10 1441 ccib 10:00",
    ],
    [
      "a revision's own time gives way",
      "filed 10:00:00 | revised 10:10:00 reportedAt=09:30:00",
      "job TH-10 1441 aoc 10:00",
    ],
    [
      "filed again, later: the first",
      "filed 10:00:00 | filed 10:10:00 scamType=loan",
      "job TH-10 1441 aoc 10:00",
    ],
    [
      "filed again, revised: the second",
      "filed 10:00:00 | filed 10:10:00 scamType=loan revision=1",
      "loan TH-10 1441 aoc 10:10",
    ],
    [
      "filed and revised higher",
      "filed 10:10:00 revision=1 | revised 10:20:00 revision=2 province=TH-11",
      "job TH-11 1441 aoc 10:10",
    ],
    [
      "known by its progress only",
      "advanced 10:30:00 reportedAt=10:01:00",
      "other TH-00 unknown unknown 10:01",
    ],
    [
      "the earliest step says when",
      "advanced 10:30:00 reportedAt=10:01:00 | advanced 10:20:00 step=freezing reportedAt=10:02:00",
      "other TH-00 unknown unknown 10:02",
    ],
    [
      "steps have slots of their own",
      "advanced 10:30:00 reportedAt=10:01:00 | advanced 10:20:00 revision=1 step=closed",
      "other TH-00 unknown unknown 10:01",
    ],
    [
      "one step has one slot",
      "advanced 10:30:00 reportedAt=10:01:00 revision=1 | advanced 10:20:00 reportedAt=10:02:00",
      "other TH-00 unknown unknown 10:01",
    ],
    [
      "the revision is one of the others",
      "revised 10:40:00 reportedAt=10:00:00 | advanced 10:30:00 reportedAt=10:01:00",
      "job TH-10 1441 aoc 10:01",
    ],
  ])("lies where it belongs: %s", (_rule, script, wanted) => {
    const by = ["scamType", "province", "channel", "agency"];
    const found = rows(told("report", script), "reports.filed", { by, step: "minute" }).map(
      ({ at, slice }) => `${Object.values(slice).join(" ")} ${stamp(at).slice(11, 16)}`,
    );
    expect(found).toEqual([wanted]);
  });
});

describe("what happened", () => {
  it("counts refunds by the time and bank of the payment", () => {
    const events = told(
      "refund",
      "paid 10:00:00 amountSatang=5 | paid 10:59:59.999 refundId=q bank=BBL amountSatang=6",
    );
    expect(rows(events, "refunds.paid_satang", { step: "hour", by: ["bank"] })).toEqual([
      { at: NOON - 2 * HOUR, slice: { bank: "BBL" }, value: 6 },
      { at: NOON - 2 * HOUR, slice: { bank: "KTB" }, value: 5 },
    ]);
    expect(total(events, "refunds.paid")).toBe(2);
  });

  it("counts arrests and people, in no province if none is said", () => {
    const events = told("arrest", "made 10:00:00 people=4 | made 10:00:00 arrestId=b province=TH-10");
    expect(
      rows(events, "arrests.people", { by: ["province"] }).map(({ slice, value }) => [slice.province, value]),
    ).toEqual([
      ["TH-00", 4],
      ["TH-10", 3],
    ]);
    expect(total(events, "arrests.made")).toBe(2);
  });
});

describe("buckets", () => {
  const midnight = told("call", "offered 2024-02-29T16:59:59.999Z | offered 2024-02-29T17:00:00Z callId=d");
  const starts = (query: Partial<Query>) =>
    rows(midnight, "calls.offered", query).map(({ at }) => new Date(at).toISOString());

  it.each<[Query["step"], string, string]>([
    ["minute", "2024-02-29T16:59:00.000Z", "2024-02-29T17:00:00.000Z"],
    ["hour", "2024-02-29T16:00:00.000Z", "2024-02-29T17:00:00.000Z"],
    ["day", "2024-02-28T17:00:00.000Z", "2024-02-29T17:00:00.000Z"],
  ])("a %s begins with its first millisecond; the day with midnight in Bangkok", (step, before, after) => {
    expect(starts({ step })).toEqual([before, after]);
  });

  it("takes `from` in and leaves `to` out", () => {
    const [from, to] = [Date.parse(on29("23:59:00")), Date.parse("2024-03-01T00:00:00+07:00")];
    expect(rows(midnight, "calls.offered", { from, to })).toEqual([{ at: from, slice: {}, value: 1 }]);
    expect(rows(midnight, "calls.offered", { from: to, to: to + 60_000 })).toEqual([
      { at: to, slice: {}, value: 1 },
    ]);
  });
});

describe("what was known when", () => {
  const events = told("report", "filed 10:00:00 recorded=10:00:01 | voided 10:05:00 recorded=11:00:00");
  it.each([
    ["before", "10:00:00.999", 0, 0],
    ["at the moment of recording", "10:00:01", 1, 0],
    ["before the correction", "10:59:59.999", 1, 0],
    ["after it", "11:00:00", 0, 1],
  ])("%s", (_moment, clock, filed, voids) => {
    const now = Date.parse(on29(clock));
    expect([total(events, "reports.filed", { now }), total(events, "reports.voided", { now })]).toEqual([
      filed,
      voids,
    ]);
  });
});

describe("a question", () => {
  it.each<[string, Partial<Query> & { metric: string }]>([
    ["an unknown metric", { metric: "calls.lost" }],
    ["a dimension of other cells", { metric: "calls.offered", by: ["bank"] }],
    ["a filter of other cells", { metric: "refunds.paid", filter: { hop: "1" } }],
  ])("about %s is refused", (_mistake, { metric, ...query }) => {
    expect(() => rows([], metric, query)).toThrow();
  });

  it("of every metric about nothing has no rows", () => {
    expect(METRICS.flatMap((metric) => rows([], metric))).toEqual([]);
  });
});
