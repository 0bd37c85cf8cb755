import { untrack } from "svelte";
import { MINUTE } from "#calendar/units.ts";
import type { Outcome, Problem } from "./call.ts";

/** What is asked; given up when the signal aborts. */
export type Question<Answer> = (signal: AbortSignal) => Promise<Outcome<Answer>>;

interface How<Answer> {
  /** Milliseconds between two questions. */
  every: number;
  /** The server's time, epoch ms; null: it is not known yet. */
  now: () => number | null;
  /** Milliseconds after which a question without an answer is given up. */
  patience?: number;
  /** Is told of each answer that is shown, and when it was asked for, on the browser's monotonic clock. */
  heard?: (answer: Answer, askedAt: number) => void;
}

/** So often it looks whether to ask. */
const LOOK_MS = 500;
/** A look back may take long; what takes longer than this will not come. */
const PATIENCE_MS = MINUTE;
/** What is shown may be older by this than it has to be, before the page says so. */
const LATE_MS = 10_000;

/**
 * Reads an answer again and again. One question is under way at a time, so that the answers come in the order of the
 * questions and none is dropped because the next one was due. It goes by both clocks of this machine: one stands while
 * the machine sleeps, the other may be set.
 */
export class Reader<Answer> {
  /** Of the present question; null: not known yet. */
  answer = $state.raw<Answer | null>(null);
  /** Why the last reading failed; null: it did not. */
  problem = $state.raw<Problem | null>(null);
  /** As of when `answer` is: when it was asked for, epoch ms. Null: that is not known yet. */
  readAt = $state.raw<number | null>(null);
  #isFixed = $state.raw(false);
  #question: Question<Answer> | null = null;
  /** Of the question under way. */
  #asking: AbortController | null = null;
  /** When was last asked, and for what is shown, by this machine's clocks. */
  #askedAt = stampNow();
  #shownAt = stampNow();
  readonly #how: How<Answer>;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(how: How<Answer>, question: Question<Answer> | null = null) {
    this.#how = how;
    this.#timer = setInterval(this.#look, LOOK_MS);
    document.addEventListener("visibilitychange", this.#return);
    addEventListener("online", this.#return);
    if (question) this.ask(question);
  }

  close(): void {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#return);
    removeEventListener("online", this.#return);
    this.ask(null);
  }

  /** `answer` is older than it should be: the server is late, or this machine slept. */
  get isOld(): boolean {
    const now = this.#how.now();
    return (
      !this.#isFixed && this.readAt !== null && now !== null && now - this.readAt > this.#how.every + LATE_MS
    );
  }

  /**
   * Asks something else: what was shown is no answer to it.
   * @param question null: nothing
   * @param isFixed of a past moment: its answer stays the same, so it is read once
   */
  ask(question: Question<Answer> | null, isFixed = false): void {
    this.#asking?.abort();
    this.#asking = null;
    this.answer = null;
    this.problem = null;
    this.readAt = null;
    this.#question = question;
    this.#isFixed = isFixed;
    void this.refresh();
  }

  /** Reads at once, as after a deed: a question that is under way may have been answered before it. */
  async refresh(): Promise<void> {
    const question = this.#question;
    if (!question) return;
    this.#asking?.abort();
    const own = new AbortController();
    this.#asking = own;
    const askedAt = stampNow();
    this.#askedAt = askedAt;
    const patience = setTimeout(() => own.abort(), this.#how.patience ?? PATIENCE_MS);
    const outcome = await question(own.signal);
    clearTimeout(patience);
    if (own !== this.#asking) return;
    this.#asking = null;
    this.problem = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    this.#shownAt = askedAt;
    this.answer = outcome.answer;
    this.readAt = null;
    this.#how.heard?.(outcome.answer, askedAt.tick);
    this.#date();
  }

  /** Knows as of when the answer is, as soon as the server's time is known. */
  #date(): void {
    const now = untrack(this.#how.now);
    if (this.answer !== null && this.readAt === null && now !== null)
      this.readAt = now - since(this.#shownAt);
  }

  /** What stays as it is need not be read again. */
  #isDone(): boolean {
    return this.#isFixed && this.answer !== null && this.problem === null;
  }

  #look = () => {
    this.#date();
    if (!this.#asking && !this.#isDone() && since(this.#askedAt) >= this.#how.every) void this.refresh();
  };

  /** What was under way when the tab was hidden, or the line was cut, may never be answered. */
  #return = () => {
    if (!document.hidden && !this.#isDone()) void this.refresh();
  };
}

/** Whether what a page reads is read, and as of when it is. */
export type Read = Pick<Reader<unknown>, "problem" | "readAt" | "isOld">;

/** A moment by both clocks of this machine. */
export interface Stamp {
  tick: number;
  clock: number;
}
export const stampNow = (): Stamp => ({ tick: performance.now(), clock: Date.now() });
/** Milliseconds since then, by the clock that says more. */
export const since = ({ tick, clock }: Stamp) => Math.max(performance.now() - tick, Date.now() - clock);

type Answers<Asked> = {
  [Name in keyof Asked]: Asked[Name] extends Promise<Outcome<infer Its>> ? Its : never;
};

/** Several answers as one: all of them, or why there is one too few. */
export async function together<Asked extends Readonly<Record<string, Promise<Outcome<unknown>>>>>(
  asked: Asked,
): Promise<Outcome<Answers<Asked>>> {
  const names = Object.keys(asked);
  const answers: unknown[] = [];
  for (const outcome of await Promise.all(Object.values(asked))) {
    if (!outcome.ok) return outcome;
    answers.push(outcome.answer);
  }
  const named = Object.fromEntries(names.map((name, place) => [name, answers[place]]));
  return { ok: true, answer: named as Answers<Asked> };
}
