import type { TableRow } from "#wire/live.ts";
import { FATES, type Fate, largestOf, partsOf, shareOf, type Trail, trailOf } from "../day.ts";
import { type MoneyUnit, money } from "../format.ts";

/** One hop of the money's way. */
export interface Hop {
  hop: number;
  /** This one and all that follow. */
  andOn: boolean;
  trail: Trail;
  /** What was asked for at this hop, written so that the hops as written sum to the day. */
  digits: string;
  /** Of the greatest hop, from 0 to 1: how long its bar is. */
  length: number;
  /** Of this hop, from 0 to 1. */
  parts: { fate: Fate; share: number }[];
}

/**
 * Hops one after the other, those for which there is no room in the last one. Null while a figure is missing:
 * a hop that is not known would make the sum wrong.
 */
export function hopsOf(rows: readonly TableRow[], room: number): { hops: Hop[]; unit: MoneyUnit } | null {
  const known = rows.map((row) => ({ hop: Number(row.code), trail: trailOf(row.figures) }));
  if (known.some(({ trail }) => trail === null)) return null;
  const found = known
    .flatMap(({ hop, trail }) => (trail && trail.whole > 0n ? [{ hop, trail }] : []))
    .sort((a, b) => a.hop - b.hop);
  const named = found.length > room ? found.slice(0, room - 1) : found;
  const others = found.slice(named.length);
  const shown = named.map(({ hop, trail }) => ({ hop, trail, andOn: false }));
  const [first] = others;
  if (first) shown.push({ hop: first.hop, andOn: true, trail: sumOf(others.map(({ trail }) => trail)) });

  const wholes = shown.map(({ trail }) => trail.whole);
  const sum = wholes.reduce((total, whole) => total + whole, 0n);
  const greatest = largestOf(wholes);
  const { unit } = money(sum);
  const digits = partsOf(sum, wholes, unit);
  const hops = shown.map((each, index) => ({
    ...each,
    digits: digits[index] ?? "",
    length: shareOf(each.trail.whole, greatest),
    parts: FATES.map((fate, part) => ({
      fate,
      share: shareOf(each.trail.amounts[part] ?? 0n, each.trail.whole),
    })),
  }));
  return { hops, unit };
}

function sumOf(trails: readonly Trail[]): Trail {
  return trails.reduce((sum, { whole, amounts }) => ({
    whole: sum.whole + whole,
    amounts: [
      sum.amounts[0] + amounts[0],
      sum.amounts[1] + amounts[1],
      sum.amounts[2] + amounts[2],
      sum.amounts[3] + amounts[3],
    ],
  }));
}
