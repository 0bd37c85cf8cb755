import type { FigureRow } from "#wire/figures.ts";
import type { Growth } from "#wire/reports.ts";
import { sliceKey } from "./book.ts";
import { grown, hiddenOf } from "./growth.ts";
import { askBoth, type Found, type Making, sizeOf } from "./tables.ts";

const GROWING = ["scamType", "channel", "province"] as const;
type Growing = (typeof GROWING)[number];
const CASES = ["reports.filed", "reports.loss_satang"];
/** The most rows of each dimension. */
const MOST_GROWN = 3;

/**
 * What has grown by more than chance, and what is typical of it: of a scam type its largest channel and province, of a
 * channel or province its largest scam type and the largest one of the other; of all what its cases lost.
 */
export async function growth(making: Making): Promise<Found<Growth>> {
  const { period, before } = making;
  if (!before) return () => ({ kind: "growth", found: [] });
  const all = await Promise.all(GROWING.map((by) => askBoth(making, CASES, { by: [by] })));
  const ratio = (period.until - period.from) / (before.until - before.from);
  const found = all.flatMap((slices, place) => {
    const counted = slices.flatMap((each) => {
      const [then] = each.before;
      // Without a figure of the period before nothing is known to have grown.
      if (!then || then.state === "no-data") return [];
      return [{ each, then, now: sizeOf(each.now[0]), before: sizeOf(then) }];
    });
    const small = making.isPublic ? hiddenOf(counted) : new Set<number>();
    const shown = counted.filter((_, index) => !small.has(index));
    return grown(shown, ratio, MOST_GROWN).map((each) => ({ ...each, by: GROWING[place]! }));
  });
  const largest = await Promise.all(
    GROWING.map((by) =>
      largestOf(
        making,
        by,
        found.flatMap((one) => (one.by === by ? [one.each.slice[by]!] : [])),
      ),
    ),
  );
  return (book) => ({
    kind: "growth",
    found: found.map(({ by, each, then }) => ({
      figure: book.add(each.now[0]!, period),
      before: book.add(then, before),
      typical: largest[GROWING.indexOf(by)]!(each.slice[by]!).map((row) => book.add(row, period)),
      loss: book.add(each.now[1]!, period),
    })),
  });
}

const inOrder = (a: FigureRow, b: FigureRow) => (sliceKey(a.slice) < sliceKey(b.slice) ? -1 : 1);

/** The largest part of each of these codes, by each of the other dimensions. */
async function largestOf(
  { ask, period, isPublic }: Making,
  by: Growing,
  codes: readonly string[],
): Promise<(code: string) => FigureRow[]> {
  if (codes.length === 0) return () => [];
  const one = { metrics: ["reports.filed"], ...period, step: "total", only: { [by]: codes } } as const;
  const counted = await Promise.all(
    GROWING.filter((other) => other !== by).map((other) => ask({ ...one, by: [by, other] })),
  );
  return (code) =>
    counted.flatMap((all) => {
      const rows = all.filter(({ slice }) => slice[by] === code).sort(inOrder);
      const counts = rows.map((row) => ({ now: sizeOf(row), before: sizeOf(row) }));
      const hidden = isPublic ? hiddenOf(counts) : new Set<number>();
      const shown = rows.filter((row, place) => sizeOf(row) > 0 && !hidden.has(place));
      const [first] = shown.sort((a, b) => sizeOf(b) - sizeOf(a) || inOrder(a, b));
      return first ? [first] : [];
    });
}
