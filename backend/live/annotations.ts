import { MOST_ANNOTATIONS, type SceneAnnotation } from "#wire/sceneParts.ts";
import { marksOf } from "#writing/marks.ts";

/** The newest annotations of a scene's charts, without who made them. */
export const notedIn = (
  annotations: readonly SceneAnnotation[],
  window: { from: number; until: number },
): SceneAnnotation[] =>
  marksOf(annotations, window)
    .slice(-MOST_ANNOTATIONS)
    .map(({ note: { from, until, text, slice } }) => ({ from, until, text, slice }));
