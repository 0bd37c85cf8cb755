import type { Role, Scope } from "#wire/access.ts";
import type { Lang, Theme } from "#wire/live.ts";
import { SCENES, type Scene } from "#wire/scenery.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

/** What an embed shows, and how. Of scene and metric it has one. */
export interface Shows {
  scene: Scene | null;
  metric: string | null;
  /** The length of a metric's window in Bangkok days, today included. */
  days: number | null;
  lang: Lang;
  theme: Theme;
  thaiDigits: boolean;
}

/** Times are epoch milliseconds. */
export interface Embed extends Shows {
  id: number;
  name: string;
  madeAt: number;
  endsAt: number;
  revokedAt: number | null;
  /** When a page last asked for it; null: never. */
  usedAt: number | null;
  /** Who made it, as it is now. */
  maker: { id: number; displayName: string; role: Role; scope: Scope; isDisabled: boolean };
}

interface EmbedRow {
  id: number;
  name: string;
  scene: string | null;
  metric: string | null;
  days: number | null;
  lang: string;
  theme: string;
  thai_digits: boolean;
  made_at: string;
  ends_at: string;
  revoked_at: string | null;
  used_at: string | null;
  person: number;
  display_name: string;
  role: Role;
  banks: string[] | null;
  provinces: string[] | null;
  agencies: string[] | null;
  is_disabled: boolean;
}

const orNull = (at: string | null) => (at === null ? null : Number(at));

/** The newest first. @param now those that have been over for long are left out */
export async function listEmbeds(run: Run, now: number): Promise<Embed[]> {
  return (await run<EmbedRow>("listEmbeds", [iso(now)])).map((row) => ({
    id: row.id,
    name: row.name,
    // Another build may have written scenes that this one does not know.
    scene: row.scene === null ? null : (SCENES.find((scene) => scene === row.scene) ?? "overview"),
    metric: row.metric,
    days: row.days,
    lang: row.lang === "en" ? "en" : "th",
    theme: row.theme === "light" ? "light" : "dark",
    thaiDigits: row.thai_digits,
    madeAt: Number(row.made_at),
    endsAt: Number(row.ends_at),
    revokedAt: orNull(row.revoked_at),
    usedAt: orNull(row.used_at),
    maker: {
      id: row.person,
      displayName: row.display_name,
      role: row.role,
      scope: { banks: row.banks, provinces: row.provinces, agencies: row.agencies },
      isDisabled: row.is_disabled,
    },
  }));
}

/** Its id; null: there are `most` already. */
export async function addEmbed(
  run: Run,
  embed: Shows & { name: string; person: number; madeAt: number; endsAt: number },
  most: number,
): Promise<number | null> {
  const { name, person, scene, metric, days, lang, theme, thaiDigits, madeAt, endsAt } = embed;
  const values = [name, person, scene, metric, days, lang, theme, thaiDigits, iso(madeAt), iso(endsAt), most];
  return (await run<{ id: number }>("addEmbed", values))[0]?.id ?? null;
}

/** False: there is none that is open. */
export async function revokeEmbed(run: Run, id: number, at: number): Promise<boolean> {
  return (await run("revokeEmbed", [id, iso(at)])).length > 0;
}

/** False: none was revoked since then that has not ended. */
export async function restoreEmbed(run: Run, id: number, since: number, now: number): Promise<boolean> {
  return (await run("restoreEmbed", [id, iso(since), iso(now)])).length > 0;
}

export async function touchEmbed(run: Run, id: number, at: number): Promise<void> {
  await run("touchEmbed", [id, iso(at)]);
}

/** False: `most` wait already. */
export async function addTicket(
  run: Run,
  ticket: { tokenHash: Buffer; embed: number; at: number; endsAt: number },
  most: number,
): Promise<boolean> {
  const { tokenHash, embed, at, endsAt } = ticket;
  await run("dropEmbedTickets", [iso(at)]);
  return (await run("addEmbedTicket", [tokenHash, embed, iso(endsAt), iso(at), most])).length > 0;
}

/** Its embed; null: there is none, or not any more. */
export async function useTicket(run: Run, tokenHash: Buffer, now: number): Promise<number | null> {
  const [row] = await run<{ embed: number; is_in_time: boolean }>("useEmbedTicket", [tokenHash, iso(now)]);
  return row?.is_in_time ? row.embed : null;
}
