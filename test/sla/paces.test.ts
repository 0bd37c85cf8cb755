/** How fast a bank is: what the database says of it, and what it is worth on simulated freezes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { chance } from "../../backend/simulator/chance.ts";
import { listPaces } from "../../backend/sla/queries.ts";
import { FEWEST, PACE_MS, type Pace, riskOf, TIMERS } from "../../backend/sla/risk.ts";
import { event, handClock, type Program, startProgram } from "../program.ts";
import { firstOf, MONDAY, play } from "../simulator/play.ts";

/** A freeze by its bank, and when it was asked for and answered; infinity: it was not. */
interface Freeze {
  bank: string;
  at: number;
  answeredAt: number;
}

const isKept = ({ at, answeredAt }: Freeze) => answeredAt - at <= HOUR;

/** Worked out one by one: those that were decided in the last hour. */
function decidedLately(all: readonly Freeze[], now: number): Pace {
  const decided = all.filter(({ at, answeredAt }) => {
    const decidedAt = Math.max(at, Math.min(answeredAt, at + HOUR + 1));
    return decidedAt > now - HOUR && decidedAt <= now;
  });
  return { inTime: decided.filter(isKept).length, of: decided.length };
}

/** The rule before this one: of those that were requested in the last two hours, those that are decided. */
function requestedLately(all: readonly Freeze[], now: number): Pace {
  const until = Math.floor(now / MINUTE) * MINUTE;
  const decided = all.filter(
    ({ at, answeredAt }) => at >= until - 2 * HOUR && at < until && (answeredAt <= now || now - at > HOUR),
  );
  return { inTime: decided.filter(isKept).length, of: decided.length };
}

describe("the database", () => {
  const NOW = Date.parse("2026-11-21T15:00:00+07:00");
  let program: Program;
  beforeAll(async () => {
    program = await startProgram({ clock: handClock(NOW) });
  });
  afterAll(() => program.close());

  it("says of each bank what was decided in the last hour, at any moment, however it was answered", async () => {
    const random = chance(1441, "paces");
    /** Answered at once, before it was asked by another clock, in the last moment, just after it, late, and never. */
    const TOOK = [0, -4 * MINUTE, HOUR, HOUR + 1, 2 * HOUR, Number.POSITIVE_INFINITY];
    const all: Freeze[] = Array.from({ length: 240 }, (_, n) => {
      const at = NOW - Math.floor(random() * 4 * HOUR);
      const took = TOOK[n % 12] ?? Math.floor(random() * 90 * MINUTE);
      return { bank: n % 2 === 0 ? "KBANK" : "SCB", at, answeredAt: at + took <= NOW ? at + took : Infinity };
    });
    const ids = (n: number) => ({ freezeId: `f-${n}`, bank: all[n]!.bank, hop: 1 });
    const requests = all.map(({ at }, n) =>
      event("freeze.requested", at, {
        ...ids(n),
        reportId: "r-1",
        amountSatang: 100,
        accountToken: "token",
      }),
    );
    const answers = all.flatMap(({ at, answeredAt }, n) => {
      const own = { ...ids(n), requestedAt: new Date(at).toISOString() };
      if (answeredAt === Infinity) return [];
      return n % 3 === 0
        ? [event("freeze.refused", answeredAt, { ...own, reason: "other", movedSatang: 0 })]
        : [event("freeze.confirmed", answeredAt, { ...own, heldSatang: 1 })];
    });
    await program.tell(...requests, ...answers);
    // The moments at which one comes or goes are among them.
    const turns = all.slice(0, 40).flatMap(({ at, answeredAt }) => {
      const decidedAt = Math.max(at, Math.min(answeredAt, at + HOUR + 1));
      return [decidedAt - 1, decidedAt, decidedAt + HOUR - 1, decidedAt + HOUR];
    });
    let said = 0;
    for (const now of [NOW, ...turns.filter((each) => each <= NOW)]) {
      const told = await listPaces(program.store.run, now, TIMERS.freeze.withinMs, PACE_MS);
      for (const bank of ["KBANK", "SCB"]) {
        const want = decidedLately(
          all.filter((each) => each.bank === bank),
          now,
        );
        expect(told.get(bank) ?? { inTime: 0, of: 0 }, new Date(now).toISOString()).toEqual(want);
        said += want.of;
      }
    }
    expect(said).toBeGreaterThan(1_000);
  });
});

describe("on two simulated weeks", () => {
  const DAYS = 14;
  const byBank = new Map<string, Freeze[]>();
  beforeAll(() => {
    const tellings = play({ seed: 1441, size: 1 }, MONDAY, DAYS);
    const [confirmed, refused] = [
      firstOf(tellings, "freeze.confirmed", "freezeId"),
      firstOf(tellings, "freeze.refused", "freezeId"),
    ];
    for (const { freezeId, bank, at } of firstOf(tellings, "freeze.requested", "freezeId").values()) {
      const answer = confirmed.get(freezeId) ?? refused.get(freezeId);
      const own = byBank.get(bank) ?? [];
      byBank.set(bank, own);
      own.push({ bank, at, answeredAt: answer?.at ?? Number.POSITIVE_INFINITY });
    }
    for (const own of byBank.values()) own.sort((a, b) => a.at - b.at);
  });

  /** Of which freezes a pace warns, each minute from half of the hour until five minutes before its end: right and wrong. */
  function warned(paceOf: (all: readonly Freeze[], now: number) => Pace) {
    const found = { right: 0, wrong: 0 };
    for (const all of byBank.values())
      for (const [place, freeze] of all.entries()) {
        const { at, answeredAt } = freeze;
        // What is older, or younger, no pace is taken from.
        let [first, last] = [place, place];
        while (first > 0 && all[first - 1]!.at > at - 3 * HOUR) first--;
        while (last < all.length && all[last]!.at < at + HOUR) last++;
        const near = all.slice(first, last);
        const isWarned = Array.from({ length: 25 }, (_, n) => at + (30 + n) * MINUTE).some(
          (now) =>
            now < answeredAt &&
            riskOf(
              TIMERS.freeze,
              at,
              now,
              paceOf(
                near.filter((each) => each.at <= now),
                now,
              ),
            ) === "will-miss",
        );
        if (isWarned) found[isKept(freeze) ? "wrong" : "right"]++;
      }
    return found;
  }

  it("what was decided in the last hour warns of more that miss, and no more often in vain, than what was asked for in two", () => {
    const [now, before] = [warned(decidedLately), warned(requestedLately)];
    const late = [...byBank.values()].flat().filter((each) => !isKept(each)).length;
    console.info(`of ${late} late: ${JSON.stringify({ now, before })}`);
    expect(now.right).toBeGreaterThan(2 * before.right);
    expect(now.right / (now.right + now.wrong)).toBeGreaterThanOrEqual(
      before.right / (before.right + before.wrong),
    );
    expect(FEWEST).toBe(5);
  });
});
