import type { Document, Obstacle, Section } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";

/** A report that is not ready, and the sections that are in its way. */
export class Unsettled extends Fault {
  readonly sections: readonly Section[];
  constructor(sentence: string, sections: readonly Section[]) {
    super("unsettled", sentence);
    this.sections = sections;
  }
}

/** Figures that a sentence names. */
const NAMED = 3;

/** Why a document is not issued, in a sentence that names sections and figures. Null: nothing is in its way. */
export function refusalOf({ figures }: Document, obstacles: readonly Obstacle[]): string | null {
  if (obstacles.length === 0) return null;
  const sections = [...new Set(obstacles.map(({ section }) => section))];
  const told = sections.map((section) => {
    const own = obstacles.filter((each) => each.section === section);
    if (own.some(({ why }) => why === "refused")) return `${section} is not counted by its scope`;
    const names = own.slice(0, NAMED).map(({ figure, why }) => {
      const { metric, slice, judged } = figures[figure!]!;
      return [judged?.id ?? metric, ...Object.values(slice), why].join(" ");
    });
    const more = own.length > NAMED ? ` and ${own.length - NAMED} more` : "";
    return `${section} has ${names.join(", ")}${more}`;
  });
  return `nothing was issued, for a report is never issued half: ${told.join("; ")}. Wait until its sources have sent everything, or leave out ${sections.join(", ")}`;
}
