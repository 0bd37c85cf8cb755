/** Of alerts: what is judged, what becomes of it, and who is told. Times are epoch ms, money is satang. */

export type { Load } from "./alertLoad.schema.ts";
// Types only: the schema library must not get into the dashboard's bundle.
export type {
  Backtest,
  BacktestProgress,
  ChangedRule,
  Rule,
  RuleBody,
  Unheard,
} from "./alertRules.schema.ts";
export type { EpisodeAnswer, EpisodeRow, MessageRow, Mute, NewMute, TransitionRow } from "./alerts.schema.ts";
export type { MailboxMail, MailboxRow } from "./mailbox.schema.ts";
export type { DeadMan, OutletQuota, OutletRate, OutletRow, Quota } from "./outlets.schema.ts";
export type { NewSubscription, PushState } from "./push.schema.ts";
export type { ChangedRecipient, Channel, Heard, NewRecipient, Recipient } from "./recipients.schema.ts";

import type { FigureState } from "./figures.ts";
import type { BurnPair, BurnReason, Dimension, Judgement, Ratio, VerdictReason } from "./sla.ts";

/** What an alert is about: a slice of an objective, a screen, a recipient of alerts, or the server itself. */
export interface Subject {
  by: Dimension | "screen" | "recipient" | "server";
  of: string | null;
}

/** A subject as one text: `bank:KBANK`; `all`. */
export const subjectKey = ({ by, of }: Subject) => (of === null ? by : `${by}:${of}`);

/** Alerts that a list has at most: the newest. */
export const MOST_LISTED = 500;

/** Whether it is one of the open alerts that are counted, as the walls count them: what is pending may never be one. */
export const isCounted = ({ state }: { state: string }) => state !== "resolved" && state !== "pending";

/** Of conditions that no objective judges. */
export type SystemReason =
  | "frozen"
  | "failing"
  | "disk-low"
  | "disk-full"
  | "clock-set"
  | "clocks-differ"
  | "figures-differ"
  | "webhook-gone"
  | QuotaReason;

/** Of the messages that a service takes in a month: `fast`: they will be used up before its end, if nothing changes. */
export type QuotaReason = "quota-over" | "quota-low" | "quota-fast" | "quota-unknown" | "well";

/** What a message tells beside the verdict. Absent: not known. */
export interface Facts {
  /** How many cases, of how many people, how much money, how many minutes past their time in sum. */
  cases?: number;
  people?: number;
  satang?: string;
  minutes?: number;
  /** The cases are calls, of which nobody knows who called: they waited too long or were given up, or were given up. */
  calls?: "waited" | "abandoned";
  /** The soonest deadline that is still ahead. */
  dueAt?: number;
  /** How much of the month's messages was used up when that was last answered, and when nothing is left at this pace. */
  quota?: { used: number; most: number; readAt: number; runsOutAt: number | null };
  /** Why they are expected to miss, where it is not the time that is left: how a bank answered in the last hour. */
  pace?: { inTime: number; of: number };
  /** The hop that all of them are at: 1 is the account that the victim paid. */
  hop?: number;
  /**
   * Of a budget that is used up: how many may miss in the objective's whole window, how many still may (below 0: so many
   * too many have), and when none is left at this pace (null: not in this window). Epoch ms.
   */
  budget?: { allowed: number; left: number; lostAt: number | null };
  /** The part that has most of them. */
  drive?: { by: Dimension | "hop"; of: string; cases: number };
}

/** One judgement of one condition and subject: a verdict of an objective, or what is known of the system. */
export interface Finding {
  /** Id of an objective, or of a condition of the system. */
  condition: string;
  /** Not whether the objective is kept, but how fast its budget is used up over these windows. */
  burn?: BurnPair;
  subject: Subject;
  kind: Judgement;
  why: VerdictReason | BurnReason | SystemReason;
  /** Those that kept it, of how many: integers as text. */
  numerator: string;
  denominator: string;
  target: Ratio | null;
  window: { from: number; to: number } | null;
  state: FigureState;
  /** Names of the sources whose share is missing. */
  missing: readonly string[];
  /** Before the figure is settled: no event can undo it, or it is of a day that runs, and no source that it needs lags. */
  isBelieved: boolean;
  facts: Facts;
}

export const EPISODE_STATES = ["pending", "firing", "acknowledged", "resolved"] as const;
export type EpisodeState = (typeof EPISODE_STATES)[number];

/** What an episode is about: a limit that is broken, data that do not come, or a state that keeps changing. */
export const CAUSES = ["limit", "no-data", "unstable"] as const;
export type Cause = (typeof CAUSES)[number];

export const SEVERITIES = ["high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What a rule does about a figure without data: keeps what it knows, opens an episode of its own, or takes it as bad
 * or good.
 */
export const NO_DATA = ["hold", "alert", "bad", "good"] as const;

/** Whom a rule tells: those that hear of this policy. */
export const POLICIES = ["duty", "system"] as const;
export type Policy = (typeof POLICIES)[number];

/** Why an episode is as it is. */
export const REASONS = [
  "no-breach",
  "breach-began",
  "for-not-over",
  "breach-held",
  "breach-ended-early",
  "still-broken",
  "between-thresholds",
  "recovery-began",
  "recovery-not-kept",
  "breach-returned",
  "recovered",
  "few",
  "not-settled",
  "no-data-held",
  "no-data-began",
  "data-came-back",
  "unstable-began",
  "inhibited",
  "faster-told",
  "chain-step",
  "nobody-on-duty",
  "duty-began",
  "hearers-changed",
  "chain-too-old",
  "acknowledged",
  "ack-holds",
  "ack-expired",
  "given-back",
  "closed-by-hand",
  "rule-changed",
  "rule-off",
  "slice-gone",
] as const;
export type Reason = (typeof REASONS)[number];

export const MESSAGE_KINDS = ["firing", "reminder", "resolve", "group", "digest", "test", "report"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/**
 * `deferred`: waits for the end of a mute. `doubt`: it may or may not have gone. `superseded`: what it says is no longer
 * true or wanted. `folded`: told by another message, in a group or a digest.
 */
export const MESSAGE_STATES = [
  "queued",
  "deferred",
  "claimed",
  "sent",
  "delivered",
  "doubt",
  "refused",
  "superseded",
  "folded",
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Why a message waits or was not sent. */
export const MESSAGE_REASONS = [
  "muted",
  "acknowledged-first",
  "resolved-first",
  "never-told",
  "over-rate",
  "over-channel-rate",
  "grouped",
  "recipient-gone",
  "handed-over",
  "no-channel",
  "no-browser",
  "webhook-gone",
  "not-set-up",
  "no-answer",
  "answer-lost",
  "cut-off",
  "refused-by-receiver",
  "receiver-busy",
  "own-network",
  "quota-over",
  "answer-unclear",
  "gave-up",
  "lease-expired",
  "right-lost",
  "not-drawn",
] as const;
export type MessageReason = (typeof MESSAGE_REASONS)[number];

/** The mail of a run of a report's schedule, and what became of it. Times are epoch ms. */
export interface ReportMail {
  run: string;
  to: string;
  state: MessageState;
  why: MessageReason | null;
  madeAt: number;
  endedAt: number | null;
  tries: number;
}

export const CHANNEL_KINDS = ["mail", "webhook", "line", "telegram", "sms", "push"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** `withheld`: the engine found a fault in itself, so that nobody outside is told that it works. */
export const DEAD_MAN_STATES = ["waiting", "heard", "withheld", "unreachable"] as const;
export const DEAD_MAN_REASONS = [
  "not-judged",
  "messages-late",
  "episodes-late",
  "claims-expired",
  "not-audited",
] as const;
