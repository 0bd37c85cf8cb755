import { isoDate, readDate } from "#calendar/days.ts";
import type { NewOverride, NewRota, Override, Rota } from "#wire/rota.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

export interface StoredRota extends Omit<NewRota, "firstDay" | "holidaysOff"> {
  id: number;
  /** The number of a Bangkok day. */
  firstDay: number;
  holidaysOff: boolean;
  /** Those that are days off in it. */
  holidays: readonly number[];
  /** Those that hold or will hold. */
  overrides: Override[];
}

interface RotaRow {
  id: number;
  version: number;
  name: string;
  first_day: string;
  shifts: NewRota["shifts"];
  hears: NewRota["hears"];
  holidays_off: boolean;
}
interface OverrideRow {
  id: number;
  rota: number;
  recipient: number;
  from_at: string;
  until_at: string;
  reason: string | null;
  made_by: string;
}

const overrideOf = ({ id, recipient, from_at, until_at, reason, made_by }: OverrideRow): Override => ({
  id,
  recipient,
  from: Number(from_at),
  until: Number(until_at),
  reason,
  by: made_by,
});

/** @param holidays the days that are public holidays */
export async function listRotas(
  run: Run,
  now: number,
  holidays: readonly number[],
): Promise<(StoredRota & Pick<Rota, "version">)[]> {
  const [rotas, overrides] = await Promise.all([
    run<RotaRow>("listRotas"),
    run<OverrideRow>("listOverrides", [iso(now)]),
  ]);
  return rotas.map(({ first_day, holidays_off, ...row }) => ({
    ...row,
    firstDay: readDate(first_day)!,
    holidaysOff: holidays_off,
    holidays: holidays_off ? holidays : [],
    overrides: overrides.filter(({ rota }) => rota === row.id).map(overrideOf),
  }));
}

const valuesOf = ({ name, firstDay, shifts, hears, holidaysOff = false }: NewRota) => [
  ...[name, firstDay, JSON.stringify(shifts), JSON.stringify(hears), holidaysOff],
];

/** Null: the name is another one's. */
export async function addRota(run: Run, rota: NewRota): Promise<number | null> {
  const [row] = await run<{ id: number }>("addRota", valuesOf(rota));
  return row?.id ?? null;
}

/**
 * Gives its version; null: it is not of that version any more.
 * @param of the version that is changed; null: whatever it is
 */
export async function putRota(
  run: Run,
  id: number,
  rota: NewRota,
  of: number | null,
): Promise<number | null> {
  const [row] = await run<{ version: number }>("putRota", [id, ...valuesOf(rota), of]);
  return row?.version ?? null;
}

export async function removeRota(run: Run, id: number, at: number): Promise<boolean> {
  return (await run("removeRota", [id, iso(at)])).length > 0;
}

export async function addOverride(
  run: Run,
  rota: number,
  { recipient, from, until, reason }: NewOverride,
  by: string,
): Promise<number> {
  const values = [rota, recipient, iso(from), iso(until), reason?.trim() || null, by];
  return (await run<{ id: number }>("addOverride", values))[0]!.id;
}

/** Null: there is none, or it is over. */
export async function endOverride(run: Run, rota: number, id: number, at: number): Promise<Override | null> {
  const [row] = await run<OverrideRow>("endOverride", [id, rota, iso(at)]);
  return row ? overrideOf(row) : null;
}

/** What the audit says of a rota. */
export const said = ({ name, firstDay, shifts, hears, holidaysOff }: StoredRota) => ({
  name,
  firstDay: isoDate(firstDay),
  shifts,
  holidaysOff,
  hears,
});
