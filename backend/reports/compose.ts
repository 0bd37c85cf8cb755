import { startOf } from "#calendar/days.ts";
import type { Holidays } from "#calendar/holidays.ts";
import type { Scope } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import type { Definition, Document, ReportFigure, Section } from "#wire/reports.ts";
import type { Lang } from "#writing/lang.ts";
import { Fault } from "../kit/fault.ts";
import type { Kind } from "../store/cells.ts";
import { type Book, openBook } from "./book.ts";
import { hashOf } from "./canonical.ts";
import { aimsOf, type Codes, type Judges, judgedOf, type Noted, toldOf } from "./judging.ts";
import type { Span } from "./period.ts";
import { type Asking, SECTION_PARTS } from "./sections.ts";
import type { Making } from "./tables.ts";

/** A composition whose period, slices and sections are known to exist. */
export interface Plan {
  kind: Document["kind"];
  period: Span;
  /** What it is compared with; null: there was no whole period before. */
  before: Span | null;
  /** The first day with events, if it lies within the period; null: the whole period may have events. */
  begins: number | null;
  sections: readonly Section[];
  /** The part of the centre that it is about. */
  scope: Scope;
  isPublic: boolean;
  memo: Document["memo"];
}

/** The centre's words, which a document takes with it. */
export interface Words {
  metrics: ReadonlyMap<string, Omit<Definition, "metric"> & { formulaTh: string; cells: Kind }>;
  codes: Codes;
  holidays: Holidays;
}

/** Composes a draft from one reading: every figure is an answer to its question, of one moment. */
export async function compose(
  plan: Plan,
  reading: Reading,
  words: Words,
  { judges, noted }: { judges: Judges; noted: readonly Noted[] },
): Promise<Document> {
  const { period, before, isPublic } = plan;
  const { ask } = reading;
  // All is asked before anything is waited for: what is asked at once is read together.
  const judging = judgedOf(judges, reading, plan, words.codes);
  const making: Making = { period, before, isPublic, ask, judged: judging };
  const asked = [...SECTION_PARTS].flatMap(([id, find]) =>
    plan.sections.includes(id) ? [sectionOf(id, find(making))] : [],
  );
  const [judged, ...found] = await Promise.all([judging, ...asked]);
  const book = openBook(isPublic);
  const sections: Document["sections"] = [];
  for (const write of found) {
    sections.push(write(book));
    // A section may have a thousand figures, each with its hash: others have the thread in between.
    await new Promise(setImmediate);
  }
  return {
    id: "",
    edition: 0,
    kind: plan.kind,
    ...period,
    before,
    begins: plan.begins,
    holidays: holidaysIn([period, ...(before ? [before] : [])], words),
    scope: plan.scope,
    isPublic,
    isDraft: true,
    isSimulated: await reading.simulated(),
    asOf: reading.asOf,
    by: null,
    registry: registryOf(words),
    memo: plan.memo,
    sections,
    figures: book.figures,
    aims: aimsOf(judged),
    annotations: toldOf(noted, isPublic, words.codes),
    definitions: definitionsOf(book.figures, words),
    names: namesOf(book.figures, words),
    changes: [],
  };
}

/** The public holidays of some periods. */
const holidaysIn = (periods: readonly Span[], { holidays }: Words): NonNullable<Document["holidays"]> =>
  holidays.list
    .map(({ day, nameTh }) => ({ at: startOf(day), nameTh }))
    .filter(({ at }) => periods.some(({ from, until }) => at >= from && at < until));

/** A section, or why its scope does not allow it. */
async function sectionOf(
  id: Section,
  asked: ReturnType<Asking>,
): Promise<(book: Book) => Document["sections"][number]> {
  try {
    const write = await asked;
    return (book) => ({ id, blocks: write(book), refused: null });
  } catch (error) {
    if (!(error instanceof Fault && error.code === "forbidden")) throw error;
    return () => ({ id, blocks: [], refused: error.message });
  }
}

export function definitionOf(metric: string, { metrics }: Words): Definition {
  const { unit, th, en, formula, formulaTh, formulaId, good } = metrics.get(metric)!;
  return {
    metric,
    unit,
    th,
    en,
    formula,
    formulaTh,
    ...(formulaId ? { formulaId } : {}),
    ...(good ? { good } : {}),
  };
}

export const definitionsOf = (figures: readonly Pick<ReportFigure, "metric">[], words: Words): Definition[] =>
  [...new Set(figures.map(({ metric }) => metric))].sort().map((metric) => definitionOf(metric, words));

/** Names what all figures mean: it changes when a definition does. */
export const registryOf = (words: Words) =>
  hashOf([...words.metrics.keys()].map((metric) => definitionOf(metric, words)));

export function namesOf(
  figures: readonly Pick<ReportFigure, "slice">[],
  { codes }: Words,
): Document["names"] {
  const used = new Set(figures.flatMap(({ slice }) => Object.entries(slice).map((each) => each.join(" "))));
  return codes
    .filter(({ kind, code }) => used.has(`${kind} ${code}`))
    .map(({ kind, code, shortTh, shortEn }) => ({ by: kind, code, th: shortTh, en: shortEn }));
}

/** Codes of a document whose names in the list of codes are others now; null: they stand in it no more. */
export function renamedSince(
  { figures, names }: Pick<Document, "figures" | "names">,
  words: Words,
): { by: string; code: string; was: Name; now: Name | null }[] {
  const now = new Map(namesOf(figures, words).map(({ by, code, th, en }) => [`${by} ${code}`, { th, en }]));
  return names.flatMap(({ by, code, th, en }) => {
    const its = now.get(`${by} ${code}`) ?? null;
    return its?.th === th && its.en === en ? [] : [{ by, code, was: { th, en }, now: its }];
  });
}
type Name = Record<Lang, string>;
