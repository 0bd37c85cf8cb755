import { readDate, startOf } from "#calendar/days.ts";
import { readMoment } from "#calendar/moment.ts";
import { DAY, SECOND } from "#calendar/units.ts";
import type { Address } from "./address.svelte.ts";

/** What an address asks for, as it was known at a moment. */
export interface LinkMoment {
  /** Epoch ms; null: now. */
  at: number | null;
  /** The day, where it fixes a day alone; null: none, or today. */
  day: number | null;
  /** What it has instead of a moment; null: nothing. Then nothing may be shown: it would be of another moment. */
  wrong: string | null;
}

/** @param today the number of the day. A moment in the future is refused by the server. */
export function momentOfLink(address: Pick<Address, "get">, today: number): LinkMoment {
  const [asOf, on] = [address.get("asOf"), address.get("on")];
  const [moment, asked] = [readMoment(asOf ?? ""), readDate(on ?? "")];
  const wrong = asOf !== null && moment === null ? asOf : on !== null && asked === null ? on : null;
  if (wrong !== null) return { at: null, day: null, wrong };
  const day = asked === today ? null : asked;
  // A day as of its last second: then all of it has come.
  return { at: moment ?? (day === null ? null : startOf(day) + DAY - SECOND), day, wrong };
}
