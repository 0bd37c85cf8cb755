import type { Definition, Document, ReportFigure, Section } from "#wire/reports.ts";
import type { Lang } from "#writing/lang.ts";
import { type AimRow, aimRowOf, verdictsIn } from "./aimed.ts";
import { placesOf } from "./obstacles.ts";
import { writingOf } from "./writing.ts";

/** A figure of a section, as a line of a table. */
export interface Row {
  section: Section;
  figure: ReportFigure;
  definition: Definition;
  /** The figure of the period before. */
  isBefore: boolean;
  /** `bank=KBANK hop=1`; empty: of the whole. */
  slice: string;
  sliceName: string;
  /** The objective or target that it is of, or is compared with. */
  aim: AimRow | null;
}

/** All figures of a document by section, those of the period first. One that stands in two sections is in both. */
export function rowsOf(document: Document, lang: Lang): Row[] {
  const { figure, definition, nameOf } = writingOf(document, lang);
  return document.sections.flatMap((section) => {
    const { now, before } = placesOf(section);
    const verdicts = verdictsIn(section);
    const row = (isBefore: boolean) => (place: number) => {
      const its = figure(place);
      const parts = Object.entries(its.slice);
      return {
        section: section.id,
        figure: its,
        definition: definition(its),
        isBefore,
        slice: parts.map((part) => part.join("=")).join(" "),
        sliceName: parts.map(([by, code]) => nameOf(by, code)).join(" · "),
        aim: isBefore ? null : aimRowOf(document, its, verdicts.get(place)),
      };
    };
    return [...now.map(row(false)), ...before.map(row(true))];
  });
}
