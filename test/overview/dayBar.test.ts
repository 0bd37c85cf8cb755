import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { money, moneyIn } from "#writing/money.ts";
import { dayOf, partsOf } from "../../dashboard/overview/dayBar.ts";

const MILLION = 1e8;

describe("the day's money", () => {
  const figure = (satang: number | string | null) => ({
    value: satang,
    state: "open" as const,
    heard: 0,
    maxAgeSeconds: 60,
  });
  const figures = (asked: number | null, held: number, moved: number, waiting: number, cashedOut = 0) => ({
    "freezes.requested_satang@today": figure(asked),
    "freezes.confirmed_satang@today": figure(held),
    "freezes.moved_satang@today": figure(moved),
    "freezes.waiting_satang@today": figure(waiting),
    "freezes.cashed_out_satang@today": figure(cashedOut),
    "freezes.untraced_satang@today": figure((asked ?? 0) - held - moved - waiting - cashedOut),
  });
  it("is a bar whose parts sum, with what is left over as a part of its own", () => {
    const day = dayOf(figures(100 * MILLION, 50 * MILLION, 20 * MILLION, 15 * MILLION, 10 * MILLION));
    expect(day?.parts.map(({ fate, share }) => [fate, share])).toEqual([
      ["held", 0.5],
      ["moved", 0.2],
      ["waiting", 0.15],
      ["other", 0.15],
    ]);
  });
  it("has its parts as the whole when they are more than was asked for", () => {
    const day = dayOf(figures(10 * MILLION, 15 * MILLION, 5 * MILLION, 0));
    expect(day?.parts.map(({ share }) => share)).toEqual([0.75, 0.25, 0, 0]);
  });
  it("is not there while a figure of it is missing, or nothing was asked for", () => {
    expect(dayOf(figures(null, 1, 1, 1))).toBeNull();
    expect(dayOf({})).toBeNull();
    expect(dayOf(figures(0, 0, 0, 0))).toBeNull();
  });
  it("is written so that what is written adds up, its first part as it is written elsewhere", () => {
    const satang = fc.bigInt(0n, 10n ** 13n);
    fc.assert(
      fc.property(satang, satang, satang, satang, (held, moved, waiting, other) => {
        const sum = held + moved + waiting + other;
        const { unit } = money(sum);
        const written = partsOf(sum, [held, moved, waiting, other], unit);
        const value = (text: string) => BigInt(text.replace(/[.,]/g, ""));
        const total = written.reduce((all, text) => all + value(text), 0n);
        const decimals = written[0]?.split(".")[1]?.length ?? 0;
        expect(total).toBe(value(moneyIn(sum, unit, decimals)));
        expect(written[0]).toBe(moneyIn(held, unit, decimals));
      }),
    );
  });
});
