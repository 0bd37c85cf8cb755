import { dayOf, startOf } from "#calendar/days.ts";
import { stamp } from "#calendar/stamp.ts";
import { DAY, HOUR, MINUTE } from "#calendar/units.ts";
import type { RefusalReason } from "#wire/events.ts";
import { answerTime } from "./banks.ts";
import { between, type Chance, chance, lognormal, weighted } from "./chance.ts";
import { bankOf } from "./mix.ts";
import { answeringFor } from "./roster.ts";
import { type Plan, type Telling, telling } from "./telling.ts";

const BAHT = 100;
/** Amounts below this are not traced further, nor is money beyond the sixth account. */
const WORTH_FOLLOWING = 2_000 * BAHT;
const LAST_HOP = 6;

const refusalOf = weighted<RefusalReason>({ "moved-on": 62, "cashed-out": 24, "not-found": 10, other: 4 });

interface Trail {
  plan: Plan;
  reportId: string;
  random: Chance;
  tellings: Telling[];
  freezes: number;
}

/**
 * The freezes for one report: the account that the victim paid into, then the accounts that the money moved to. Each
 * is at another bank and is requested only after the bank before has answered.
 */
export function chase(plan: Plan, reportId: string, at: number, lossSatang: number): Telling[] {
  const random = chance("chase", reportId);
  // Some reports come too late to trace anything; of a large loss the first payments are long gone.
  if (random() < 0.13) return [];
  const reachable =
    lossSatang * (lossSatang > 50_000 * BAHT ? between(random, 0.45, 1) : between(random, 0.85, 1));
  const trail: Trail = { plan, reportId, random, tellings: [], freezes: 0 };
  for (const part of split(random, reachable, 0.1)) {
    follow(trail, part, 1, null, at + lognormal(random, 4 * MINUTE, 0.6));
  }
  return trail.tellings;
}

function follow(trail: Trail, amountSatang: number, hop: number, from: string | null, at: number): void {
  const { plan, reportId, random, tellings } = trail;
  const freezeId = `${reportId.replace(/^R/, "F")}-${++trail.freezes}`;
  const requestedAt = Math.round(at);
  let bank = bankOf(random);
  while (bank === from) bank = bankOf(random);
  const accountToken = tokenOf(random);
  tellings.push(
    telling("aoc", "freeze.requested", `${freezeId}.requested`, requestedAt, {
      freezeId,
      reportId,
      bank,
      hop,
      amountSatang,
      accountToken,
    }),
  );

  const answeredAt = requestedAt + answerTime(plan, bank, requestedAt, random);
  const answer = { freezeId, requestedAt: stamp(requestedAt), bank, hop };
  const source = answeringFor(bank);
  /** What moved on to other accounts: only that can be traced. */
  let onward: number;
  if (random() < 0.028) {
    const reason = refusalOf(random);
    const movedSatang = reason === "moved-on" || reason === "cashed-out" ? amountSatang : 0;
    onward = reason === "moved-on" ? movedSatang : 0;
    tellings.push(
      telling(source, "freeze.refused", `${freezeId}.refused`, answeredAt, {
        ...answer,
        reason,
        movedSatang,
      }),
    );
  } else {
    const heldSatang = heldOf(random, amountSatang);
    onward = Math.floor((amountSatang - heldSatang) * (random() < 0.6 ? 1 : between(random, 0.2, 1)));
    const cashedOutSatang = cashOf(random, amountSatang - heldSatang - onward);
    tellings.push(
      telling(source, "freeze.confirmed", `${freezeId}.confirmed`, answeredAt, {
        ...answer,
        heldSatang,
        movedSatang: onward,
        ...(cashedOutSatang > 0 && { cashedOutSatang }),
      }),
    );
    afterwards(trail, answer, answeredAt, heldSatang);
  }

  if (onward < WORTH_FOLLOWING || hop === LAST_HOP || random() < 0.25) return;
  for (const part of split(random, onward, 0.18)) {
    follow(trail, part, hop + 1, bank, answeredAt + lognormal(random, 3 * MINUTE, 0.6));
  }
}

/** A few holds are found to be wrong and released, most of them in time; a few lead to a refund during office hours. */
function afterwards(
  { reportId, random, tellings }: Trail,
  answer: { freezeId: string; requestedAt: string; bank: string; hop: number },
  heldAt: number,
  heldSatang: number,
): void {
  const { freezeId, bank } = answer;
  const fate = random();
  if (fate < 0.012) {
    const at = heldAt + between(random, 2, 60) * HOUR;
    const reason = random() < 0.7 ? "owner-verified" : "wrong-account";
    const source = answeringFor(bank);
    // It has its own random numbers, so that the rest of a seed's events stays the same.
    const own = chance("overturned", freezeId);
    const releasedAt = at + (own() < 0.88 ? between(own, 1, 3) : between(own, 3.5, 9)) * HOUR;
    tellings.push(
      telling(source, "freeze.overturned", `${freezeId}.overturned`, at, { ...answer, reason }),
      telling(source, "freeze.released", `${freezeId}.released`, releasedAt, { ...answer, reason }),
    );
  } else if (fate < 0.03) {
    const day = dayOf(heldAt) + 2 + Math.floor(random() * 4);
    const at = startOf(day) + between(random, 10, 16) * HOUR;
    const refundId = freezeId.replace(/^F/, "P");
    const paid = { refundId, reportId, bank, amountSatang: heldSatang };
    tellings.push(telling("amlo", "refund.paid", `${refundId}.paid`, Math.min(at, heldAt + 6 * DAY), paid));
  }
}

/** The amount still in the account: sometimes all of it, mostly only a part. */
function heldOf(random: Chance, amountSatang: number): number {
  if (random() < 0.14) return amountSatang;
  return Math.max(1, Math.round(amountSatang * random() ** 1.4));
}

/** The amount withdrawn as cash: most of what did not move on. The bank cannot account for the rest. */
function cashOf(random: Chance, satang: number): number {
  if (random() < 0.15) return 0;
  return Math.floor(satang * (random() < 0.7 ? 1 : between(random, 0.5, 1)));
}

function split(random: Chance, satang: number, odds: number): number[] {
  const whole = Math.max(1, Math.round(satang));
  if (whole < 2_000 * BAHT || random() >= odds) return [whole];
  const part = Math.round(whole * between(random, 0.25, 0.75));
  return [part, whole - part];
}

/** An opaque token in place of an account number, as a source would compute it with its own secret. */
function tokenOf(random: Chance): string {
  const word = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  return word() + word();
}
