import type { TableRow } from "#wire/sceneParts.ts";
import { decimalsOf, type MoneyUnit, money, moneyIn, SATANG } from "#writing/money.ts";
import { FATES, type Fate, largestOf, shareOf, type Trail, trailOf } from "../figures/moneyTrail.ts";
import { roundTable } from "./rounding.ts";
import { sumOfTimeLost, type TimeLost, timeLostOf } from "./timeLost.ts";

/** Money in freeze requests, to draw and to write: the parts sum to the whole, drawn and as text. */
export interface Row {
  trail: Trail;
  digits: string;
  /** By fate; empty when the amount is zero. */
  parts: { fate: Fate; share: number; digits: string }[];
  timeLost: TimeLost | null;
}

/** One hop of the money. */
export interface Hop extends Row {
  hop: number;
  /** Does it include all later hops? */
  andOn: boolean;
  /** Start and length of its bar, from 0 to 1 of the longest: it begins under the money that moved on to it. */
  start: number;
  length: number;
}

/** The day's money from the reported loss on. Hops as written sum to the day as written, for each fate too. */
export interface Way {
  unit: MoneyUnit;
  /** The reported loss, and the part of it without a freeze request; null while unknown. */
  reported: { digits: string; length: number; unasked: string } | null;
  hops: Hop[];
  day: Row;
}

/**
 * The hops in order; the last one includes those that do not fit. Null while a figure is missing: an unknown hop would
 * make the sum wrong.
 */
export function wayOf(reported: bigint | null, rows: readonly TableRow[], room: number): Way | null {
  const known = rows.map((row) => ({
    hop: Number(row.code),
    trail: trailOf((metric) => row.figures[metric]),
    timeLost: row.figures["freezes.seconds_lost"],
  }));
  if (known.some(({ trail }) => trail === null)) return null;
  const found = known
    .flatMap(({ hop, trail, timeLost }) =>
      trail && trail.whole > 0n ? [{ hop, trail, timeLost: timeLostOf(timeLost) }] : [],
    )
    .sort((a, b) => a.hop - b.hop);
  const named = found.length > room ? found.slice(0, room - 1) : found;
  const others = found.slice(named.length);
  const shown = named.map((each) => ({ ...each, andOn: false }));
  const [first] = others;
  if (first) shown.push({ hop: first.hop, andOn: true, ...sumOf(others) });

  const day = sumOf(shown);
  const most = largestOf([reported ?? 0n, day.trail.whole]);
  const { unit } = money(most);
  const decimals = decimalsOf(most, unit);
  const step = SATANG[unit] / 10n ** BigInt(decimals);
  const write = (steps: bigint) => moneyIn(steps * step, unit, decimals);
  const table = roundTable(
    shown.map(({ trail }) => trail.amounts),
    step,
  );
  const rowOf = (trail: Trail, steps: readonly bigint[], timeLost: TimeLost | null): Row => ({
    trail,
    timeLost,
    digits: write(steps.reduce((sum, part) => sum + part, 0n)),
    parts: FATES.map((fate, index) => ({
      fate,
      share: shareOf(trail.amounts[index] ?? 0n, trail.whole),
      digits: trail.amounts[index] ? write(steps[index] ?? 0n) : "",
    })),
  });

  const longest = largestOf([reported ?? 0n, ...shown.map(({ trail }) => trail.whole)]);
  let from = shareOf(reported ?? 0n, longest);
  let moved = 0;
  const hops = shown.map(({ hop, andOn, trail, timeLost }, index): Hop => {
    const length = shareOf(trail.whole, longest);
    // The first hop ends at the end of the reported bar; each later one begins where the money moved on to it begins.
    const start = Math.min(Math.max(0, index === 0 ? from - length : from - moved), 1 - length);
    from = start + length;
    moved = shareOf(trail.amounts[trail.amounts.length - 1] ?? 0n, longest);
    return { ...rowOf(trail, table[index] ?? [], timeLost), hop, andOn, start, length };
  });
  const column = (part: number) => table.reduce((sum, row) => sum + (row[part] ?? 0n), 0n);
  const all = ((reported ?? 0n) + step / 2n) / step;
  const asked = shown[0]?.hop === 1 ? (table[0] ?? []).reduce((sum, part) => sum + part, 0n) : 0n;
  return {
    unit,
    reported:
      reported === null
        ? null
        : {
            digits: write(all),
            length: shareOf(reported, longest),
            unasked: all > asked ? write(all - asked) : "",
          },
    hops,
    day: rowOf(
      day.trail,
      FATES.map((_, part) => column(part)),
      day.timeLost,
    ),
  };
}

function sumOf(all: readonly { trail: Trail; timeLost: TimeLost | null }[]): {
  trail: Trail;
  timeLost: TimeLost | null;
} {
  return {
    trail: {
      whole: all.reduce((sum, { trail }) => sum + trail.whole, 0n),
      amounts: FATES.map((_, part) => all.reduce((sum, { trail }) => sum + (trail.amounts[part] ?? 0n), 0n)),
    },
    timeLost: sumOfTimeLost(all.flatMap(({ timeLost }) => timeLost ?? [])),
  };
}
