import { readDate, startOf } from "../calendar/days.ts";
import { buddhistYearIn } from "../calendar/era.ts";
import type { Asked } from "../rebuild/range.ts";
import { Usage } from "./onStore.ts";

/** The options of a command over days. */
export const DAYS = { from: { type: "string" }, to: { type: "string" } } as const;

/** The Bangkok days from --from to --to. Throws `Usage`. */
export function readDays(values: { from?: string; to?: string }): Asked {
  const dayOf = (option: "from" | "to") => {
    const text = values[option];
    if (text === undefined) return null;
    const era = buddhistYearIn(text);
    if (era) throw new Usage(`--${option}: ${era}`);
    const day = readDate(text);
    if (day === null) throw new Usage(`--${option} must be a day such as 2026-11-01, not "${text}"`);
    return startOf(day);
  };
  const asked = { since: dayOf("from"), until: dayOf("to") };
  if (asked.since !== null && asked.until !== null && asked.since >= asked.until)
    throw new Usage("--from must lie before --to, the day after the last one");
  return asked;
}
