import type { Drawn } from "#charts/lines.ts";

/** The element that holds a chart's canvas; tests read from it what is drawn. */
export interface LinesElement extends HTMLElement {
  drawn(): Drawn;
}

/** The start of the bucket under a place of the plot. @param share 0 at the left edge, 1 at the right */
export function bucketAt(
  { from, until, bucket }: Pick<Drawn, "from" | "until" | "bucket">,
  share: number,
): number {
  const last = Math.ceil((until - from) / bucket) - 1;
  const place = Math.floor((share * (until - from)) / bucket);
  return from + Math.min(last, Math.max(0, place)) * bucket;
}
