/** A bank that is slow at a time that is named, as at the first start of a demo. */
import { expect, it } from "vitest";
import { startOf } from "#calendar/days.ts";
import { HOUR } from "#calendar/units.ts";
import type { Plan } from "../../backend/simulator/telling.ts";
import { firstOf, MONDAY, play } from "./play.ts";

const PLAN: Plan = { seed: 1441, size: 1 };
/** In the night, when few ask and a bank is slow by itself only then. */
const SPELL = { bank: "KBANK", from: startOf(MONDAY) + HOUR, to: startOf(MONDAY) + 8 * HOUR, factor: 8 };

const told = (plan: Plan) => {
  const tellings = play(plan, MONDAY, 1);
  const requested = firstOf(tellings, "freeze.requested", "freezeId");
  const confirmed = firstOf(tellings, "freeze.confirmed", "freezeId");
  const refused = firstOf(tellings, "freeze.refused", "freezeId");
  return [...requested.values()].map(({ freezeId, bank, hop, at }) => {
    const answer = confirmed.get(freezeId) ?? refused.get(freezeId);
    const isSlow = bank === SPELL.bank && at >= SPELL.from && at < SPELL.to;
    return { freezeId, hop, at, isSlow, took: answer ? answer.at - at : null };
  });
};

it("breaks its promise to most, and changes nothing that others say at the first hop", () => {
  const usual = told(PLAN);
  const slow = told({ ...PLAN, spell: SPELL });
  const lateOf = (all: typeof usual) => {
    const own = all.filter(({ isSlow }) => isSlow);
    return own.filter(({ took }) => took === null || took > HOUR).length / own.length;
  };
  expect(usual.filter(({ isSlow }) => isSlow).length).toBeGreaterThan(5);
  expect(lateOf(usual)).toBeLessThan(0.2);
  expect(lateOf(slow)).toBeGreaterThan(0.5);
  // A later hop is asked for when the answer to the one before is there.
  const others = (all: typeof usual) => all.filter(({ isSlow, hop }) => !isSlow && hop === 1);
  expect(others(slow)).toEqual(others(usual));
});
