import { type MoneyUnit, money, moneyIn } from "./money.ts";
import { count, percent } from "./numbers.ts";

/** p ÷ q, integers as text. */
export const numberOf = ({ p, q }: { p: string; q: string }): number => Number(p) / Number(q);

/** Writes all amounts of one target in the same unit, so that they can be compared: money as its value is written. */
export interface Pen {
  /** The unit; only money has one. */
  money: MoneyUnit;
  /** The amount as a number in that unit, for a chart. */
  scaled(value: number): number;
  /** Writes a value with three or four significant figures. */
  value(value: number): string;
  /** Writes what a day has reached: a share as `percent` does, so that it is the same number in all scenes. */
  reached(value: number): string;
  /** Writes an estimate or a goal with two or three, since more would look exact. */
  rough(value: number): string;
}

export function penOf(
  unit: "satang" | "count" | "minutes" | "share",
  value: number,
  better: "up" | "down" = "up",
): Pen {
  const satang = (amount: number) => BigInt(Math.round(Math.max(0, amount)));
  const { unit: inMoney } = money(satang(value));
  const decimals = (amount: number, places: number) => {
    const text = amount.toFixed(places);
    const [whole = "", part] = text.split(".");
    return part === undefined ? count(whole) : `${count(whole)}.${part}`;
  };
  const scaled = (amount: number) =>
    unit === "satang"
      ? Number(moneyIn(satang(amount * 1_000), inMoney, 0).replace(/,/g, "")) / 1_000
      : unit === "share"
        ? amount * 100
        : amount;
  const written = (amount: number) => {
    if (unit === "satang") return moneyIn(satang(amount), inMoney);
    return decimals(scaled(amount), unit === "count" ? (amount < 10 ? 1 : 0) : amount >= 1_000 ? 0 : 1);
  };
  return {
    money: inMoney,
    scaled,
    value: written,
    reached: (amount) =>
      unit === "share" ? percent({ value: amount }, better === "up" ? "high" : "low") : written(amount),
    // As many as its value has use for, so that both ends of a band are written alike.
    rough: (amount) => decimals(scaled(amount), scaled(value) < 10 ? 1 : 0),
  };
}

/** 52–61, or one number where both ends are written alike. */
export function bandText(pen: Pen, { low, high }: { low: number; high: number }): string {
  const [from, to] = [pen.rough(low), pen.rough(high)];
  return from === to ? from : `${from}–${to}`;
}
