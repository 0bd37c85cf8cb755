import { DAY, HOUR, MINUTE, SECOND } from "#calendar/units.ts";
/** The oracle's word on what one entity counts for: in which moment, in which slice, how much. */
import { type Entity, earliest, instant, type Telling } from "./entities.ts";

export type Cells = "calls" | "freezes" | "reports" | "refunds" | "arrests";

export interface Count {
  cells: Cells;
  /** Epoch milliseconds: the cohort time, or when it happened. */
  at: number;
  dimensions: Record<string, string>;
  /** Counts, whole seconds and satang. A column that is not here counts 0. */
  columns: Record<string, bigint>;
  /** How long something took, in ms, by what it was: one time, for percentiles. */
  times?: Record<string, number>;
}

export const DIMENSIONS: Record<Cells, readonly string[]> = {
  calls: ["queue"],
  freezes: ["bank", "hop"],
  reports: ["scamType", "province", "channel", "agency"],
  refunds: ["bank"],
  arrests: ["province"],
};

const words = (text: string) => text.trim().split(/\s+/);

export const COLUMNS: Record<Cells, readonly string[]> = {
  calls: words(`offered answered abandoned ended handled wait_seconds handle_seconds
    answered_5s answered_10s answered_20s answered_30s answered_60s answered_120s
    abandoned_5s abandoned_10s abandoned_20s abandoned_60s`),
  freezes: words(`requested requested_satang confirmed confirmed_satang refused refused_60m moved_satang
    cashed_out_satang released overturned released_4h release_pending release_due
    confirmed_5m confirmed_10m confirmed_15m confirmed_30m confirmed_60m confirmed_120m freeze_seconds
    refuse_seconds held held_satang open waiting_satang waiting_seconds pending due`),
  reports:
    words(`filed loss_satang duplicates voided freezing complaint tracing refunding closed complaint_72h
    freezing_seconds complaint_seconds tracing_seconds refunding_seconds closed_seconds
    complaint_pending complaint_due`),
  refunds: words("paid paid_satang"),
  arrests: words("made people"),
};

/** What the entity counts for at the moment `now`, on which only what is not decided yet depends. */
export function countsOf(entity: Entity, now: number): Count[] {
  const { kind, slots } = entity;
  if (kind === "call") return countCall(slots);
  if (kind === "report") return countReport(slots, now);
  if (kind === "freeze") return countFreeze(slots, now);
  if (kind === "refund") return countRefund(slots);
  return countArrest(slots);
}

type Slots = Entity["slots"];

function countCall(slots: Slots): Count[] {
  const cohort = cohortOf(slots, "offered", "offeredAt");
  if (cohort === undefined) return [];
  const first = slots.get("offered") ?? earliest(slots.values());
  const answered = slots.get("answered");
  const abandoned = answered ? undefined : slots.get("abandoned");
  const ended = slots.get("ended");
  const columns = {
    offered: 1n,
    answered: one(answered),
    abandoned: one(abandoned),
    ended: one(ended),
    handled: one(answered && ended),
    wait_seconds: answered ? wholeSeconds(elapsed(cohort, answered.at)) : 0n,
    handle_seconds: answered && ended ? wholeSeconds(elapsed(Math.max(answered.at, cohort), ended.at)) : 0n,
    ...within("answered", "s", [5, 10, 20, 30, 60, 120], cohort, answered),
    ...within("abandoned", "s", [5, 10, 20, 60], cohort, abandoned),
  };
  const times = {
    ...(answered ? { answered: elapsed(cohort, answered.at) } : {}),
    ...(abandoned ? { abandoned: elapsed(cohort, abandoned.at) } : {}),
  };
  return [{ cells: "calls", at: cohort, dimensions: { queue: `${first?.fields.queue}` }, columns, times }];
}

function countReport(slots: Slots, now: number): Count[] {
  const cohort = cohortOf(slots, "filed", "reportedAt");
  if (cohort === undefined) return [];
  const stated = slots.get("stated")?.fields;
  const dimensions = {
    scamType: stated?.scamType ?? "other",
    province: stated?.province ?? "TH-00",
    channel: stated?.channel ?? "unknown",
    agency: stated?.agency ?? "unknown",
  };
  const place = { cells: "reports" as const, at: cohort, dimensions };
  if (slots.has("linked")) return [{ ...place, columns: { duplicates: 1n } }];
  if (slots.has("voided")) return [{ ...place, columns: { voided: 1n } }];
  const complained = slots.get("advanced complaint");
  const isPending = !complained && now - cohort <= 3 * DAY;
  const columns: Record<string, bigint> = {
    filed: 1n,
    loss_satang: BigInt(stated?.lossSatang ?? 0),
    complaint_72h: one(complained && elapsed(cohort, complained.at) <= 3 * DAY),
    complaint_pending: one(isPending),
    complaint_due: one(!isPending),
  };
  let before = cohort;
  for (const step of ["freezing", "complaint", "tracing", "refunding", "closed"]) {
    const reached = slots.get(`advanced ${step}`);
    if (!reached) continue;
    const at = Math.max(reached.at, cohort);
    columns[step] = 1n;
    columns[`${step}_seconds`] = wholeSeconds(elapsed(before, at));
    before = at;
  }
  return [{ ...place, columns }];
}

function countFreeze(slots: Slots, now: number): Count[] {
  const requested = slots.get("requested");
  const first = requested ?? earliest(slots.values());
  const dimensions = { bank: `${first?.fields.bank}`, hop: `${first?.fields.hop}` };
  const confirmed = slots.get("confirmed");
  const refused = confirmed ? undefined : slots.get("refused");
  const counts: Count[] = [];

  const cohort = cohortOf(slots, "requested", "requestedAt");
  if (confirmed) {
    const columns = { held: 1n, held_satang: BigInt(confirmed.fields.heldSatang ?? 0) };
    counts.push({ cells: "freezes", at: Math.max(confirmed.at, cohort ?? 0), dimensions, columns });
  }

  if (cohort === undefined) return counts;
  const amount = BigInt(requested?.fields.amountSatang ?? 0);
  const isOpen = !confirmed && !refused;
  const isPending = isOpen && now - cohort <= HOUR;
  const columns = {
    requested: 1n,
    requested_satang: amount,
    confirmed: one(confirmed),
    confirmed_satang: BigInt(confirmed?.fields.heldSatang ?? 0),
    refused: one(refused),
    ...within("refused", "m", [60], cohort, refused),
    ...gone(confirmed, refused),
    released: one(confirmed && slots.has("released")),
    ...overturnedOf(cohort, confirmed, slots, now),
    ...within("confirmed", "m", [5, 10, 15, 30, 60, 120], cohort, confirmed),
    freeze_seconds: confirmed ? wholeSeconds(elapsed(cohort, confirmed.at)) : 0n,
    refuse_seconds: refused ? wholeSeconds(elapsed(cohort, refused.at)) : 0n,
    open: one(isOpen),
    waiting_satang: isOpen ? amount : 0n,
    waiting_seconds: isOpen ? wholeSeconds(elapsed(cohort, now)) : 0n,
    pending: one(isPending),
    due: one(!isPending),
  };
  const times = {
    ...(confirmed ? { confirmed: elapsed(cohort, confirmed.at) } : {}),
    ...(refused ? { refused: elapsed(cohort, refused.at) } : {}),
  };
  counts.push({ cells: "freezes", at: cohort, dimensions, columns, times });
  return counts;
}

/** Only what was held is found to be wrong; from then on its bank has four hours. */
function overturnedOf(cohort: number, confirmed: Telling | undefined, slots: Slots, now: number) {
  const overturned = slots.get("overturned");
  const released = slots.get("released");
  if (!confirmed || !overturned) return {};
  const found = Math.max(overturned.at, confirmed.at, cohort);
  const isPending = !released && now - found <= 4 * HOUR;
  return {
    overturned: 1n,
    released_4h: one(released && elapsed(found, released.at) <= 4 * HOUR),
    release_pending: one(isPending),
    release_due: one(!isPending),
  };
}

/** What had left the account before the bank's answer: to other accounts, and as cash. */
function gone(confirmed: Telling | undefined, refused: Telling | undefined) {
  if (refused?.fields.reason === "cashed-out")
    return { cashed_out_satang: BigInt(refused.fields.movedSatang ?? 0), moved_satang: 0n };
  const { movedSatang = 0, cashedOutSatang = 0 } = (confirmed ?? refused)?.fields ?? {};
  return { cashed_out_satang: BigInt(cashedOutSatang), moved_satang: BigInt(movedSatang) };
}

function countRefund(slots: Slots): Count[] {
  const paid = slots.get("paid");
  if (!paid) return [];
  const columns = { paid: 1n, paid_satang: BigInt(paid.fields.amountSatang ?? 0) };
  return [{ cells: "refunds", at: paid.at, dimensions: { bank: `${paid.fields.bank}` }, columns }];
}

function countArrest(slots: Slots): Count[] {
  const made = slots.get("made");
  if (!made) return [];
  const columns = { made: 1n, people: BigInt(made.fields.people ?? 0) };
  return [
    { cells: "arrests", at: made.at, dimensions: { province: made.fields.province ?? "TH-00" }, columns },
  ];
}

/** When the opening event happened; until it has come, what the earliest of the others says. Undefined: an orphan. */
function cohortOf(slots: Slots, opening: string, carried: "offeredAt" | "reportedAt" | "requestedAt") {
  const opened = slots.get(opening);
  if (opened) return opened.at;
  const others = [...slots.values()].filter(({ fields }) => fields[carried] !== undefined);
  const said = earliest(others)?.fields[carried];
  return said === undefined ? undefined : instant(said);
}

function one(fact: unknown): bigint {
  return fact ? 1n : 0n;
}

/** Clocks differ between sources: what happened before the cohort's time happened at it, and took no time. */
function elapsed(from: number, to: number): number {
  return Math.max(0, to - from);
}

function wholeSeconds(ms: number): bigint {
  return BigInt(Math.floor(ms / SECOND));
}

/** Cumulative threshold counts, `answered_20s: 1n` …; milliseconds compare, the limit is within. */
function within(
  name: string,
  unit: "s" | "m",
  limits: number[],
  cohort: number,
  answer: Telling | undefined,
) {
  const columns: Record<string, bigint> = {};
  for (const limit of limits) {
    const ms = limit * (unit === "s" ? SECOND : MINUTE);
    columns[`${name}_${limit}${unit}`] = one(answer && elapsed(cohort, answer.at) <= ms);
  }
  return columns;
}
