import { stamp } from "#calendar/stamp.ts";
import { MINUTE } from "#calendar/units.ts";
import { type Picture, pictureOf } from "#charts/picture.ts";
import type { EpisodeAnswer } from "#wire/alerts.ts";
import type { FigureRow } from "#wire/figures.ts";
import type { Lang } from "#wire/live.ts";
import type { Noted } from "#writing/marks.ts";
import { type Answer, callUntil, type Outcome } from "../api/call.ts";
import { Reader, together } from "../api/reader.svelte.ts";

type Figure = NonNullable<EpisodeAnswer["known"]["figure"]>;
type Row = Answer<"GET /v1/figures">["rows"][number];

/** Its buckets are hours or days: what a minute adds is small. */
const EVERY_MS = MINUTE;

interface Read {
  metric: Answer<"GET /v1/metrics">[number];
  rows: readonly Row[];
  whole: Row;
  asOf: number;
  isSimulated: boolean;
  noted: readonly Noted[];
}

/** What is drawn, the same in words, and as of when. */
export interface Shown {
  picture: Picture;
  alt: string;
  asOf: number;
}

/** The figure of an alert as its mail draws it, read with the rights of whoever looks at it. */
export class FigurePicture {
  readonly #reader: Reader<Read>;
  readonly #figure: Figure;

  /** @param asOf the moment that a link fixes; null: now, and read again */
  constructor(figure: Figure, asOf: number | null, now: () => number | null) {
    this.#figure = figure;
    this.#reader = new Reader<Read>({ every: EVERY_MS, now });
    this.#reader.ask((signal) => readFigure(figure, asOf, signal), asOf !== null);
  }

  /** Null: it is not read yet, or there is nothing in it. */
  shown(where: string, lang: Lang): Shown | null {
    const read = this.#reader.answer;
    if (!read) return null;
    const { from, until, step, target } = this.#figure;
    const { metric, rows, whole, asOf, isSimulated, noted } = read;
    const drawn = pictureOf(
      { metric, only: onlyOf(this.#figure), from, until, step, target },
      { rows: rows.map(rowOf), whole: rowOf(whole), asOf, isSimulated },
      noted,
      where,
      lang,
    );
    return drawn && { ...drawn, asOf };
  }
  /** It could not be read again: what is shown is older than it should be. */
  get isOld(): boolean {
    return this.#reader.isOld || (this.#reader.answer !== null && this.#reader.problem !== null);
  }
  /** It could not be read; whoever may not see it is not told of it. */
  get isUnread(): boolean {
    const { answer, problem } = this.#reader;
    return answer === null && problem !== null && problem.status !== 403;
  }
  close(): void {
    this.#reader.close();
  }
}

const onlyOf = ({ subject: { by, of } }: Figure) => (of === null ? {} : { [by]: [of] });
const rowOf = (row: Row): FigureRow => ({ ...(row as unknown as FigureRow), at: Date.parse(row.at) });

async function readFigure(figure: Figure, asOf: number | null, signal: AbortSignal): Promise<Outcome<Read>> {
  const { metric: id, from, until, step } = figure;
  const window = { from: stamp(from), to: stamp(until) };
  const query = {
    metric: [id],
    ...window,
    ...Object.fromEntries(Object.entries(onlyOf(figure))),
    ...(asOf === null ? {} : { asOf: stamp(asOf) }),
  };
  const [figures, noted] = await Promise.all([
    together({
      metrics: callUntil(signal, "GET /v1/metrics"),
      each: callUntil(signal, "GET /v1/figures", { query: { ...query, step } }),
      all: callUntil(signal, "GET /v1/figures", { query: { ...query, step: "total" } }),
    }),
    callUntil(signal, "GET /v1/annotations", {
      query: { ...window, ...(asOf === null ? {} : { at: stamp(asOf) }) },
    }),
  ]);
  if (!figures.ok) return figures;
  const { metrics, each, all } = figures.answer;
  const metric = metrics.find((one) => one.id === id);
  const [whole] = all.rows;
  if (!metric || !whole)
    return { ok: false, problem: { code: "not-found", detail: "", status: 404, retryAfter: null } };
  return {
    ok: true,
    answer: {
      metric,
      rows: each.rows,
      whole,
      // Asked side by side: as of the earlier one.
      asOf: Math.min(Date.parse(each.asOf), Date.parse(all.asOf)),
      isSimulated: each.simulated ?? false,
      // Without them the picture says less, and is right.
      noted: noted.ok ? noted.answer : [],
    },
  };
}
