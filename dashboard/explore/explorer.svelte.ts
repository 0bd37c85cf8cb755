import { readDate } from "#calendar/days.ts";
import type { Holiday } from "#calendar/holidays.ts";
import { stamp } from "#calendar/stamp.ts";
import type { Figure } from "#wire/figures.ts";
import type { Annotation } from "#wire/targets.ts";
import { type Answer, call, type Problem } from "../api/call.ts";
import { type Asked, newestOf, shiftOf, shownOf, wholeOf } from "./asked.ts";
import { type Line, linesOf, type Metric } from "./rows.ts";

export type Code = Answer<"GET /v1/codes">[number];

/** The answer to a question. */
export interface Answered {
  asked: Asked & { from: number; until: number };
  asOf: number;
  simulated: boolean;
  lines: readonly Line[];
  /** Only the newest part of the window has been read so far. */
  isPartial: boolean;
  /** Why the comparison failed; null: it did not, or none was asked for. */
  beforeRefused: Problem | null;
}

/** The question of the page and its answer. */
export class Explorer {
  metrics = $state.raw<readonly Metric[] | null>(null);
  codes = $state.raw<readonly Code[] | null>(null);
  answered = $state.raw<Answered | null>(null);
  /** The figures of the whole window, by metric; empty: not known yet. */
  totals = $state.raw<ReadonlyMap<string, Figure>>(new Map());
  /** As of when they are: they are read beside the rows, and more may come in between. */
  totalsAsOf = $state.raw<number | null>(null);
  /** The annotations of the window, as of then. */
  annotations = $state.raw<readonly Annotation[]>([]);
  /** Optional: without them the page says less about the comparison. */
  holidays = $state.raw<readonly Holiday[]>([]);
  /** The fault, if there is no answer. */
  problem = $state.raw<Problem | null>(null);
  isAsking = $state(false);
  /** Only the answer to the last question counts. */
  #asked = 0;

  async load(): Promise<void> {
    const [metrics, codes] = await Promise.all([call("GET /v1/metrics"), call("GET /v1/codes")]);
    this.problem = metrics.ok ? (codes.ok ? null : codes.problem) : metrics.problem;
    if (metrics.ok) this.metrics = metrics.answer;
    if (codes.ok) this.codes = codes.answer;
    const known = await call("GET /v1/holidays");
    if (!known.ok) return;
    this.holidays = known.answer.holidays.map(({ date, nameTh }) => ({ day: readDate(date)!, nameTh }));
  }

  async ask(asked: Answered["asked"]): Promise<void> {
    this.clear();
    const own = this.#asked;
    this.isAsking = true;
    const shift = asked.against === null ? 0 : shiftOf(asked, asked.against);
    // A long answer takes time, so the newest part is asked for first. The whole, read as of one moment, then
    // replaces it.
    const newest = newestOf(asked);
    if (newest) {
      const part = await call("GET /v1/figures", { query: shownOf(newest) });
      if (own !== this.#asked) return;
      if (part.ok) this.#show(asked, part, null, shift, true);
    }
    // Asked as one bucket, because some figures of the whole are no sum of the buckets: a median, or one with an
    // unknown bucket.
    const asking = call("GET /v1/figures", { query: shownOf(wholeOf(asked)) });
    const now = await call("GET /v1/figures", { query: shownOf(asked) });
    if (own !== this.#asked) return;
    // The comparison is read after the first picture, so that it does not delay it.
    this.#show(asked, now, null, shift);
    void this.#note(asked, own);
    const totals = await asking;
    if (own !== this.#asked) return;
    if (totals.ok) {
      this.totals = new Map(totals.answer.rows.map((row) => [row.metric, row as Figure]));
      this.totalsAsOf = Date.parse(totals.answer.asOf);
    }
    const compared =
      now.ok && shift > 0 ? await call("GET /v1/figures", { query: shownOf(asked, shift) }) : null;
    if (own !== this.#asked) return;
    this.isAsking = false;
    if (compared) this.#show(asked, now, compared, shift);
  }

  /** Drops the answer of the previous question. */
  clear(): void {
    this.#asked++;
    this.isAsking = false;
    this.answered = null;
    this.totals = new Map();
    this.totalsAsOf = null;
    this.annotations = [];
    this.problem = null;
  }

  async #note({ from, until, asOf }: Answered["asked"], own: number): Promise<void> {
    const at = typeof asOf === "number" ? { at: stamp(asOf) } : {};
    const query = { from: stamp(from), to: stamp(until), ...at };
    const noted = await call("GET /v1/annotations", { query });
    if (own === this.#asked && noted.ok) this.annotations = noted.answer;
  }

  #show(
    asked: Answered["asked"],
    now: Figures,
    before: Figures | null,
    shift: number,
    isPartial = false,
  ): void {
    this.problem = now.ok ? null : now.problem;
    this.answered = now.ok
      ? {
          asked,
          asOf: Date.parse(now.answer.asOf),
          isPartial,
          simulated: now.answer.simulated ?? false,
          lines: linesOf(now.answer.rows, before?.ok ? before.answer.rows : [], shift),
          beforeRefused: before && !before.ok ? before.problem : null,
        }
      : null;
  }
}

type Figures = Awaited<ReturnType<typeof call<"GET /v1/figures">>>;
