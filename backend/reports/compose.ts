import type { Scope } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import type { Definition, Document, Section } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";
import { openBook } from "./book.ts";
import { hashOf } from "./canonical.ts";
import { aimsOf, type Codes, type Judges, judgedOf, type Noted, toldOf } from "./judging.ts";
import type { Span } from "./period.ts";
import { SECTION_PARTS } from "./sections.ts";

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
  metrics: ReadonlyMap<string, Omit<Definition, "metric"> & { formulaTh: string }>;
  codes: Codes;
}

/** Composes a draft from one reading: every figure is an answer to its question, of one moment. */
export async function compose(
  plan: Plan,
  reading: Reading,
  words: Words,
  { judges, noted }: { judges: Judges; noted: readonly Noted[] },
): Promise<Document> {
  const { period, before, isPublic } = plan;
  const book = openBook(isPublic);
  const judged = await judgedOf(judges, reading, plan, words.codes);
  const sections: Document["sections"] = [];
  for (const [id, make] of SECTION_PARTS) {
    if (!plan.sections.includes(id)) continue;
    const { ask } = reading;
    const made = await make({ period, before, isPublic, book, ask, judged }).then(
      (blocks) => ({ blocks, refused: null }),
      (error) => {
        if (error instanceof Fault && error.code === "forbidden")
          return { blocks: [], refused: error.message };
        throw error;
      },
    );
    sections.push({ id, ...made });
  }
  return {
    id: "",
    edition: 0,
    kind: plan.kind,
    ...period,
    before,
    begins: plan.begins,
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

function definitionOf(metric: string, { metrics }: Words): Definition {
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

const definitionsOf = (figures: Document["figures"], words: Words): Definition[] =>
  [...new Set(figures.map(({ metric }) => metric))].sort().map((metric) => definitionOf(metric, words));

/** Names what all figures mean: it changes when a definition does. */
const registryOf = (words: Words) =>
  hashOf([...words.metrics.keys()].map((metric) => definitionOf(metric, words)));

function namesOf(figures: Document["figures"], { codes }: Words): Document["names"] {
  const used = new Set(figures.flatMap(({ slice }) => Object.entries(slice).map((each) => each.join(" "))));
  return codes
    .filter(({ kind, code }) => used.has(`${kind} ${code}`))
    .map(({ kind, code, shortTh, shortEn }) => ({ by: kind, code, th: shortTh, en: shortEn }));
}
