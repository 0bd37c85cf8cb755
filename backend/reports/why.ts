import { DIMENSION_OF, type Scope } from "#wire/access.ts";
import type { Definition, Document, ReportFigure, Why } from "#wire/reports.ts";
import type { Exclusion } from "#wire/sla.ts";
import type { Kind } from "../store/cells.ts";
import { definitionOf, type Words } from "./compose.ts";
import type { Late } from "./queries.ts";

/** What a figure was asked for, and by which version it is judged now; absent: by the same. */
export type Differing = Pick<ReportFigure, "metric" | "slice" | "from" | "until" | "judged"> & {
  judgedNow?: ReportFigure["judged"];
};

/** What has happened between two moments that can make figures others. */
export interface Causes {
  /** Neither is included in the events before, nor after. Epoch ms. */
  after: number;
  upTo: number;
  late: ReadonlyMap<Kind, { events: readonly Late[]; isCut: boolean }>;
  exclusions: readonly Exclusion[];
}

/** What stands on more than the days that it is of: a path on its baseline, an expectation on the weeks before. */
export const standsOnEarlier = ({ judged }: Pick<Differing, "judged">) =>
  judged?.by === "target" && judged.part !== "value";

/** Why a figure of a document is another one by now; empty: nothing of this explains it. */
export function whysOf(
  figure: Differing,
  { scope, isPublic, definitions }: Pick<Document, "scope" | "isPublic" | "definitions">,
  causes: Causes,
  words: Words,
): Why[] {
  return [
    ...definitionWhy(figure.metric, definitions, words),
    ...versionWhy(figure),
    ...lateWhys(figure, scope, isPublic, causes, words),
    ...exclusionWhys(figure, causes),
  ];
}

type Definitions = Document["definitions"];
type Redefined = Extract<Why, { code: "definition" }>;

/** What a figure means is another thing: its formula, not its name; or a later release has no such figure. */
export function definitionWhy(metric: string, definitions: Definitions, words: Words): Redefined[] {
  const was = definitions.find((each) => each.metric === metric);
  if (!was) return [];
  const now = words.metrics.has(metric) ? definitionOf(metric, words) : null;
  if (now && was.formula === now.formula && was.unit === now.unit && was.formulaId === now.formulaId)
    return [];
  return [
    {
      code: "definition",
      was: meaning(was.formula, was, now),
      now: now && meaning(now.formula, now, was),
      // Both in Thai or neither: what changed is told from what was translated.
      ...(was.formulaTh && (!now || now.formulaTh)
        ? {
            wasTh: meaning(was.formulaTh, was, now),
            ...(now?.formulaTh ? { nowTh: meaning(now.formulaTh, now, was) } : {}),
          }
        : {}),
    },
  ];
}

/** A formula, and what else tells it from another one: two may be written alike. */
function meaning(formula: string, own: Definition, other: Definition | null): string {
  const apart = [
    ...(own.formulaId && own.formulaId !== other?.formulaId ? [own.formulaId] : []),
    ...(other && own.unit !== other.unit ? [own.unit] : []),
  ];
  return apart.length === 0 ? formula : `${formula} (${apart.join(", ")})`;
}

function versionWhy({ judged, judgedNow }: Differing): Why[] {
  if (!judged || !judgedNow || judged.version === judgedNow.version) return [];
  return [{ code: "version", was: judged.version, now: judgedNow.version }];
}

function lateWhys(
  figure: Differing,
  scope: Scope,
  isPublic: boolean,
  { late }: Causes,
  { metrics }: Words,
): Why[] {
  const kind = metrics.get(figure.metric)?.cells;
  const { events = [], isCut = false } = (kind && late.get(kind)) ?? {};
  const from = standsOnEarlier(figure) ? Number.NEGATIVE_INFINITY : figure.from;
  const its = events.filter(
    ({ hour, slice }) =>
      hour >= from && hour < figure.until && isOf(slice, figure.slice) && isInScope(slice, scope),
  );
  return ([false, true] as const).flatMap((isAgain): Why[] => {
    const told = its.filter((each) => each.isAgain === isAgain);
    if (told.length === 0) return [];
    const moments = told.map(({ recordedAt }) => recordedAt);
    return [
      {
        code: isAgain ? "corrections" : "late-events",
        events: new Set(told.map(({ event }) => event)).size,
        ...(isCut ? { atLeast: true } : {}),
        sources: isPublic ? [] : [...new Set(told.map(({ source }) => source))].sort(),
        first: moments.reduce((a, b) => Math.min(a, b)),
        last: moments.reduce((a, b) => Math.max(a, b)),
      },
    ];
  });
}

const isOf = (slice: ReportFigure["slice"], wanted: ReportFigure["slice"]) => {
  const its = new Map(Object.entries(slice));
  return Object.entries(wanted).every(([by, of]) => its.get(by) === of);
};

/** What a limit does not reach has not moved a figure that was counted within it. */
function isInScope(slice: ReportFigure["slice"], scope: Scope): boolean {
  const its = new Map(Object.entries(slice));
  const limits = new Map(Object.entries(scope));
  return Object.entries(DIMENSION_OF).every(([limit, dimension]) => {
    const [allowed, of] = [limits.get(limit), its.get(dimension)];
    return !allowed || of === undefined || allowed.includes(of);
  });
}

function exclusionWhys({ judged, from, until }: Differing, { after, upTo, exclusions }: Causes): Why[] {
  if (judged?.by !== "objective") return [];
  const isSince = (at: number | null): at is number => at !== null && at > after && at <= upTo;
  return exclusions
    .filter((each) => each.objective === judged.id && each.from < until && each.until > from)
    .flatMap(({ madeAt, endedAt, from: since, until: to }): Why[] => {
      const span = { from: since, until: to };
      return [
        ...(isSince(madeAt) ? [{ code: "exclusion", deed: "made", at: madeAt, ...span } as const] : []),
        ...(isSince(endedAt) ? [{ code: "exclusion", deed: "ended", at: endedAt, ...span } as const] : []),
      ];
    });
}
