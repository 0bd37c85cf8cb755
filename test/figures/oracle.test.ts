/** Which event counts, when, and for what; each rule worked out by hand, with its near miss beside it. */
import { describe, expect, it } from "vitest";
import type { Row } from "./oracle.ts";
import { rows, told, total } from "./told.ts";

describe("which of a slot's events counts", () => {
  it.each([
    ["the highest revision, though later", "amountSatang=5 | +1 revision=1 amountSatang=7", 7],
    ["the highest revision, though first", "revision=2 amountSatang=7 | revision=1 amountSatang=5", 7],
    ["at one revision the earliest", "+1 amountSatang=7 | amountSatang=5", 5],
    ["no revision is revision 0", "+1 amountSatang=5 revision=0 | amountSatang=7", 7],
    ["then the smallest source", "source=b id=1 amountSatang=7 | source=a id=2 amountSatang=5", 5],
    ["of which capitals come first", "source=a id=1 amountSatang=7 | source=B id=2 amountSatang=5", 5],
    ["then the smallest id", "id=b amountSatang=7 | id=a amountSatang=5", 5],
    ["in UTF-8, not in UTF-16", "id=😀 amountSatang=7 | id=Ａ amountSatang=5", 5],
    ["time before source", "+1 source=a amountSatang=7 | source=b amountSatang=5", 5],
    ["a millisecond orders", "+.001 id=a amountSatang=7 | +.000 id=b amountSatang=5", 5],
    ["less than that does not", "+.0009 id=a amountSatang=7 | +.0001 id=b amountSatang=5", 7],
    ["the same event twice: the first received", "id=a amountSatang=7 | id=a amountSatang=5 revision=9", 7],
    [
      "… also when finer digits differ",
      "+.0001 id=a amountSatang=7 | +.0009 id=a amountSatang=5 revision=9",
      7,
    ],
    ["… also at another time", "id=a amountSatang=7 | +.001 id=a amountSatang=5 revision=9", 7],
    [
      "from another source it is another event",
      "id=a amountSatang=7 | source=b id=a amountSatang=5 revision=9",
      5,
    ],
    ["of another entity as well", "id=a amountSatang=7 | id=a amountSatang=5 refundId=q", 12],
  ])("%s", (_rule, script, satang) => {
    const events = script.split(" | ").map((line) => {
      const [after, ...rest] = line.startsWith("+") ? line.split(" ") : ["+", ...line.split(" ")];
      const seconds = { "+": "00", "+1": "01" }[after ?? ""] ?? `00${after?.slice(1)}`;
      return `paid 10:00:${seconds} ${rest.join(" ")}`;
    });
    expect(total(told("refund", events.join(" | ")), "refunds.paid_satang")).toBe(satang);
  });

  it("takes the same moment in another offset for the same time", () => {
    const script = "paid 10:00:00 id=b amountSatang=7 | paid 2024-02-29T03:00:00Z id=a amountSatang=5";
    expect(total(told("refund", script), "refunds.paid_satang")).toBe(5);
  });

  it("does not take a call and a report of one name for one entity", () => {
    const events = [
      ...told("call", "offered 10:00:00 id=a callId=x"),
      ...told("report", "filed 10:00:00 id=a reportId=x"),
    ];
    expect([total(events, "calls.offered"), total(events, "reports.filed")]).toEqual([1, 1]);
  });
});

describe("a call", () => {
  it.each([
    ["once offered", "offered 10:00:00", "offered", 1],
    ["an orphan", "answered 10:00:05 | ended 10:01:00", "offered", 0],
    ["an orphan", "answered 10:00:05 | ended 10:01:00", "answered", 0],
    ["a carried time will do", "ended 10:09:00 offeredAt=10:00:00", "offered", 1],
    [
      "the earliest says",
      "ended 10:09:00 offeredAt=09:59:00 | answered 10:00:05 offeredAt=10:00:00",
      "wait_seconds",
      5,
    ],
    ["if it says anything", "ended 10:09:00 offeredAt=09:59:00 | answered 10:00:05", "wait_seconds", 65],
    ["a winner only", "answered 10:00:05 offeredAt=10:00:00 | answered 10:00:06 revision=1", "answered", 0],
    [
      "the opening knows better",
      "offered 10:00:00 | answered 10:00:05 offeredAt=09:00:00",
      "wait_seconds",
      5,
    ],
    [
      "revised, it moves",
      "offered 10:00:00 | answered 10:00:09 | offered 10:00:04 revision=1",
      "answered_5s",
      1,
    ],
    ["20 s are within 20 s", "offered 10:00:00 | answered 10:00:20", "answered_20s", 1],
    ["20.001 s are not", "offered 10:00:00 | answered 10:00:20.001", "answered_20s", 0],
    ["but within 30 s", "offered 10:00:00 | answered 10:00:20.001", "answered_30s", 1],
    ["20.0009 s are 20 s", "offered 10:00:00 | answered 10:00:20.0009", "answered_20s", 1],
    ["waits are rounded down", "offered 10:00:00 | answered 10:00:05.999", "wait_seconds", 5],
    ["but not below 0", "offered 10:00:00 | answered 09:59:00", "wait_seconds", 0],
    ["which is within 5 s", "offered 10:00:00 | answered 09:59:00", "answered_5s", 1],
    ["answered: not abandoned", "offered 10:00:00 | abandoned 10:00:03 | answered 10:00:09", "abandoned", 0],
    ["nor within 5 s", "offered 10:00:00 | abandoned 10:00:03 | answered 10:00:09", "abandoned_5s", 0],
    ["abandoned", "offered 10:00:00 | abandoned 10:00:05", "abandoned", 1],
    ["within 5 s", "offered 10:00:00 | abandoned 10:00:05", "abandoned_5s", 1],
    ["not within 5 s", "offered 10:00:00 | abandoned 10:00:05.001", "abandoned_5s", 0],
    ["the abandoned are not waited for", "offered 10:00:00 | abandoned 10:00:05", "wait_seconds", 0],
    ["an end is one, answered or not", "offered 10:00:00 | ended 10:00:05", "ended", 1],
    ["handled needs both", "offered 10:00:00 | ended 10:00:05", "handled", 0],
    ["handled", "offered 10:00:00 | answered 10:00:05 | ended 10:01:05.9", "handled", 1],
    ["from answer to end", "offered 10:00:00 | answered 10:00:05 | ended 10:01:05.9", "handle_seconds", 60],
    ["not below 0", "offered 10:00:00 | answered 10:00:05 | ended 10:00:01", "handle_seconds", 0],
    [
      "not from before it came",
      "offered 10:00:00 | answered 09:59:58 | ended 10:01:00",
      "handle_seconds",
      60,
    ],
    ["… by a carried time", "answered 09:59:58 offeredAt=10:00:00 | ended 10:01:00", "handle_seconds", 60],
    ["… waited for no time", "answered 09:59:58 offeredAt=10:00:00", "answered_5s", 1],
    ["… abandoned at once", "abandoned 09:59:58 offeredAt=10:00:00", "abandoned_5s", 1],
  ])("%s: %s → %s %i", (_rule, script, column, wanted) => {
    expect(total(told("call", script), `calls.${column}`)).toBe(wanted);
  });

  it("lies in the queue of its opening event, until it has come of the earliest other", () => {
    const script = "answered 10:00:05 queue=consult offeredAt=10:00:00 | ended 10:01:00 queue=unfreeze";
    const inQueue = (queue: string, more = "") =>
      total(told("call", script + more), "calls.offered", { filter: { queue } });
    expect([inQueue("consult"), inQueue("unfreeze")]).toEqual([1, 0]);
    expect([inQueue("consult", " | offered 10:00:30"), inQueue("report", " | offered 10:00:30")]).toEqual([
      0, 1,
    ]);
  });
});

describe("a figure of calls", () => {
  const four =
    "offered 10:00:00 | answered 10:00:20 | ended 10:01:20 | answered 10:00:30.5 callId=d offeredAt=10:00:00 | " +
    "offered 10:00:00 callId=e | abandoned 10:00:30 callId=e | offered 10:00:00 callId=g";
  it.each<[string, string, Partial<Row>]>([
    ["service_level", four, { value: 1 / 3, numerator: 1, denominator: 3 }],
    ["service_level", "offered 10:00:00 | answered 10:00:21", { value: 0, numerator: 0, denominator: 1 }],
    ["abandon_rate", four, { value: 1 / 3, numerator: 1, denominator: 3 }],
    ["asa_seconds", four, { value: 25, numerator: 50, denominator: 2 }],
    ["aht_seconds", four, { value: 60, numerator: 60, denominator: 1 }],
  ])("%s names its parts", (name, script, wanted) => {
    expect(rows(told("call", script), `calls.${name}`)).toEqual([expect.objectContaining(wanted)]);
  });

  it("is no row, thus null, where nothing is below the line", () => {
    expect(rows(told("call", "offered 10:00:00"), "calls.service_level")).toEqual([]);
  });
});
