import { dayOf, isoDate, readDate } from "#calendar/days.ts";
import type { Holidays } from "#calendar/holidays.ts";
import type { ChangedRota, NewOverride, NewRota, Override, Rotas } from "#wire/rota.ts";
import type { Doer } from "../audit/write.ts";
import { changedMeanwhile, Fault, requireRoom } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Audited } from "./audited.ts";
import { listRecipients } from "./recipientQueries.ts";
import { AHEAD_MS, BACK_MS, begunAt, dutiesOf, isOff, onDuty } from "./rota.ts";
import {
  addOverride,
  addRota,
  endOverride,
  listRotas,
  putRota,
  removeRota,
  type StoredRota,
  said,
} from "./rotaQueries.ts";

export interface RotaDeeds {
  list(): Promise<Rotas>;
  /** Its id. Throws `bad-request`. */
  add(rota: NewRota, doer: Doer): Promise<number>;
  /** Its version. Throws `bad-request`, `not-found`, `changed-meanwhile`. */
  put(id: number, changed: ChangedRota, doer: Doer): Promise<number>;
  remove(id: number, doer: Doer): Promise<void>;
  /** Somebody stands in. Throws `not-found`, `bad-request`. */
  override(id: number, override: NewOverride, doer: Doer): Promise<Override>;
  endOverride(id: number, override: number, doer: Doer): Promise<void>;
}

const MOST = 100;
/** Of one rota, that hold or will hold: a year of swaps. */
const MOST_OVERRIDES = 300;

/** Who is on duty when, and what people change of it. */
export function rotaDeeds(
  deed: Audited,
  { list: named, isHoliday }: Pick<Holidays, "list" | "isHoliday">,
  reading: () => { run: Run; now: number },
): RotaDeeds {
  const holidays = named.map(({ day }) => day);
  const read = (run: Run, at: number) => listRotas(run, at, holidays);
  return {
    async list() {
      const { run, now } = reading();
      // Also who has stood in: a hole begins where that was over.
      const [rotas, recipients] = await Promise.all([read(run, now - BACK_MS), listRecipients(run)]);
      const names = new Map(recipients.map(({ id, name }) => [id, { id, name }]));
      const isThere = (id: number) => names.has(id);
      const person = (id: number | null) => (id === null ? null : names.get(id)!);
      return {
        at: now,
        people: [...names.values()],
        rotas: rotas.map((rota) => {
          const { who, until } = onDuty(rota, now, isThere);
          const from = begunAt(rota, now, isThere);
          const turns = dutiesOf(rota, from, now + AHEAD_MS, isThere);
          const days = daysFrom(dayOf(from), dayOf(turns.at(-1)!.until - 1));
          return {
            id: rota.id,
            version: rota.version,
            ...said(rota),
            overrides: rota.overrides.filter((each) => each.until > now),
            onDuty: { person: person(who), until },
            daysOff: days.filter((day) => isOff(rota, day)).map(isoDate),
            areHolidaysKnown: !rota.holidaysOff || days.every((day) => isHoliday(day) !== null),
            turns: turns.map((turn) => ({
              from: turn.from,
              until: turn.until,
              person: person(turn.who),
              override: turn.override,
            })),
          };
        }),
      };
    },
    add: (rota, doer) =>
      deed(doer, "rota.made", { kind: "rota", id: rota.name }, async (run, at) => {
        requireRoom((await read(run, at)).length, MOST, "rotas");
        await requirePeople(run, rota);
        const id = await addRota(run, rota);
        if (id === null) throw taken(rota.name);
        return { after: rota, gives: id };
      }),
    put: (id, { version: of, ...rota }, doer) =>
      deed(doer, "rota.changed", { kind: "rota", id: rota.name }, async (run, at) => {
        const all = await read(run, at);
        const before = rotaIn(all, id);
        if (all.some((each) => each.id !== id && each.name === rota.name)) throw taken(rota.name);
        await requirePeople(run, rota);
        const version = await putRota(run, id, rota, of ?? null);
        if (version === null)
          throw of === undefined ? noRota(id) : changedMeanwhile(`the rota ${before.name}`, of);
        return { before: said(before), after: rota, gives: version };
      }),
    remove: (id, doer) =>
      deed(doer, "rota.removed", { kind: "rota", id: String(id) }, async (run, at) => {
        const before = rotaIn(await read(run, at), id);
        await removeRota(run, id, at);
        return { before: said(before), gives: undefined };
      }),
    override: (id, override, doer) =>
      deed(doer, "rota.overridden", { kind: "rota", id: String(id) }, async (run, at) => {
        const { from, until, recipient, reason } = override;
        requireRoom(rotaIn(await read(run, at), id).overrides.length, MOST_OVERRIDES, "overrides");
        if (until <= at) throw new Fault("bad-request", "until: is over");
        if (until - from > BACK_MS) throw new Fault("bad-request", "until: is more than 92 days later");
        const found = (await listRecipients(run)).find((each) => each.id === recipient);
        if (!found) throw new Fault("bad-request", `recipient: there is no recipient ${recipient}`);
        const made = await addOverride(run, id, override, doer.by.name);
        const after = { override: made, from, until, recipient: found.name, reason: reason ?? null };
        const gives = { id: made, from, until, recipient, reason: reason ?? null, by: doer.by.name };
        return { after, gives };
      }),
    endOverride: (id, override, doer) =>
      deed(doer, "rota.override-ended", { kind: "rota", id: String(id) }, async (run, at) => {
        const before = await endOverride(run, id, override, at);
        if (!before) throw new Fault("not-found", `rota ${id} has no override ${override}, or it is over`);
        return { before, gives: undefined };
      }),
  };
}

const daysFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

function rotaIn(all: readonly StoredRota[], id: number): StoredRota {
  const found = all.find((each) => each.id === id);
  if (!found) throw noRota(id);
  return found;
}

const noRota = (id: number) =>
  new Fault("not-found", `there is no rota ${id}; GET /v1/alerts/rotas lists them`);

const taken = (name: string) => new Fault("bad-request", `name: there is a rota ${name} already`);

/** Whoever is no recipient could not be told. */
async function requirePeople(run: Run, { shifts, firstDay }: NewRota): Promise<void> {
  if (readDate(firstDay) === null) throw new Fault("bad-request", `firstDay: there is no day ${firstDay}`);
  const known = new Set((await listRecipients(run)).map(({ id }) => id));
  for (const [place, { people }] of shifts.entries()) {
    const missing = people.find((id) => !known.has(id));
    if (missing !== undefined)
      throw new Fault("bad-request", `shifts.${place}.people: there is no recipient ${missing}`);
  }
}
