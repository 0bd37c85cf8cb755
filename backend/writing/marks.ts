/** What happened, as a person said it: the part of an annotation that a chart needs. */
export interface Noted {
  /** Epoch ms. */
  from: number;
  /** Null: a moment, or a day. */
  until: number | null;
  text: string;
  slice: { by: string; of: string | null };
}

/** An annotation on a chart. */
export interface Mark<N extends Noted = Noted> {
  note: N;
  /** Where it begins and ends, as shares of the chart's window from 0 to 1. */
  from: number;
  until: number;
}

/** The codes that a chart is limited to, by dimension; of a dimension that is not there it has all. */
export type Limits = Readonly<Record<string, readonly string[]>>;

/** Whether something was said of what a chart shows: of everything, or of a part that is in it. */
const isAbout = ({ slice: { by, of } }: Noted, only: Limits) =>
  of === null ||
  (Object.entries(only)
    .find(([name]) => name === by)?.[1]
    .includes(of) ??
    true);

/** The one way by which annotations get onto a chart: those of its time and of what it shows, the first one first. */
export function marksOf<N extends Noted>(
  notes: readonly N[],
  window: { from: number; until: number },
  only: Limits = {},
): Mark<N>[] {
  const share = (at: number) => Math.min(1, Math.max(0, (at - window.from) / (window.until - window.from)));
  return notes
    .filter(
      (note) =>
        isAbout(note, only) && note.from < window.until && (note.until ?? note.from + 1) > window.from,
    )
    .map((note) => ({ note, from: share(note.from), until: share(note.until ?? note.from) }))
    .sort((a, b) => a.note.from - b.note.from);
}

/** The left edge of the bar that a mark begins in, as a share: there it stands between two bars, and covers none. */
export const edgeOf = ({ from }: Pick<Mark, "from">, bars: number): number =>
  bars === 0 ? 0 : Math.min(bars - 1, Math.floor(from * bars)) / bars;
