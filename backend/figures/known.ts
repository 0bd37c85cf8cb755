import type { Run } from "../store/store.ts";
import { bothOf, type ChangedHours, readChangedHours, stretchesOf } from "./changedHours.ts";
import type { Range } from "./cut.ts";
import type { Narrowed } from "./narrow.ts";
import type { Part } from "./parts.ts";
import { readOpenSpans, readOpenSums, readSpans, readSums, type SumRow } from "./queries.ts";

/**
 * What was known of a range at a moment. An hour that has not changed since is read as it is stored: whatever is told of an
 * entity changes the hours that it counts in, so that all that counts in this one, decided or not, is as it was then. The
 * others are counted again from the raw events that were recorded up to the moment.
 *
 * A commit may come between the statements, or since it was asked what has changed. So that is asked once more, last: what
 * has not changed by then had not changed when it was read.
 * @param changed what had changed by an earlier time
 */
export async function readKnown(
  run: Run,
  part: Omit<Part, "metrics">,
  question: Narrowed,
  range: Range,
  { asOf, changed }: { asOf: number; changed: ChangedHours },
): Promise<SumRow[]> {
  const { cells, columns, counted, unanswered } = part;
  const stretches = stretchesOf(range, changed);
  const stored = stretches.filter(({ isChanged }) => !isChanged);
  const again = stretches.filter(({ isChanged }) => isChanged);
  const isStored = stored.length > 0;
  const reading = [
    ...(isStored && counted ? [readSpans(run, cells, columns, question, stored)] : []),
    ...(isStored && unanswered ? [readOpenSpans(run, cells, question, stored, asOf)] : []),
    ...again.flatMap((span) => {
      const wanted = { ...question, from: span.from, until: span.until, now: asOf, asOf };
      return [
        ...(counted ? [readSums(run, cells, columns, wanted)] : []),
        ...(unanswered ? [readOpenSums(run, cells, wanted)] : []),
      ];
    }),
  ];
  const asked = isStored ? readChangedHours(run, cells, range, asOf) : changed;
  const [latest, rows] = await Promise.all([asked, Promise.all(reading)]);
  const all = bothOf(changed, latest);
  if (stored.some((span) => stretchesOf(span, all).some(({ isChanged }) => isChanged)))
    return readKnown(run, part, question, range, { asOf, changed: all });
  return rows.flat().filter(isCounted);
}

/** A cell that was emptied says nothing: at that moment nothing counted there. */
const isCounted = ({ sums, times }: SumRow) =>
  Object.values(sums).some((sum) => sum !== 0n) || Object.values(times).some(({ length }) => length > 0);
