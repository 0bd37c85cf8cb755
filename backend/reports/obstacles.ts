import type { Document, Obstacle } from "#wire/reports.ts";

/** The places of a section's figures: of the period, and of the one before. */
export function placesOf({ blocks }: Document["sections"][number]): { now: number[]; before: number[] } {
  const now: number[] = [];
  const before: (number | null)[] = [];
  for (const block of blocks) {
    if (block.kind === "table")
      for (const row of block.rows) {
        now.push(...row.figures);
        before.push(...row.before);
      }
    else if (block.kind === "bars")
      for (const bar of block.bars) {
        now.push(bar.figure);
        before.push(bar.before);
      }
    else if (block.kind === "objectives") now.push(...block.rows.map(({ figure }) => figure));
    else if (block.kind === "targets")
      now.push(
        ...block.rows.flatMap(({ value, planned, low, landing, high }) => [
          value,
          planned,
          low,
          landing,
          high,
        ]),
      );
    else
      for (const found of block.found) {
        now.push(found.figure, ...found.typical, ...(found.loss === undefined ? [] : [found.loss]));
        before.push(found.before);
      }
  }
  return { now: [...new Set(now)], before: [...new Set(before)].filter((place) => place !== null) };
}

/**
 * Why a document may not be issued: every figure that is missing or not settled, by its section. That there is nothing
 * to compare with is none: a centre has a first week.
 */
export function obstaclesOf({ sections, figures }: Document): Obstacle[] {
  return sections.flatMap((section): Obstacle[] => {
    if (section.refused !== null) return [{ section: section.id, why: "refused", figure: null }];
    const { now, before } = placesOf(section);
    const told = [
      ...now.map((place) => [place, figures[place]!.state] as const),
      ...before
        .map((place) => [place, figures[place]!.state] as const)
        .filter(([, state]) => state !== "no-data"),
    ];
    return told.flatMap(([figure, state]) =>
      state === "settled" ? [] : [{ section: section.id, why: state, figure }],
    );
  });
}
