import { covers, type Scope } from "#wire/access.ts";
import type { Checked, Document, ReportFigure, Signed } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";
import { differingNow, type Found } from "./again.ts";
import { definitionsOf, namesOf, registryOf, renamedSince } from "./compose.ts";
import type { Explain } from "./explain.ts";
import { titleOf } from "./headings.ts";
import type { IssueNeeds } from "./issue.ts";
import { judgedAgain } from "./judging.ts";
import { findDocument } from "./queries.ts";
import { isGenuine, type Signing } from "./signing.ts";
import { definitionWhy } from "./why.ts";

export interface Checking {
  /** Whether a document is ours, and every figure of it computed again as of now. */
  check(signed: Signed, scope: Scope, signal: AbortSignal): Promise<Checked>;
  /** The figures of a document that are others now. @param signal absent: for a schedule, for which nobody waits */
  differing(document: Document, signal?: AbortSignal): Promise<{ asOf: number; differing: Found[] }>;
}

export function openChecking(
  { words, read, judges: judgesNow, ...deps }: Pick<IssueNeeds, "store" | "words" | "read" | "judges">,
  { signing, explain }: { signing: Signing; explain: Explain },
): Checking {
  const store = deps.store.inClass("pages");

  async function differing({ figures, scope }: Document, signal?: AbortSignal) {
    const judges = await judgesNow();
    return read(scope, null, signal, async (reading) => {
      const judge = (judged: readonly ReportFigure[]) => judgedAgain(judged, reading, judges, scope);
      return { asOf: reading.asOf, differing: await differingNow(figures, reading, judge, words.metrics) };
    });
  }

  return {
    differing,
    async check(signed, scope, signal) {
      const { document, hash, key } = signed;
      if (!covers(scope, document.scope))
        throw new Fault("forbidden", "your access does not reach all that this report is about");
      const kept = await findDocument(store.run, document.id);
      const isOurs = key === signing.key || key === kept?.signed.key;
      const { id, edition, figures, definitions, registry } = document;
      const isKept = kept?.signed.hash === hash && isGenuine(signed);
      const redefined = definitions.flatMap(({ metric }) =>
        definitionWhy(metric, definitions, words).map((why) => ({ metric, ...why })),
      );
      const { asOf, differing: found } = await differing(document, signal);
      return {
        id,
        title: { th: titleOf(document, "th"), en: titleOf(document, "en") },
        edition,
        figures: figures.length,
        asOf,
        // A forged document has no differences to explain.
        differing: isKept
          ? await explain(document, found, { upTo: asOf }, signal)
          : found.map((each) => ({ ...each, whys: [{ code: "not-issued" as const }] })),
        registry: {
          was: registry,
          now: registryOf(words),
          changed: redefined,
        },
        definitions: [
          ...definitionsOf(
            [...found, ...redefined].filter(({ metric }) => words.metrics.has(metric)),
            words,
          ),
          ...definitions.filter(({ metric }) => !words.metrics.has(metric)),
        ],
        names: namesOf(found, words),
        renamed: renamedSince(document, words),
        aims: (document.aims ?? [])
          .filter((aim) => found.some(({ judged }) => judged?.by === aim.by && judged.id === aim.id))
          .map(({ by, id, th, en }) => ({ by, id, th, en })),
        signature: !isGenuine(signed) ? "wrong" : isOurs ? "valid" : "unknown-key",
        isKept,
      };
    },
  };
}
