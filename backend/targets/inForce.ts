import type { TargetVersion } from "#wire/targets.ts";

/**
 * Of each target the version in force at a moment: the one that was in force last, of several from the same moment the
 * highest. Those that are switched off are left out.
 * @param versions by id and version
 */
export function inForce(versions: readonly TargetVersion[], at: number): TargetVersion[] {
  const forced = new Map<string, TargetVersion>();
  for (const version of versions) {
    const other = forced.get(version.id);
    if (version.from <= at && (!other || version.from >= other.from)) forced.set(version.id, version);
  }
  return [...forced.values()].filter(({ target }) => target.enabled);
}
