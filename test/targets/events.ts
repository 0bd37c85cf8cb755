import { startOf } from "#calendar/days.ts";
import { HOUR, MINUTE } from "#calendar/units.ts";
import { event } from "../program.ts";

/** A million baht. */
export const MILLION = 100_000_000;

/**
 * The events of a day: reports that lose so much together, and freezes of which so many in ten are held, after so many
 * minutes. Each hour from eight on has one.
 */
export function eventsOf(
  day: number,
  {
    lossSatang,
    held,
    minutes,
    count = 8,
  }: { lossSatang: number; held: number; minutes: number; count?: number },
) {
  const each = Math.floor(lossSatang / count);
  return Array.from({ length: count }, (_, n) => {
    const at = startOf(day) + (8 + n) * HOUR + (day % 7) * MINUTE;
    const freeze = { freezeId: `f-${day}-${n}`, bank: n % 3 === 0 ? "GSB" : "KBANK", hop: 1 + (n % 2) };
    return [
      event("report.filed", at, {
        reportId: `r-${day}-${n}`,
        channel: "1441",
        agency: "aoc",
        province: "TH-10",
        scamType: n % 2 ? "job" : "loan",
        lossSatang: n === 0 ? lossSatang - each * (count - 1) : each,
      }),
      event("freeze.requested", at + MINUTE, {
        ...freeze,
        reportId: `r-${day}-${n}`,
        amountSatang: 10_000,
        accountToken: "t",
      }),
      event("freeze.confirmed", at + (1 + minutes + (n % 3)) * MINUTE, {
        ...freeze,
        heldSatang: held * 1_000,
      }),
    ];
  }).flat();
}
