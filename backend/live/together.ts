import { DAY } from "#calendar/units.ts";
import type { FigureRow, Question } from "#wire/figures.ts";

type Ask = (question: Question) => Promise<FigureRow[]>;

const kindOf = (metric: string) => metric.slice(0, metric.indexOf("."));

/**
 * Asks in one question what is asked at once of the same cells, window and slices: a tile and a verdict often stand on
 * the same figure.
 */
export function together(ask: Ask): Ask {
  const waiting = new Map<string, { question: Question; rows: Promise<FigureRow[]> }>();
  return async (question) => {
    const key = keyOf(question);
    const others = waiting.get(key);
    const all = others?.question ?? { ...question, metrics: [] as string[] };
    (all.metrics as string[]).push(...question.metrics.filter((metric) => !all.metrics.includes(metric)));
    const rows =
      others?.rows ??
      Promise.resolve().then(() => {
        waiting.delete(key);
        return ask(all);
      });
    if (!others) waiting.set(key, { question: all, rows });
    const wanted = new Set(question.metrics);
    return (await rows).filter(({ metric }) => wanted.has(metric));
  };
}

/** Of a day, its day and its total are the same. */
function keyOf({ metrics, from, until, step, by = [], only = {} }: Question): string {
  const grid = step === "total" && until - from === DAY ? "day" : step;
  return JSON.stringify([metrics.map(kindOf)[0], from, until, grid, by, only]);
}
