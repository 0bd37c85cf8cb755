/** What a freeze counts for; each rule worked out by hand, with its near miss beside it. */
import { describe, expect, it } from "vitest";
import { HOUR } from "#calendar/units.ts";
import { NOON, rows, told, total } from "./told.ts";

const HELD = "requested 05:00:00 | confirmed 06:00:00";

describe("a freeze", () => {
  it.each([
    ["requested", "requested 10:00:00", "requested_satang", 900],
    ["an orphan", "refused 10:10:00", "requested", 0],
    ["an orphan", "refused 10:10:00", "refused", 0],
    ["by a carried time", "refused 10:10:00 requestedAt=10:00:00", "requested", 1],
    ["the amount is not yet known", "refused 10:10:00 requestedAt=10:00:00", "requested_satang", 0],
    [
      "the earliest says when",
      "released 10:50:00 requestedAt=09:00:00 | confirmed 10:05:00 requestedAt=10:00:00",
      "confirmed_5m",
      1,
    ],
    ["… if it says so", "released 10:50:00 requestedAt=09:00:00 | confirmed 10:05:00", "confirmed_5m", 0],
    ["within 5 min", "requested 10:00:00 | confirmed 10:05:00", "confirmed_5m", 1],
    ["not within 5 min", "requested 10:00:00 | confirmed 10:05:00.001", "confirmed_5m", 0],
    ["within the hour", "requested 10:00:00 | confirmed 11:00:00", "confirmed_60m", 1],
    ["a millisecond late", "requested 10:00:00 | confirmed 11:00:00.001", "confirmed_60m", 0],
    ["… is within two hours", "requested 10:00:00 | confirmed 11:00:00.001", "confirmed_120m", 1],
    ["before it was asked", "requested 10:00:00 | confirmed 09:00:00", "confirmed_5m", 1],
    ["… took no time", "requested 10:00:00 | confirmed 09:00:00", "freeze_seconds", 0],
    ["… by a carried time", "confirmed 10:00:08 requestedAt=10:00:10", "confirmed_5m", 1],
    ["… is no longer open", "confirmed 10:00:08 requestedAt=10:00:10", "open", 0],
    ["… refused: no time", "refused 10:00:08 requestedAt=10:00:10", "refuse_seconds", 0],
    ["… within the hour", "refused 10:00:08 requestedAt=10:00:10", "refused_60m", 1],
    ["whole seconds", "requested 10:00:00 | confirmed 10:00:09.999", "freeze_seconds", 9],
    ["held", "requested 10:00:00 | confirmed 10:10:00", "confirmed_satang", 300],
    ["confirmed: not refused", "requested 10:00:00 | refused 10:01:00 | confirmed 10:10:00", "refused", 0],
    ["nor in time", "requested 10:00:00 | refused 10:01:00 | confirmed 10:10:00", "refused_60m", 0],
    [
      "nor what the refusal said",
      "requested 10:00:00 | refused 10:01:00 | confirmed 10:10:00",
      "moved_satang",
      0,
    ],
    [
      "what the confirmation says",
      "requested 10:00:00 | refused 10:01:00 | confirmed 10:10:00 movedSatang=5",
      "moved_satang",
      5,
    ],
    [
      "cashed out in part",
      "requested 10:00:00 | confirmed 10:10:00 cashedOutSatang=7",
      "cashed_out_satang",
      7,
    ],
    [
      "… and moved on in part",
      "requested 10:00:00 | confirmed 10:10:00 cashedOutSatang=7 movedSatang=5",
      "moved_satang",
      5,
    ],
    [
      "refused as cashed out",
      "requested 10:00:00 | refused 10:10:00 reason=cashed-out",
      "cashed_out_satang",
      80,
    ],
    ["… so not moved on", "requested 10:00:00 | refused 10:10:00 reason=cashed-out", "moved_satang", 0],
    [
      "refused as moved on: no cash",
      "requested 10:00:00 | refused 10:10:00 reason=moved-on",
      "cashed_out_satang",
      0,
    ],
    [
      "confirmed after all: no cash",
      "requested 10:00:00 | refused 10:01:00 reason=cashed-out | confirmed 10:10:00",
      "cashed_out_satang",
      0,
    ],
    ["cash of an orphan", "refused 10:10:00 reason=cashed-out", "cashed_out_satang", 0],
    [
      "where the rest is nobody says",
      "requested 10:00:00 | confirmed 10:10:00 cashedOutSatang=7 movedSatang=5",
      "untraced_satang",
      588,
    ],
    [
      "… of a refusal",
      "requested 10:00:00 | refused 10:10:00 reason=not-found movedSatang=0",
      "untraced_satang",
      900,
    ],
    [
      "… of one that is gone in part",
      "requested 10:00:00 | refused 10:10:00 reason=cashed-out",
      "untraced_satang",
      820,
    ],
    ["what waits is not untraced", "requested 10:00:00", "untraced_satang", 0],
    [
      "more than was asked for",
      "requested 10:00:00 | confirmed 10:10:00 heldSatang=950",
      "untraced_satang",
      -50,
    ],
    [
      "released: it was held",
      "requested 10:00:00 | confirmed 10:10:00 heldSatang=900 | released 10:20:00",
      "untraced_satang",
      0,
    ],
    ["whole seconds to refuse", "requested 10:00:00 | refused 10:00:09.999", "refuse_seconds", 9],
    ["… before it was asked", "requested 10:00:00 | refused 09:00:00", "refuse_seconds", 0],
    [
      "… not of what was confirmed",
      "requested 10:00:00 | refused 10:01:00 | confirmed 10:10:00",
      "refuse_seconds",
      0,
    ],
    ["has waited until noon", "requested 11:59:50.001", "waiting_seconds", 9],
    ["… not when answered", "requested 10:00:00 | refused 11:59:59", "waiting_seconds", 0],
    ["… nor an orphan", "released 10:20:00", "waiting_seconds", 0],
    ["refused", "requested 10:00:00 | refused 11:00:00", "refused", 1],
    ["… had moved on", "requested 10:00:00 | refused 11:00:00", "moved_satang", 80],
    ["… within the hour", "requested 10:00:00 | refused 11:00:00", "refused_60m", 1],
    ["… a millisecond late", "requested 10:00:00 | refused 11:00:00.001", "refused_60m", 0],
    ["… is not confirmed", "requested 10:00:00 | refused 10:10:00", "confirmed_60m", 0],
    ["released", "requested 10:00:00 | confirmed 10:10:00 | released 10:20:00", "released", 1],
    ["… it stays confirmed", "requested 10:00:00 | confirmed 10:10:00 | released 10:20:00", "confirmed", 1],
    ["only what was confirmed", "requested 10:00:00 | released 10:20:00", "released", 0],
    [
      "… and not what was refused",
      "requested 10:00:00 | refused 10:10:00 | released 10:20:00",
      "released",
      0,
    ],
    ["… no wrong hold, in time or late", `${HELD} | released 10:00:00`, "released_4h", 0],
    ["… nor due", `${HELD} | released 10:00:00`, "release_due", 0],
    ["found to be wrong", `${HELD} | overturned 06:30:00`, "overturned", 1],
    [
      "… not what was refused",
      "requested 10:00:00 | refused 10:10:00 | overturned 10:20:00",
      "overturned",
      0,
    ],
    ["… nor what nobody has held", "requested 10:00:00 | overturned 10:20:00", "overturned", 0],
    ["… which stays open", "requested 10:00:00 | overturned 10:20:00", "open", 1],
    [
      "released within four hours of that",
      `${HELD} | overturned 07:00:00 | released 11:00:00`,
      "released_4h",
      1,
    ],
    ["… a millisecond late", `${HELD} | overturned 07:00:00 | released 11:00:00.001`, "released_4h", 0],
    ["… and due all the same", `${HELD} | overturned 07:00:00 | released 11:00:00.001`, "release_due", 1],
    ["… before it: at once", `${HELD} | overturned 11:30:00 | released 11:00:00`, "released_4h", 1],
    [
      "four hours begin with the hold, if it came later",
      `${HELD} | overturned 05:10:00 | released 10:00:00`,
      "released_4h",
      1,
    ],
    [
      "… and with the request, if that came later",
      "requested 06:00:00 | confirmed 05:00:00 | overturned 05:10:00 | released 10:00:00",
      "released_4h",
      1,
    ],
    ["found wrong four hours ago", `${HELD} | overturned 08:00:00`, "release_pending", 1],
    ["… so not due", `${HELD} | overturned 08:00:00`, "release_due", 0],
    ["… a millisecond later", `${HELD} | overturned 07:59:59.999`, "release_pending", 0],
    ["… so due, and missed", `${HELD} | overturned 07:59:59.999`, "release_due", 1],
    ["released: due at once", `${HELD} | overturned 11:00:00 | released 11:10:00`, "release_due", 1],
    [
      "corrected: found wrong before",
      `${HELD} | overturned 11:00:00 | overturned 06:30:00 revision=1`,
      "release_due",
      1,
    ],
    ["an orphan is held", "confirmed 10:10:00", "held_satang", 300],
    ["… but not confirmed", "confirmed 10:10:00", "confirmed", 0],
    ["a refused one is not held", "requested 10:00:00 | refused 10:10:00", "held", 0],
    ["open", "requested 10:00:00", "open", 1],
    ["… a release is no answer", "requested 10:00:00 | released 10:20:00", "open", 1],
    ["… an orphan's neither", "released 10:20:00", "open", 0],
    ["confirmed: not open", "requested 10:00:00 | confirmed 10:10:00", "open", 0],
    ["refused: not open", "requested 10:00:00 | refused 10:10:00", "open", 0],
    ["open money", "requested 10:00:00", "waiting_satang", 900],
    ["… of the open alone", "requested 10:00:00 | refused 10:10:00", "waiting_satang", 0],
    ["… unknown until requested", "released 10:20:00 requestedAt=10:00:00", "waiting_satang", 0],
    ["an hour ago", "requested 11:00:00", "pending", 1],
    ["… so not due", "requested 11:00:00", "due", 0],
    ["more than an hour ago", "requested 10:59:59.999", "pending", 0],
    ["… so due", "requested 10:59:59.999", "due", 1],
    ["answered: due at once", "requested 11:59:00 | refused 11:59:30", "due", 1],
  ])("%s: %s → %s %i", (_rule, script, column, wanted) => {
    expect(total(told("freeze", script), `freezes.${column}`)).toBe(wanted);
  });

  it("lies with the bank and hop of its request, until it has come of the earliest other", () => {
    const script = "confirmed 10:10:00 requestedAt=10:00:00 | released 10:20:00 bank=TTB hop=3";
    const by = ["bank", "hop"];
    const slices = (more: string) =>
      ["requested", "held"].map(
        (column) => rows(told("freeze", script + more), `freezes.${column}`, { by })[0]?.slice,
      );
    expect(slices("")).toEqual(Array(2).fill({ bank: "SCB", hop: "2" }));
    expect(slices(" | requested 10:30:00")).toEqual(Array(2).fill({ bank: "KBANK", hop: "1" }));
  });

  it("is requested in its cohort's bucket and held in that of the confirmation", () => {
    const events = told("freeze", "requested 10:59:59.999 | confirmed 11:00:00");
    const at = (column: string) =>
      rows(events, `freezes.${column}`, { step: "hour" }).map((row) => row.at - NOON);
    expect(at("confirmed")).toEqual([-2 * HOUR]);
    expect(at("held")).toEqual([-1 * HOUR]);
  });

  it.each([
    ["of its request", "confirmed 10:59:58 | requested 11:00:00"],
    ["that it carries", "confirmed 10:59:58 requestedAt=11:00:00"],
  ])("is held at the time %s, if the confirmation lies before it", (_whose, script) => {
    const found = rows(told("freeze", script), "freezes.held", { step: "hour" });
    expect(found.map((row) => row.at - NOON)).toEqual([-1 * HOUR]);
  });
});

describe("the promise of one hour", () => {
  const six =
    "requested 09:00:00 | confirmed 10:00:00 | " + // in time
    "requested 09:00:00 freezeId=g | confirmed 10:00:01 freezeId=g | " + // late
    "requested 09:00:00 freezeId=h | refused 09:30:00 freezeId=h | " + // answered in time
    "requested 09:00:00 freezeId=i | refused 10:30:00 freezeId=i | " + // answered late
    "requested 10:59:59 freezeId=j | " + // run out a moment ago
    "requested 11:30:00 freezeId=k"; // still has time

  it.each([
    ["sla_60m", 1, 5],
    ["answered_share_60m", 2, 5],
  ])("%s is %i of %i", (name, numerator, denominator) => {
    const row = rows(told("freeze", six), `freezes.${name}`)[0];
    expect(row).toMatchObject({ value: numerator / denominator, numerator, denominator });
  });

  it("is not judged while the hour runs, and broken the moment it is over", () => {
    const events = told("freeze", "requested 10:00:00 recorded=10:00:00");
    const sla = (now: number) => rows(events, "freezes.sla_60m", { now });
    expect(sla(NOON - HOUR)).toEqual([]);
    expect(sla(NOON - HOUR + 1)).toMatchObject([{ value: 0, numerator: 0, denominator: 1 }]);
  });

  it("loses the time until the answer, and what the open ones have waited, over the answers", () => {
    // 3,600 + 3,601 + 1,800 + 5,400 to the answers, and 3,601 + 1,800 up to noon.
    const seconds = (now: number) => rows(told("freeze", six), "freezes.seconds_lost", { now });
    expect(seconds(NOON)).toMatchObject([{ value: 19_802 / 4, numerator: 19_802, denominator: 4 }]);
    expect(seconds(NOON + 1_000)).toMatchObject([{ numerator: 19_804, denominator: 4 }]);
    expect(rows(told("freeze", "requested 11:59:00"), "freezes.seconds_lost")).toMatchObject([
      { value: null, numerator: 60, denominator: 0 },
    ]);
  });

  it("keeps sums to the satang, as digits where a number would be rounded", () => {
    const ten = [...Array(10).keys()].flatMap((n) =>
      told("freeze", `requested 10:00:00 freezeId=${n} amountSatang=${10 ** 15 - (n === 0 ? 1 : 0)}`),
    );
    expect(total(ten, "freezes.requested_satang")).toBe("9999999999999999");
    expect(total(ten.slice(0, 9), "freezes.requested_satang")).toBe(8_999_999_999_999_999);
  });

  it("names what the share held is a share of, also while that is unknown", () => {
    const share = (script: string) => rows(told("freeze", script), "freezes.held_share_of_requested");
    expect(share("requested 10:00:00 | confirmed 10:10:00")).toMatchObject([
      { value: 1 / 3, numerator: 300, denominator: 900 },
    ]);
    expect(share("confirmed 10:10:00 requestedAt=10:00:00")).toMatchObject([
      { value: null, numerator: 300, denominator: 0 },
    ]);
  });
});

describe("percentiles", () => {
  /** So many freezes, confirmed after so many minutes each. */
  const after = (minutes: number[]) =>
    minutes.flatMap((delay, n) => {
      const time = new Date(NOON - 4 * HOUR + delay * 60_000).toISOString();
      return told("freeze", `requested 08:00:00 freezeId=${n} | confirmed ${time} freezeId=${n}`);
    });

  it.each<[string, number[], string, object[]]>([
    ["the lower of two", [1, 2], "p50", [{ value: 1 }]],
    ["the middle of three", [7, 1, 2], "p50", [{ value: 2 }]],
    ["not a time between two", [1, 2], "p90", [{ value: 2 }]],
    ["forty that are alike", Array(40).fill(59), "p50", [{ value: 59 }]],
    ["at the rank, 0.9 × 70 exactly", [...Array(63).fill(1), ...Array(7).fill(100)], "p90", [{ value: 1 }]],
    ["past the rank", [...Array(62).fill(1), ...Array(8).fill(100)], "p90", [{ value: 100 }]],
    ["of a hundred, the last but five", [...Array(95).fill(1), ...Array(5).fill(100)], "p95", [{ value: 1 }]],
    ["of a hundred, the last but one", [...Array(98).fill(1), 50, 100], "p99", [{ value: 50 }]],
    ["seven days", [7 * 1440], "p50", [{ value: 10_080 }]],
    ["over seven days", [7 * 1440 + 1], "p50", [{ value: 10_080, atLeast: true }]],
    ["of none", [], "p50", []],
  ])("%s", (_rule, minutes, name, wanted) => {
    expect(rows(after(minutes), `freezes.${name}_minutes`).map(({ at, slice, ...worth }) => worth)).toEqual(
      wanted,
    );
  });
});
