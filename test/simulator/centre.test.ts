import { describe, expect, it } from "vitest";
import { dayOf, hourOf } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import { firstOf, isA, MONDAY, play, typeOf } from "./play.ts";

/** Two weeks from a Monday on, as a first start sends them. */
const DAYS = 14;
const told = play({ seed: 1441, size: 1 }, MONDAY, DAYS);

const offered = firstOf(told, "call.offered", "callId");
const answered = firstOf(told, "call.answered", "callId");
const abandoned = firstOf(told, "call.abandoned", "callId");
const requested = firstOf(told, "freeze.requested", "freezeId");
const confirmed = firstOf(told, "freeze.confirmed", "freezeId");
const refused = firstOf(told, "freeze.refused", "freezeId");
const filed = firstOf(told, "report.filed", "reportId");
const samples = told.flatMap(({ event }) =>
  isA(event, "lines.sampled") ? [{ ...event.data, at: Date.parse(event.time) }] : [],
);

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
const share = (part: number, whole: number) => part / whole;

/** Calls that were offered in some hours of some days, and what became of them. */
function calls(during: (at: number) => boolean) {
  const ids = [...offered].filter(([, call]) => during(call.at)).map(([id]) => id);
  const waits = ids.flatMap((id) => {
    const answer = answered.get(id);
    const offer = offered.get(id);
    return answer && offer ? [answer.at - offer.at] : [];
  });
  const lost = ids.filter((id) => abandoned.has(id)).length;
  const soon = waits.filter((wait) => wait <= 20_000).length;
  return { offered: ids.length, serviceLevel: soon / (waits.length + lost), lost: lost / ids.length };
}
const days = Array.from({ length: DAYS }, (_, i) => calls((at) => dayOf(at) === MONDAY + i));
const peak = (at: number) => hourOf(at) >= 9 && hourOf(at) < 12 && (dayOf(at) + 4) % 7 > 0;

const answers = [...confirmed.values(), ...refused.values()].filter(({ freezeId }) =>
  requested.has(freezeId),
);
const inTime = [...confirmed.values()].filter(
  (answer) => answer.at - (requested.get(answer.freezeId)?.at ?? 0) <= HOUR,
);
const minutes = [...confirmed.values()]
  .map((each) => (each.at - (requested.get(each.freezeId)?.at ?? 0)) / 60_000)
  .sort((a, b) => a - b);
const hop = (n: number) => [...requested.values()].filter((each) => each.hop === n).length;
const cases = new Set([...requested.values()].map(({ reportId }) => reportId)).size;
const asked = sum([...requested.values()].map(({ amountSatang }) => amountSatang));
const held = sum([...confirmed.values()].map(({ heldSatang }) => heldSatang));
/** Of the refused ones too, all that had left. */
const leftAs = (isCash: boolean) =>
  sum(
    [...refused.values()]
      .filter(({ reason }) => (reason === "cashed-out") === isCash)
      .map((each) => each.movedSatang),
  );
const moved = leftAs(false) + sum([...confirmed.values()].map(({ movedSatang = 0 }) => movedSatang));
const cashed = leftAs(true) + sum([...confirmed.values()].map(({ cashedOutSatang = 0 }) => cashedOutSatang));
const losses = sum([...filed.values()].map(({ lossSatang }) => lossSatang));
const lossOf = (type: string) => {
  const some = [...filed.values()]
    .filter(({ scamType }) => scamType === type)
    .map(({ lossSatang }) => lossSatang / 100);
  return sum(some) / some.length;
};
const countOf = (type: string) => told.filter(({ event }) => typeOf(event) === type).length / DAYS;

describe("two weeks are believable", () => {
  it.each([
    ["calls a day", offered.size / DAYS, 2_900, 3_400],
    ["calls of the quietest day", Math.min(...days.map((day) => day.offered)), 1_800, 2_400],
    ["calls of the busiest day", Math.max(...days.map((day) => day.offered)), 3_200, 3_800],
    ["Sunday ÷ Monday", share(days[6]?.offered ?? 0, days[0]?.offered ?? 0), 0.5, 0.72],
    ["answered in 20 s, all days", calls(() => true).serviceLevel, 0.75, 0.93],
    ["answered in 20 s, worst day", Math.min(...days.map((day) => day.serviceLevel)), 0.6, 0.88],
    ["answered in 20 s at the peak", calls(peak).serviceLevel, 0.5, 0.85],
    ["abandoned at the peak", calls(peak).lost, 0.03, 0.12],
    ["abandoned at night", calls((at) => hourOf(at) < 6).lost, 0, 0.02],
    ["most lines busy", Math.max(...samples.map(({ busy }) => busy)), 65, 100],
    ["most callers waiting", Math.max(...samples.map(({ waiting }) => waiting)), 10, 60],
    ["reports a day", filed.size / DAYS, 750, 1_000],
    ["freezes requested a day", requested.size / DAYS, 1_400, 2_000],
    ["freezes a case", requested.size / cases, 1.5, 2.5],
    ["second hops ÷ first hops", share(hop(2), hop(1)), 0.35, 0.75],
    ["third hops ÷ second hops", share(hop(3), hop(2)), 0.3, 0.75],
    ["confirmed within the hour ÷ answered", share(inTime.length, answers.length), 0.93, 0.98],
    ["refused ÷ answered", share(refused.size, answers.length), 0.015, 0.05],
    ["half are confirmed within, minutes", minutes[minutes.length >> 1] ?? 0, 6, 13],
    ["held ÷ asked", share(held, asked), 0.4, 0.56],
    ["held ÷ lost", share(held, losses), 0.33, 0.6],
    ["mean loss of a case, baht", losses / filed.size / 100, 55_000, 110_000],
    ["mean loss, purchase, baht", lossOf("purchase_single"), 13_000, 19_500],
    ["mean loss, investment, baht", lossOf("invest_computer"), 400_000, 800_000],
    ["mean loss, job, baht", lossOf("job"), 110_000, 170_000],
    [
      "share of purchase cases",
      share([...filed.values()].filter((each) => each.scamType === "purchase_single").length, filed.size),
      0.5,
      0.58,
    ],
    [
      "share of Bangkok",
      share([...filed.values()].filter((each) => each.province === "TH-10").length, filed.size),
      0.17,
      0.26,
    ],
    ["provinces", new Set([...filed.values()].map(({ province }) => province)).size, 70, 78],
    ["revisions a day", countOf("report.revised"), 40, 150],
    ["links a day", countOf("report.linked"), 10, 60],
    ["voids a day", countOf("report.voided"), 5, 30],
    ["cashed out of what was asked for", share(cashed, asked), 0.04, 0.12],
    ["told by nobody where it is", share(asked - held - moved - cashed, asked), 0.01, 0.06],
    ["releases a day", countOf("freeze.released"), 5, 40],
    ["refunds a day", countOf("refund.paid"), 5, 50],
    ["arrests a day", countOf("arrest.made"), 10, 30],
    ["all events a day", told.length / DAYS, 15_000, 20_000],
  ])("%s: %d", (_figure, value, low, high) => {
    expect(value).toBeGreaterThanOrEqual(low);
    expect(value).toBeLessThanOrEqual(high);
  });
});

describe("what is told fits together", () => {
  it("holds and loses no more than was asked for", () => {
    const over = [...confirmed.values()].filter((answer) => {
      const request = requested.get(answer.freezeId);
      return (
        request &&
        answer.heldSatang + (answer.movedSatang ?? 0) + (answer.cashedOutSatang ?? 0) > request.amountSatang
      );
    });
    expect(over).toEqual([]);
  });

  it("asks the next bank only when the one before has answered, for no more than it saw move on", () => {
    const moved = new Map<string, number>();
    for (const answer of [...confirmed.values(), ...refused.values()]) {
      const request = requested.get(answer.freezeId);
      const key = `${request?.reportId} ${answer.hop + 1}`;
      const isCash = "reason" in answer && answer.reason === "cashed-out";
      moved.set(key, (moved.get(key) ?? 0) + (isCash ? 0 : (answer.movedSatang ?? 0)));
    }
    const asks = new Map<string, number>();
    for (const { reportId, hop: n, amountSatang } of requested.values()) {
      if (n > 1) asks.set(`${reportId} ${n}`, (asks.get(`${reportId} ${n}`) ?? 0) + amountSatang);
    }
    // A hop before the play's end may have been answered late, and so not yet be told.
    const over = [...asks].filter(([key, satang]) => satang > (moved.get(key) ?? Infinity));
    expect(over).toEqual([]);
  });

  it("answers or loses each call once, and only after it was offered", () => {
    expect([...answered.keys()].filter((id) => abandoned.has(id))).toEqual([]);
    expect([...answered].filter(([id, call]) => call.at < (offered.get(id)?.at ?? 0))).toEqual([]);
    expect([...abandoned].filter(([id, call]) => call.at < (offered.get(id)?.at ?? 0))).toEqual([]);
  });

  it("samples never more than the hall has", () => {
    const wrong = samples.filter(({ lines, busy, waiting }) => busy > lines || waiting > busy);
    expect(wrong).toEqual([]);
  });
});
