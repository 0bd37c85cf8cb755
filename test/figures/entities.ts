/** The oracle's merge: received events → entities, each slot with the one event that counts. */
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";

export interface Received {
  event: CloudEvent;
  /** Epoch milliseconds. */
  recordedAt: number;
  /** The registered source that sent it; absent: one for all. */
  sender?: number;
  /** The banks (of a report: agencies) that it may speak for; absent: any. */
  speaksFor?: readonly string[];
}

/** Every field that the data of some entity's event has. */
export interface Fields {
  revision?: number;
  callId?: string;
  queue?: string;
  offeredAt?: string;
  reportId?: string;
  reportedAt?: string;
  channel?: string;
  agency?: string;
  scamType?: string;
  province?: string;
  lossSatang?: number;
  step?: string;
  freezeId?: string;
  requestedAt?: string;
  bank?: string;
  hop?: number;
  amountSatang?: number;
  heldSatang?: number;
  movedSatang?: number;
  cashedOutSatang?: number;
  reason?: string;
  refundId?: string;
  arrestId?: string;
  people?: number;
}

/** One event, as far as the merge looks at it. */
export interface Telling {
  revision: number;
  at: number;
  source: string;
  id: string;
  fields: Fields;
  speaksFor: readonly string[] | null;
}

export type Kind = "call" | "report" | "freeze" | "refund" | "arrest";

export interface Entity {
  kind: Kind;
  id: string;
  /** The winner of each slot that has one. */
  slots: Map<string, Telling>;
}

/** Which field names the entity. Events of other kinds (`lines`, `source`) belong to no entity. */
const NAMED_BY: Record<Kind, "callId" | "reportId" | "freezeId" | "refundId" | "arrestId"> = {
  call: "callId",
  report: "reportId",
  freeze: "freezeId",
  refund: "refundId",
  arrest: "arrestId",
};

/** RFC 3339 → epoch milliseconds; what is finer than a millisecond is cut off. */
export function instant(time: string): number {
  const at = Date.parse(time.replace(/(\.\d{3})\d+/, "$1"));
  if (Number.isNaN(at)) throw new Error(`Not a time: ${time}`);
  return at;
}

/** The entities as known at `asOf`: of what was recorded until then, that moment included. */
export function merge(received: readonly Received[], asOf: number): Entity[] {
  const seen = new Set<string>();
  const entities = new Map<string, Omit<Entity, "slots"> & { told: Map<string, Telling[]> }>();
  for (const { event, recordedAt, sender, speaksFor = null } of received) {
    const named = nameOf(event);
    const identity = identityOf(event);
    if (!named || identity === undefined || seen.has(`${sender} ${identity}`)) continue;
    seen.add(`${sender} ${identity}`);
    if (recordedAt > asOf) continue;

    const { kind, deed, id } = named;
    const fields: Fields = event.data;
    const at = instant(event.time);
    const entity = entities.get(`${kind} ${id}`) ?? { kind, id, told: new Map<string, Telling[]>() };
    entities.set(`${kind} ${id}`, entity);
    const revision = fields.revision ?? 0;
    const telling = { revision, at, source: event.source, id: event.id, fields, speaksFor };
    for (const slot of slotsOf(deed, fields))
      entity.told.set(slot, [...(entity.told.get(slot) ?? []), telling]);
  }
  return [...entities.values()].map(({ kind, id, told }) => ({ kind, id, slots: slotsOfAll(kind, told) }));
}

type Told = ReadonlyMap<string, readonly Telling[]>;

function slotsOfAll(kind: Kind, told: Told): Map<string, Telling> {
  const counting = COUNTING[kind]?.(told) ?? told;
  const slots = new Map<string, Telling>();
  for (const [slot, tellings] of counting) {
    const winner = winnerOf(tellings);
    if (winner) slots.set(slot, winner);
  }
  return slots;
}

/** Of kinds that are somebody's: what may count of what was told, by whose the entity is. */
const COUNTING: Partial<Record<Kind, (told: Told) => Told>> = {
  /** The word of a source that may speak for all goes before that of a bank. */
  refund(told) {
    const bank = bankOf(told, ["paid"]);
    return only(told, () => (telling) => maySpeak(telling, bank), ["paid"]);
  },

  freeze(told) {
    const bank = bankOf(told, ["requested", "confirmed", "refused", "released", "overturned"]);
    const requests = centreFirst((told.get("requested") ?? []).filter((telling) => maySpeak(telling, bank)));
    const request = winnerOf(requests);
    const party = partyOf(rightful(told, ["requested", "confirmed", "refused", "released", "overturned"]));
    const may = (telling: Telling) =>
      request ? maySpeak(telling, request.fields.bank) : partyOf(telling) === party;
    return only(told, (slot) => (slot === "requested" ? (each) => requests.includes(each) : may));
  },

  /** Statements count of who may speak for its agency; the rest too of who could when it was filed. */
  report(told) {
    const first = rightful(told, ["filed", "stated"]);
    const own = (told.get("stated") ?? []).filter((telling) => partyOf(telling) === partyOf(first));
    const agency = winnerOf(own)?.fields.agency;
    const stated = (told.get("stated") ?? []).filter((telling) => maySpeak(telling, agency));
    const filings = told.get("filed") ?? [];
    const rightly = filings.filter((telling) => maySpeak(telling, agency));
    // A report that was passed on was filed all the same.
    const filed = rightly.length > 0 ? winnerOf(rightly) : earliest(bests(filings));
    const agencies = [filed?.fields.agency, winnerOf(stated)?.fields.agency];
    return only(told, (slot) => {
      if (slot === "filed") return (each) => each === filed;
      if (slot === "stated") return (each) => stated.includes(each);
      return (each) => agencies.some((of) => maySpeak(each, of));
    });
  },
};

/** Of each slot what may count; of those in `first` the word of a source without a limit goes before. */
function only(
  told: Told,
  may: (slot: string) => (telling: Telling) => boolean,
  first: readonly string[] = [],
): Told {
  return new Map(
    [...told].map(([slot, tellings]) => {
      const counting = tellings.filter(may(slot));
      return [slot, first.includes(slot) ? centreFirst(counting) : counting];
    }),
  );
}

const maySpeak = ({ speaksFor }: Telling, of: string | undefined) =>
  speaksFor === null || (of !== undefined && speaksFor.includes(of));
const partyOf = (telling: Telling | undefined) => JSON.stringify(telling?.speaksFor);

function winnerOf(tellings: readonly Telling[]): Telling | undefined {
  return tellings.reduce<Telling | undefined>(
    (best, each) => (!best || countsBefore(each, best) ? each : best),
    undefined,
  );
}

/** The word of a source that may speak for all goes before that of others. */
function centreFirst(tellings: readonly Telling[]): readonly Telling[] {
  const unlimited = tellings.filter(({ speaksFor }) => speaksFor === null);
  return unlimited.length > 0 ? unlimited : tellings;
}

/** Of each party the telling that would count; at one moment the higher revision first. */
function bests(tellings: readonly Telling[]): Telling[] {
  const best = new Map<string, Telling>();
  for (const each of tellings) best.set(partyOf(each), winnerOf([best.get(partyOf(each)) ?? each, each])!);
  return [...best.values()].sort((a, b) => b.revision - a.revision);
}

/** Who says whose it is: of sources without a limit, else of all, the first in the first of these slots. */
function rightful(told: Told, slots: readonly string[]): Telling | undefined {
  const words = slots.map((slot) => bests(told.get(slot) ?? []));
  const isOfCentre = ({ speaksFor }: Telling) => speaksFor === null;
  const [opening = [], ...others] = words.flat().some(isOfCentre)
    ? words.map((each) => each.filter(isOfCentre))
    : words;
  return earliest(opening) ?? earliest(others.flat().sort((a, b) => b.revision - a.revision));
}

const bankOf = (told: Told, slots: readonly string[]) => rightful(told, slots)?.fields.bank;

/** An event is known by its entity, source and id: of several, the first received is kept. */
export function identityOf(event: CloudEvent): string | undefined {
  const named = nameOf(event);
  return named && JSON.stringify([event.source, event.id, named.kind, named.id]);
}

/** What an event says, however it is written: in any order of its fields, with any offset, with or without revision 0. */
export function contentOf({ type, time, data }: CloudEvent): string {
  const fields = Object.entries({ revision: 0, ...data }).map(([name, value]) => [
    name,
    name.endsWith("At") ? instant(`${value}`) : value,
  ]);
  return JSON.stringify([type, instant(time), fields.sort()]);
}

/** Of which entity the event tells what; undefined if of none. */
function nameOf(event: CloudEvent): { kind: Kind; deed: string; id: string } | undefined {
  const [kind, deed] = event.type.slice(TYPE_PREFIX.length).split(".");
  if (kind === undefined || deed === undefined || !isKind(kind)) return undefined;
  const fields: Fields = event.data;
  const id = fields[NAMED_BY[kind]];
  if (id === undefined) throw new Error(`${event.type} ${event.id} does not name its ${kind}`);
  return { kind, deed, id };
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(NAMED_BY, kind);
}

/** `filed` gives a report its cohort time; `stated`, shared with the revisions, what it says. */
function slotsOf(deed: string, fields: Fields): string[] {
  if (deed === "filed") return ["filed", "stated"];
  if (deed === "revised") return ["stated"];
  if (deed === "advanced") return [`advanced ${fields.step}`];
  return [deed];
}

/** Of all events for a slot one counts: the highest revision, then the earliest. */
function countsBefore(a: Telling, b: Telling): boolean {
  if (a.revision !== b.revision) return a.revision > b.revision;
  return isEarlier(a, b);
}

/** By time, then source, then id. */
function isEarlier(a: Telling, b: Telling): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.source !== b.source) return bytesBefore(a.source, b.source);
  return bytesBefore(a.id, b.id);
}

/** UTF-8 byte order. JavaScript's own `<` compares UTF-16, which puts 😀 before Ａ. */
function bytesBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

/** The earliest of some winners; undefined of none. */
export function earliest(tellings: Iterable<Telling>): Telling | undefined {
  let first: Telling | undefined;
  for (const telling of tellings) {
    if (!first || isEarlier(telling, first)) first = telling;
  }
  return first;
}
