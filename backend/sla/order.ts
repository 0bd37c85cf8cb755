import type { ObjectiveVersion } from "#wire/sla.ts";
import { PROMISABLE } from "./promisedFigures.ts";

const PLACES = new Map(PROMISABLE.map(({ metric }, place) => [metric, place]));
const placeOf = ({ objective: { metric } }: ObjectiveVersion) => PLACES.get(metric) ?? PLACES.size;

/** Objectives as a person reads them: by what is promised, of the same figure what is promised before the stretch. */
export const inOrder = (versions: readonly ObjectiveVersion[]): ObjectiveVersion[] =>
  [...versions].sort(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      Number(a.objective.stretch) - Number(b.objective.stretch) ||
      (a.id < b.id ? -1 : 1),
  );
