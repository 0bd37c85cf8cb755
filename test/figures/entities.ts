/** The oracle's merge: received events → entities, each slot with the one event that counts. */
import { type CloudEvent, TYPE_PREFIX } from "#wire/events.ts";

export interface Received {
  event: CloudEvent;
  /** Epoch milliseconds. */
  recordedAt: number;
  /** The registered source that sent it; absent: one for all. */
  sender?: number;
  /** The banks that it may speak for; absent: any. */
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

function slotsOfAll(kind: Kind, told: ReadonlyMap<string, readonly Telling[]>): Map<string, Telling> {
  const may = kind === "freeze" ? whoMay(told) : () => true;
  const slots = new Map<string, Telling>();
  for (const [slot, tellings] of told) {
    const counting = slot === "requested" || slot === "paid" ? centreFirst(tellings) : tellings.filter(may);
    const winner = counting.reduce<Telling | undefined>(
      (best, each) => (!best || countsBefore(each, best) ? each : best),
      undefined,
    );
    if (winner) slots.set(slot, winner);
  }
  return slots;
}

/** What opens an entity: the word of a source that may speak for all goes before that of a bank. */
function centreFirst(tellings: readonly Telling[]): readonly Telling[] {
  const unlimited = tellings.filter(({ speaksFor }) => speaksFor === null);
  return unlimited.length > 0 ? unlimited : tellings;
}

/** Whose answers count for a freeze: of who may speak for its bank; without a request, of one party only. */
function whoMay(told: ReadonlyMap<string, readonly Telling[]>): (telling: Telling) => boolean {
  const requests = centreFirst(told.get("requested") ?? []);
  if (requests.length > 0) {
    const { bank } = requests.reduce((best, each) => (countsBefore(each, best) ? each : best)).fields;
    return ({ speaksFor }) => speaksFor === null || speaksFor.includes(bank!);
  }
  const party = ({ speaksFor }: Telling) => JSON.stringify(speaksFor);
  // Of each party and slot the one that would count.
  const best = new Map<string, Telling>();
  for (const [slot, tellings] of told)
    for (const each of tellings) {
      const key = `${slot} ${party(each)}`;
      const holder = best.get(key);
      if (!holder || countsBefore(each, holder)) best.set(key, each);
    }
  const first = earliest(centreFirst([...best.values()].sort((a, b) => b.revision - a.revision)));
  return (telling) => first !== undefined && party(telling) === party(first);
}

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
