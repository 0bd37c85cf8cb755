import type { Assignment } from "#wire/live.ts";
import type { Scene } from "#wire/scenery.ts";
import type { OfVersion } from "#wire/schema.ts";
import type { Connection, NamedScreen, ScreenPlan, Takeover } from "#wire/screens.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";
import { knownPlan, knownScene } from "./storedPlan.ts";

/** A newer build may have written scenes, themes and languages that this one does not know. */
interface ScreenRow {
  name: string;
  version: number;
  scene: string | null;
  rotation: unknown;
  theme: string;
  lang: string;
  thai_digits: boolean;
  sound: boolean;
  takeover_scene: string | null;
  takeover_until: string | null;
  acknowledged_at: string | null;
  updated_at: string;
}

export async function listScreens(run: Run): Promise<NamedScreen[]> {
  const rows = await run<ScreenRow>("listScreens");
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    ...knownPlan({
      scene: row.scene,
      rotation: row.rotation,
      theme: row.theme,
      lang: row.lang,
      thaiDigits: row.thai_digits,
      sound: row.sound,
    }),
    takeover:
      row.takeover_scene === null
        ? null
        : { scene: knownScene(row.takeover_scene), until: Number(row.takeover_until) },
    acknowledgedAt: row.acknowledged_at === null ? null : Number(row.acknowledged_at),
    updatedAt: Number(row.updated_at),
  }));
}

/** Stores a screen; false if it exists or there are `most` already. */
export async function addScreen(
  run: Run,
  name: string,
  scene: Scene,
  at: number,
  most: number,
): Promise<boolean> {
  return (await run("addScreen", [name, scene, iso(at), most])).length > 0;
}

/**
 * False if there are `most` others, or it is not of that version any more.
 * @param of the version that is changed, 0: there is none; undefined: whatever it is
 */
export async function putScreen(
  run: Run,
  name: string,
  { version: of, ...plan }: ScreenPlan & OfVersion,
  at: number,
  most: number,
): Promise<boolean> {
  const { scene, rotation, theme, lang, thaiDigits, sound } = plan;
  const written = rotation === null ? null : JSON.stringify(rotation);
  const values = [name, scene, written, theme, lang, thaiDigits, sound, iso(at), most, of ?? null];
  return (await run("putScreen", values)).length > 0;
}

/** Null ends the takeover. False if there is no such screen. */
export async function takeOverScreen(
  run: Run,
  name: string,
  takeover: Takeover | null,
  at: number,
): Promise<boolean> {
  const values = takeover === null ? [null, null] : [takeover.scene, iso(takeover.until)];
  return (await run("takeOverScreen", [name, ...values, iso(at)])).length > 0;
}

/** False if there is no such screen. */
export async function acknowledgeScreen(run: Run, name: string, upTo: number): Promise<boolean> {
  return (await run("acknowledgeScreen", [name, iso(upTo)])).length > 0;
}

/** True if any screen had an acknowledgement after `now`. */
export async function mendAcknowledged(run: Run, now: number): Promise<boolean> {
  return (await run("mendAcknowledged", [iso(now)])).length > 0;
}

/** False if there is no such screen. */
export async function renameScreen(run: Run, name: string, to: string, at: number): Promise<boolean> {
  return (await run("renameScreen", [name, to, iso(at)])).length > 0;
}

export async function removeScreen(run: Run, name: string): Promise<boolean> {
  return (await run("removeScreen", [name])).length > 0;
}

/** A screen connected to some backend; null: it has no name, or no assignment yet. */
export interface Watching {
  screen: string | null;
  assignment: Assignment | null;
  connection: Connection;
}

/** Records the screens that are connected to this backend, under its id. */
export async function tellBackend(run: Run, id: string, watching: readonly Watching[]): Promise<void> {
  await run("tellBackend", [id, JSON.stringify(watching)]);
}

/** The screens of all other live backends. */
export async function listOtherBackends(run: Run, id: string): Promise<Watching[]> {
  return (await run<{ screens: Watching[] }>("listOtherBackends", [id])).flatMap(({ screens }) => screens);
}

export async function removeBackend(run: Run, id: string): Promise<void> {
  await run("removeBackend", [id]);
}
