import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "#calendar/units.ts";
import type { EpisodeRow } from "#wire/alerts.ts";
import type { Verdict } from "#wire/sla.ts";
import { askOf } from "../ask.ts";
import { event, type HandClock, handClock, type Program, startProgram } from "../program.ts";

/** Half past three at night. */
const NOW = Date.parse("2026-11-26T03:30:00+07:00");
let clock: HandClock;
let program: Program;
const ask = askOf(() => program);
beforeAll(async () => {
  clock = handClock(NOW);
  program = await startProgram({ clock });
});
afterAll(() => program.close());

/** Freezes that were held a minute too late. */
const missed = (at: number, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const freeze = { freezeId: `f-${at}-${n}`, bank: "GSB", hop: 1 };
    const asked = { reportId: "r", amountSatang: 100_000, accountToken: "t" };
    return [
      event("freeze.requested", at + n * SECOND, { ...freeze, ...asked }),
      event("freeze.confirmed", at + n * SECOND + 61 * MINUTE, { ...freeze, heldSatang: 1 }),
    ];
  }).flat();

async function judged() {
  const beat = event("source.beat", clock.now(), { through: new Date(clock.now()).toISOString() });
  await program.tell(beat);
  // The rules are judged again and again, and may keep a breach for some minutes before they tell it.
  for (let n = 0; n < 20; n++) {
    await clock.turn(30 * SECOND);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { verdicts } = await ask<{ verdicts: Verdict[] }>("GET", "/v1/sla");
  const { rows } = await ask<{ rows: EpisodeRow[] }>("GET", "/v1/alerts");
  expect(rows.length, "the rules are judged").toBeGreaterThan(0);
  return {
    verdict: verdicts.find(({ objective, slice }) => objective === "freeze-60m" && slice.of === null)!,
    episodes: rows.filter(({ rule }) => rule.startsWith("freeze-60m")),
  };
}

describe("complaint 20: one event in a quiet hour breaks the objective; a burn rate is not understood", () => {
  it("one or two that missed are too few to judge by, burns nothing, and wakes nobody", async () => {
    // A freeze without an answer is told by a rule of its own, by which it is seen that the rules are judged.
    const waits = { freezeId: "waits", bank: "GSB", hop: 1 };
    await program.tell(
      ...missed(NOW - 2 * HOUR, 1),
      event("freeze.requested", NOW - 90 * MINUTE, {
        ...{ ...waits, reportId: "r", amountSatang: 1, accountToken: "t" },
      }),
    );
    const { verdict, episodes } = await judged();
    expect(verdict).toMatchObject({ kind: "few", why: "too-few", numerator: "0", denominator: "2" });
    for (const { why } of verdict.burn ?? []) expect(why).not.toBe("fires");
    expect(episodes).toEqual([]);
  });
  it("sixty more are judged, and told in cases and not in rates", async () => {
    await program.tell(...missed(clock.now() - 2 * HOUR, 60));
    const { verdict } = await judged();
    expect(verdict).toMatchObject({ kind: "bad", numerator: "0", denominator: "62" });
    await expect.poll(async () => (await judged()).episodes.length, { timeout: 40_000 }).toBeGreaterThan(0);
    const [episode] = (await judged()).episodes;
    const { transitions } = await ask<{ transitions: { said: { th: string; en: string } }[] }>(
      "GET",
      `/v1/alerts/${episode!.id}`,
    );
    const { th, en } = transitions.at(-1)!.said;
    expect(en).toMatch(/\d+ of \d+ missed/);
    expect(th).toMatch(/พลาด \d+ จาก \d+ ราย/);
    for (const text of [th, en]) expect(text).not.toMatch(/burn|×|เท่าของ/i);
  });
});
