import type { Joining } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";

/**
 * Reads what a screen says that it wants and has. Null: that is no joining, it is to be sent away. A page of a newer
 * build, which may ask for a scene that this one does not know, gets the overview.
 */
export function readJoining(said: unknown): Joining | null {
  if (typeof said !== "object" || said === null) return null;
  const { scene, screen, epoch, seq } = said as Record<string, unknown>;
  const known = SCENES.find((each: Scene) => each === scene);
  const wanted = known ?? (typeof scene === "string" ? "overview" : null);
  // Of what it has, anything that is not the newest means a snapshot.
  const has = { epoch: typeof epoch === "string" ? epoch : null, seq: typeof seq === "number" ? seq : 0 };
  if (screen !== undefined)
    return typeof screen === "string" ? { screen, scene: known ?? null, ...has } : null;
  return wanted && { scene: wanted, ...has };
}
