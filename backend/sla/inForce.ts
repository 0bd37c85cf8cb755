import type { ObjectiveVersion } from "#wire/sla.ts";

/**
 * Of each objective the version in force at a moment: the one that was in force last, of several from the same moment
 * the highest.
 * @param versions by id and version
 */
export function inForce(versions: readonly ObjectiveVersion[], at: number): ObjectiveVersion[] {
  const forced = new Map<string, ObjectiveVersion>();
  for (const version of versions) {
    const other = forced.get(version.id);
    if (version.from <= at && (!other || version.from >= other.from)) forced.set(version.id, version);
  }
  return [...forced.values()];
}
