import type { Backtest, BacktestProgress } from "#wire/alerts.ts";
import { Fault } from "../kit/fault.ts";

/** Steps as lines of JSON, as they come; the last has the answer, or the fault that ended it. */
export async function* inLines(steps: AsyncGenerator<BacktestProgress, Backtest>): AsyncGenerator<string> {
  // What is wrong with the question is known with the first step: it is an answer of its own.
  let step = await steps.next();
  try {
    for (; !step.done; step = await steps.next()) yield `${JSON.stringify(step.value)}\n`;
    yield `${JSON.stringify({ backtest: step.value })}\n`;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    yield `${JSON.stringify({ problem: { title: error.code, detail: error.message } })}\n`;
  }
}
