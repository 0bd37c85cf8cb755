/** What the statements of `sql/` are told of one kind of cell. */
export interface Cells {
  /** One entity of it, as in `call_cells`, `call_slot()` and `call_contribution()`. */
  entity: string;
  /**
   * Of each slot of the entity's table, in the table's order: which events compete for it. The first is the opening
   * event's.
   */
  slots: Readonly<Record<string, string>>;
  /**
   * An entity of it is a bank's or an agency's, for which not every source may speak: its table has one more column, for
   * what is set aside, and a function that decides what is (`freeze_settled()` and its like in the migrations).
   */
  aside?: true;
  /** By what the cells can be sliced: the name in the API → the column. */
  dimensions: Readonly<Record<string, string>>;
  /** The figures of a cell: columns of the table of cells and, of an entity, of its contribution. */
  columns: readonly string[];
  /** The columns that are counts: each contribution adds 1 to one of them, so that they tell whether anything was counted. */
  counting: readonly string[];
  /** The columns whose total is the maximum, not the sum. */
  highest?: readonly string[];
  /** Further columns, the distributions of times (`time_bin()` in the migrations): only percentiles are told of them. */
  times?: readonly string[];
}

/**
 * The one list of kinds and of their columns: ingest, figures, rebuild and the locks take it from here.
 *
 * A new column is three edits: a migration (`alter table … add column … default 0`, the contribution with the new column
 * in it, and `update retention set changes_since = now()`), its name in this list, and its Thai and English name in `figures/additive.ts`, which the
 * compiler asks for. `npm run rebuild` then fills it for the past.
 *
 * A kind's place in the list is the key of its lock: new kinds go to the end.
 */
export const CELLS = {
  calls: {
    entity: "call",
    slots: {
      offered: "type = 'call.offered'",
      answered: "type = 'call.answered'",
      abandoned: "type = 'call.abandoned'",
      ended: "type = 'call.ended'",
    },
    dimensions: { queue: "queue" },
    columns: [
      "offered",
      "answered",
      "abandoned",
      "ended",
      "handled",
      "answered_5s",
      "answered_10s",
      "answered_20s",
      "answered_30s",
      "answered_60s",
      "answered_120s",
      "abandoned_5s",
      "abandoned_10s",
      "abandoned_20s",
      "abandoned_60s",
      "wait_seconds",
      "handle_seconds",
    ],
    counting: ["offered"],
    times: ["wait_times", "abandon_times"],
  },
  reports: {
    entity: "report",
    slots: {
      filed: "type = 'report.filed'",
      stated: "type in ('report.filed', 'report.revised')",
      linked: "type = 'report.linked'",
      voided: "type = 'report.voided'",
      freezing: "step = 'freezing'",
      complaint: "step = 'complaint'",
      tracing: "step = 'tracing'",
      refunding: "step = 'refunding'",
      closed: "step = 'closed'",
    },
    aside: true,
    dimensions: { scamType: "scam_type", province: "province", channel: "channel", agency: "agency" },
    columns: [
      "filed",
      "loss_satang",
      "duplicates",
      "voided",
      "freezing",
      "complaint",
      "tracing",
      "refunding",
      "closed",
      "complaint_72h",
      "freezing_seconds",
      "complaint_seconds",
      "tracing_seconds",
      "refunding_seconds",
      "closed_seconds",
    ],
    counting: ["filed", "duplicates", "voided"],
  },
  freezes: {
    entity: "freeze",
    slots: {
      requested: "type = 'freeze.requested'",
      confirmed: "type = 'freeze.confirmed'",
      refused: "type = 'freeze.refused'",
      released: "type = 'freeze.released'",
      overturned: "type = 'freeze.overturned'",
    },
    aside: true,
    dimensions: { bank: "bank", hop: "hop" },
    columns: [
      "requested",
      "requested_satang",
      "confirmed",
      "confirmed_satang",
      "refused",
      "refused_60m",
      "moved_satang",
      "cashed_out_satang",
      "released",
      "overturned",
      "released_4h",
      "confirmed_5m",
      "confirmed_10m",
      "confirmed_15m",
      "confirmed_30m",
      "confirmed_60m",
      "confirmed_120m",
      "freeze_seconds",
      "refuse_seconds",
      "held",
      "held_satang",
    ],
    counting: ["requested", "held"],
    times: ["freeze_times", "refuse_times"],
  },
  refunds: {
    entity: "refund",
    slots: { paid: "type = 'refund.paid'" },
    aside: true,
    dimensions: { bank: "bank" },
    columns: ["paid", "paid_satang"],
    counting: ["paid"],
  },
  arrests: {
    entity: "arrest",
    slots: { made: "type = 'arrest.made'" },
    dimensions: { province: "province" },
    columns: ["made", "people"],
    counting: ["made"],
  },
  /** Samples of the exchange: no entity and no sum, the last one of a minute counts. */
  lines: {
    entity: "line",
    slots: {},
    dimensions: {},
    columns: ["lines", "busy", "waiting", "longest_wait_seconds", "agents_ready", "agents_busy"],
    counting: [],
    highest: ["longest_wait_seconds"],
  },
} as const satisfies Record<string, Cells>;

export type Kind = keyof typeof CELLS;
export type Column<K extends Kind> = (typeof CELLS)[K]["columns"][number];

/** The distributions of all kinds. */
export type Times = Extract<(typeof CELLS)[Kind], { times: readonly string[] }>["times"][number];

export const KINDS = Object.keys(CELLS) as Kind[];
/** The key of a kind's lock in the database. */
export const lockOf = (kind: Kind) => KINDS.indexOf(kind);
