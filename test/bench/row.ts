import type { Scope } from "./scope.ts";

/** The context of a row. */
export interface Bench {
  /** Processes, folders and connections that end with the row. */
  scope: Scope;
  /** A line of progress. */
  say(line: string): void;
  /** A server that runs already (`--url`); null: the row starts its own. */
  there: { url: string; key: string } | null;
  /** 1: the whole measurement; 0.1: a tenth of it, to see that it runs; more than 1 for rows that can take hours. */
  part: number;
}

export interface Row {
  name: string;
  what: string;
  toReach: string;
  /** It can also run against a server elsewhere. */
  anywhere: boolean;
  run(bench: Bench): Promise<Measured>;
}

export interface Measured {
  reached: string;
  /** Null: no comparison (part of it cannot be measured from outside). */
  ok: boolean | null;
  /** The two sides of the comparison, and other observations. */
  remarks: string[];
  numbers: Record<string, number>;
}

/** The part of a whole number, at least `least`. */
export function share(bench: Bench, whole: number, least = 1): number {
  return Math.max(least, Math.round(whole * bench.part));
}

/** The percentile of the values (nearest rank); `share` from 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);
export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString("en")}/s`;
export const ms = (value: number) => `${Math.round(value)} ms`;
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

export const sleep = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));
