import { startOfMinute } from "#calendar/days.ts";
import { DAY } from "#calendar/units.ts";
import type { FigureRow } from "#wire/figures.ts";
import type { Ask } from "./asking.ts";

/**
 * Asks about more than a day once a minute: it reads many more cells, and one case moves them little. Alerts judge long
 * windows as often. All that ask must read everything, as of now.
 */
export function openSlowly(): (ask: Ask, now: number) => Ask {
  let kept = { minute: Number.NaN, answers: new Map<string, Promise<FigureRow[]>>() };
  return (ask, now) => (question) => {
    if (question.until - question.from <= DAY) return ask(question);
    const minute = startOfMinute(now);
    if (minute !== kept.minute) kept = { minute, answers: new Map() };
    const { answers } = kept;
    const key = JSON.stringify(question);
    const known = answers.get(key);
    if (known) return known;
    const rows = ask(question);
    answers.set(key, rows);
    rows.catch(() => answers.delete(key));
    return rows;
  };
}
