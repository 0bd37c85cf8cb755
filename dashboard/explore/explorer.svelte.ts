import { readDate } from "#calendar/days.ts";
import type { Holiday } from "#calendar/holidays.ts";
import { stamp } from "#calendar/stamp.ts";
import type { Figure } from "#wire/figures.ts";
import type { Annotation } from "#wire/targets.ts";
import { type Answer, call, type Problem } from "../api/call.ts";
import { type Asked, newestOf, shiftOf, shownOf, wholeOf } from "./asked.ts";
import { type Line, linesOf, type Metric } from "./rows.ts";

export type Code = Answer<"GET /v1/codes">[number];

/** What was answered to a question. */
export interface Answered {
  asked: Asked & { from: number; until: number };
  asOf: number;
  simulated: boolean;
  lines: readonly Line[];
  /** Only the newest part of the window was read yet. */
  isPartial: boolean;
  /** Why it could not be compared; null: it could, or nobody asked. */
  beforeRefused: Problem | null;
}

/** The question of the page and its answer. */
export class Explorer {
  metrics = $state.raw<readonly Metric[] | null>(null);
  codes = $state.raw<readonly Code[] | null>(null);
  answered = $state.raw<Answered | null>(null);
  /** The figures of the whole window, by metric; empty: not known yet. */
  totals = $state.raw<ReadonlyMap<string, Figure>>(new Map());
  /** What happened in the window, as it was said then. */
  annotations = $state.raw<readonly Annotation[]>([]);
  /** Without them the page only says less of what it compares with. */
  holidays = $state.raw<readonly Holiday[]>([]);
  /** Why there is no answer. */
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
    // A long answer takes its time: the newest part is there first. The whole then replaces it, of one moment again.
    const newest = newestOf(asked);
    if (newest) {
      const part = await call("GET /v1/figures", { query: shownOf(newest) });
      if (own !== this.#asked) return;
      if (part.ok) this.#show(asked, part, null, shift, true);
    }
    // Asked as one bucket, for what its buckets do not sum to: a median, or what one of them does not know.
    const asking = call("GET /v1/figures", { query: shownOf(wholeOf(asked)) });
    const now = await call("GET /v1/figures", { query: shownOf(asked) });
    if (own !== this.#asked) return;
    // The first picture does not wait for what it is compared with, nor does the database work on that before.
    this.#show(asked, now, null, shift);
    void this.#note(asked, own);
    const totals = await asking;
    if (own !== this.#asked) return;
    if (totals.ok) this.totals = new Map(totals.answer.rows.map((row) => [row.metric, row as Figure]));
    const compared =
      now.ok && shift > 0 ? await call("GET /v1/figures", { query: shownOf(asked, shift) }) : null;
    if (own !== this.#asked) return;
    this.isAsking = false;
    if (compared) this.#show(asked, now, compared, shift);
  }

  /** What was answered before belongs to another question. */
  clear(): void {
    this.#asked++;
    this.isAsking = false;
    this.answered = null;
    this.totals = new Map();
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
