import { DAY } from "#calendar/units.ts";
import type { Backtest, BacktestProgress, ChangedRule, Rule, RuleBody, Unheard } from "#wire/alerts.ts";
import { call, type Problem } from "../api/call.ts";
import { callInLines } from "../api/lines.ts";

/** The rules, and what one of them would have done. */
export class RuleList {
  /** Null: not known yet. */
  rules = $state.raw<readonly Rule[] | null>(null);
  /** What nobody hears of, by rule. */
  unheard = $state.raw<ReadonlyMap<string, Unheard>>(new Map());
  refusal = $state.raw<Problem | null>(null);
  /** How far the look back has come; null: none is under way. */
  progress = $state.raw<BacktestProgress | null>(null);
  found = $state.raw<Backtest | null>(null);
  /** Why there was no look back. */
  failure = $state.raw<Problem | null>(null);
  #trying: AbortController | null = null;

  async load(): Promise<void> {
    const [rules, unheard] = await Promise.all([
      call("GET /v1/alerts/rules"),
      call("GET /v1/alerts/unheard"),
    ]);
    if (unheard.ok) this.unheard = new Map(unheard.answer.map((each) => [each.rule, each]));
    if (rules.ok) this.rules = rules.answer;
  }

  /** Null: it was refused. */
  async save(id: string, body: ChangedRule): Promise<Rule | null> {
    const outcome = await call("PUT /v1/alerts/rules/:id", { params: { id }, body });
    this.refusal = outcome.ok ? null : outcome.problem;
    await this.load();
    return outcome.ok ? outcome.answer : null;
  }

  /** Tries a rule on the last days before `now` (epoch ms). What was found before is gone. */
  async look(rule: RuleBody, days: number, now: number): Promise<void> {
    this.clear();
    const trying = new AbortController();
    this.#trying = trying;
    this.progress = { phase: "reading", done: 0, of: 0 };
    const until = Math.floor(now);
    const problem = await callInLines(
      "POST /v1/alerts/backtest",
      { query: { progress: "lines" }, body: { rule, from: until - days * DAY, until } },
      trying.signal,
      (line) => {
        if (this.#trying === trying) this.#hear(line as Line);
      },
    );
    if (this.#trying !== trying) return;
    this.progress = null;
    if (problem) this.failure = problem;
  }

  /** Ends a look back that is under way; what was found is gone. */
  clear(): void {
    this.#trying?.abort();
    this.#trying = null;
    this.progress = null;
    this.found = null;
    this.failure = null;
  }

  #hear(line: Line): void {
    if ("backtest" in line) this.found = line.backtest;
    else if ("problem" in line)
      this.failure = { code: line.problem.title, detail: line.problem.detail, status: 0, retryAfter: null };
    else this.progress = line;
  }
}

type Line = BacktestProgress | { backtest: Backtest } | { problem: { title: string; detail: string } };
