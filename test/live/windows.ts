import { DAY, MINUTE, WEEK } from "#calendar/units.ts";
import { OPEN_DAYS } from "#wire/promises.ts";
import type { TableId } from "#wire/scenery.ts";

/** What a figure of a scene is asked with. Times in epoch ms, `to` exclusive. */
export interface Asked {
  metric: string;
  from: number;
  to: number;
  step: "day" | "total";
}

/** The dimension of the rows of a table. */
export const DIMENSION: Record<TableId, string> = {
  queues: "queue",
  banks: "bank",
  scamTypes: "scamType",
  provinces: "province",
  channels: "channel",
  hops: "hop",
};

/**
 * The question that the wall's figure of this id answers.
 * @param today the start of the Bangkok day
 * @param running the start of the minute that runs
 */
export function askedBy(id: string, today: number, running: number): Asked {
  const [metric, window] = id.split("@") as [string, string];
  const ask = (from: number, to: number, step: Asked["step"]) => ({ metric, from, to, step });
  const questions: Record<string, () => Asked> = {
    today: () => ask(today, today + DAY, "day"),
    week: () => ask(today - WEEK, running - WEEK, "total"),
    "2min": () => ask(running - MINUTE, running + MINUTE, "total"),
    "7days": () => ask(today - OPEN_DAYS * DAY, today + DAY, "total"),
    "90days": () => ask(today - 89 * DAY, today + DAY, "total"),
  };
  return questions[window]!();
}
