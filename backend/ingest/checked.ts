import type { EventType, RejectionCode } from "#wire/events.ts";
import type { Kind } from "../store/cells.ts";
import type { AccountKey } from "./accounts.ts";

/** A valid event: every field checked, unknown fields removed, times in epoch milliseconds. */
export interface CheckedEvent {
  kind: Kind;
  type: EventType;
  source: string;
  id: string;
  entity: string;
  time: number;
  cohortAt: number | null;
  revision: number;
  /** The watermark of a `source.beat` event. */
  through: number | null;
  /** The banks that its source may speak for, of a report the agencies, in order of their codes; null: any. */
  speaksFor: readonly string[] | null;
  /** The known fields, as JSON. */
  data: string;
}

/** Why an event is not taken; what is said of it has no personal data. */
export interface Refusal {
  id: string | null;
  code: RejectionCode;
  detail: string;
}

/** What the source is allowed to send; `banks` and `agencies` null: any. */
export interface Scope {
  name: string;
  types: ReadonlySet<string>;
  banks: ReadonlySet<string> | null;
  /** The agencies whose reports it may send. */
  agencies: ReadonlySet<string> | null;
  /** It may send an account number in place of a token; what is kept is a token. */
  accountNumbers: boolean;
}

/** What an event is checked by. */
export interface CheckRules {
  scope: Scope;
  /** The valid codes of each table (`bank` → KBANK …). */
  codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** The latest time that it can be (epoch ms): an event may not lie far after it. */
  now: number;
  /** Older events are refused: the raw events of that time have already been dropped. */
  oldest: number;
  /** The key with which account numbers become tokens; null: this server takes none. */
  accountKey: AccountKey | null;
}

export function isRefusal(result: CheckedEvent | Refusal): result is Refusal {
  return "code" in result;
}

/** Tells an error; the first one is the code of the refusal. */
export type Say = (code: RejectionCode, detail: string) => void;
