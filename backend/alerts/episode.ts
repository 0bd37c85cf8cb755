import type { Role } from "#wire/access.ts";
import type { Cause, EpisodeState, Reason, Subject } from "#wire/alerts.ts";

/** What is kept of an episode. Times are epoch milliseconds. */
export interface Episode {
  rule: string;
  version: number;
  subject: Subject;
  state: EpisodeState;
  cause: Cause;
  /** Raised by every change: who changes it says which one it knew. */
  seq: number;
  /** When what is wrong began. */
  since: number;
  firedAt: number | null;
  resolvedAt: number | null;
  /** Since when it is well again, without a break. */
  goodSince: number | null;
  noDataSince: number | null;
  /** When it went from good to bad or back, the newest last. */
  turns: readonly number[];
  last: "bad" | "good" | null;
  /** From when the chain is counted. */
  chainFrom: number | null;
  /** The last step that was taken; null: none. A step is known by its minutes: who hears of it changes, and so its place. */
  taken: number | null;
  /** The last step found nobody on duty: the next one is due at once. */
  isHurried: boolean;
  /** The rotas of the steps that were taken: one that is not among them hears of it since. */
  rotas: readonly RotaStep[];
  /** Recipients who were told of it, or will be. */
  said: readonly number[];
  owner: string | null;
  /** Walls tell it in place of the name; null: not known. */
  ownerRole: Role | null;
  note: string | null;
  ackUntil: number | null;
  byHand: boolean;
  nextAt: number | null;
}

/** A step, by its minutes, and a rota of it, by its id. */
export interface RotaStep {
  step: number;
  rota: number;
  /** False: nobody was on duty in it. Whoever comes on duty there is told. */
  isTold: boolean;
}

/** What decides on an episode beside its rule and what is found. */
export interface World {
  /** Names of the sources whose silence is an open episode of its own. */
  silent: ReadonlySet<string>;
  /** By `burnKey`, the shortest long window over which a budget is known to be used up too fast, in minutes. */
  burning: ReadonlyMap<string, number>;
  /** Who is told how long after the alert, soonest first. */
  chain: readonly {
    afterMinutes: number;
    recipients: readonly number[];
    /** Those of them who hear of it because they are on duty, and in which rotas. Absent: none. */
    duty?: ReadonlyMap<number, readonly number[]>;
    /** All its rotas that have somebody on duty now. Absent: none. */
    manned?: readonly number[];
    /** Its rotas that have nobody on duty now: then the next step is taken at once. Absent: none. */
    unmanned?: readonly number[];
  }[];
}

/** To whom what is said, at which step of the chain, by its minutes. `told`: everybody who got, or may have got, the alert. */
export type Intent =
  | { kind: "firing" | "reminder"; step: number; recipients: readonly number[] }
  | { kind: "resolve"; recipients: "told" };

export interface Decision {
  /** The same object as before: nothing is to be written. */
  next: Episode | null;
  reason: Reason;
  /** When it must be looked at again whatever happens; null: not before something changes. */
  nextAt: number | null;
  say: readonly Intent[];
}

/** What began later than now, by a clock that was ahead, began now: nothing that has to last lasts an hour longer. */
export function notAhead<E extends Episode>(episode: E, now: number): E {
  const by = (at: number | null) => at && Math.min(at, now);
  return {
    ...episode,
    since: Math.min(episode.since, now),
    firedAt: by(episode.firedAt),
    resolvedAt: by(episode.resolvedAt),
    goodSince: by(episode.goodSince),
    noDataSince: by(episode.noDataSince),
    chainFrom: by(episode.chainFrom),
    turns: episode.turns.map((at) => Math.min(at, now)),
  };
}
