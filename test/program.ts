import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import type { CloudEvent, EventData, EventType, IngestAnswer } from "#wire/events.ts";
import type { Config } from "../backend/config.ts";
import { type Clock, realClock } from "../backend/kit/clock.ts";
import { openWarRoom, type WarRoom } from "../backend/main.ts";
import { readRates } from "../backend/settings/outlets.ts";
import { checkAnswers } from "./answers.ts";
import { giveCredentials, openTester, takeCredentials } from "./credentials.ts";

export interface Program extends WarRoom {
  folder: string;
  key: string;
  send(events: unknown, options?: { key?: string; type?: string }): Promise<Response>;
  /** Sends events, all of which must be accepted. */
  tell(...events: CloudEvent[]): Promise<IngestAnswer>;
  figures(query: string): Promise<FiguresAnswer>;
}

export interface FiguresAnswer {
  asOf: string;
  simulated?: true;
  rows: {
    metric: string;
    at: string;
    slice: Record<string, string>;
    value: number | string | null;
    numerator?: number | string;
    denominator?: number | string;
    atLeast?: true;
    state: string;
    heard: number | null;
    missing?: { sources: string[]; of: number };
  }[];
}

/** Starts the program that production starts, on a free port and a temporary folder. */
export async function startProgram(
  options: {
    clock?: Clock;
    config?: Partial<Config>;
    folder?: string;
    log?: Logger;
    /** As a demo. */
    played?: boolean;
    /** Where a demo's messages end. */
    mailbox?: Parameters<typeof openWarRoom>[0]["mailbox"];
  } = {},
): Promise<Program> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "war-room-"));
  const key = "the-key-of-the-first-source";
  const room = await openWarRoom({
    config: {
      port: 0,
      host: "127.0.0.1",
      publicUrl: undefined,
      basePath: "",
      frameAncestors: "'none'",
      allowedHosts: [],
      trustedProxies: [],
      tls: undefined,
      databaseUrl: undefined,
      dataDir: folder,
      bootstrapSourceKey: key,
      accessKeyFile: undefined,
      provider: null,
      holidaysFile: undefined,
      accountKey: null,
      retentionDays: 1830,
      quarantineDays: 30,
      mail: null,
      webhookNetworks: [],
      outlets: { line: null, telegram: null, sms: null },
      rates: readRates({}),
      deadMan: null,
      ...options.config,
    },
    played: options.played ?? false,
    mailbox: options.mailbox,
    clock: options.clock ?? realClock,
    log: options.log ?? pino({ level: process.env.LOG_LEVEL ?? "silent" }),
  });
  checkAnswers(room.url);
  await giveCredentials(room.url, { key, cookie: openTester(room) });
  const send: Program["send"] = (
    events,
    { key: with_ = key, type = "application/cloudevents-batch+json" } = {},
  ) =>
    fetch(`${room.url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${with_}`, "content-type": type },
      body: typeof events === "string" ? events : JSON.stringify(events),
    });
  return {
    ...room,
    folder,
    key,
    send,
    async tell(...events) {
      const answer = (await (await send(events)).json()) as IngestAnswer;
      if (answer.accepted + answer.duplicate !== events.length) throw new Error(JSON.stringify(answer));
      return answer;
    },
    async figures(query) {
      const response = await fetch(`${room.url}/v1/figures?${query}`);
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as FiguresAnswer;
    },
    async close() {
      await room.close();
      takeCredentials(room.url);
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

let count = 0;

/** An event; its id is new unless `more` says otherwise. */
export function event<T extends EventType>(
  type: T,
  time: number | string,
  data: EventData[T] & { revision?: number },
  more: Partial<CloudEvent> = {},
): CloudEvent {
  return {
    specversion: "1.0",
    id: `event-${++count}`,
    source: "test",
    type: `th.aoc1441.${type}`,
    time: typeof time === "number" ? new Date(time).toISOString() : time,
    data,
    ...more,
  } as CloudEvent;
}

/** The real clock, moved by hand. `ahead`: time that has passed, on both readings; `off`: how far it was set. */
export interface MovedClock extends Clock {
  ahead: number;
  off: number;
}

export function movedClock(ahead = 0): MovedClock {
  return movedFrom(realClock, ahead);
}

/** A clock that stands but for what a test moves it. Sleeps and timers take real time. */
export function standingClock(): MovedClock {
  const [now, ticks] = [realClock.now(), realClock.ticks()];
  return movedFrom({ ...realClock, now: () => now, ticks: () => ticks }, 0);
}

function movedFrom(from: Clock, ahead: number): MovedClock {
  const clock: MovedClock = {
    ...from,
    ahead,
    off: 0,
    now: () => from.now() + clock.ahead + clock.off,
    ticks: () => from.ticks() + clock.ahead,
  };
  return clock;
}

/** The real clock, without what it would do again and again: what happens by it happens at once. */
export const onceClock: Clock = { ...realClock, every: () => () => {} };

/** A clock that a test turns by hand. Sleeps end and scheduled calls run when it passes their time. */
export interface HandClock extends Clock {
  turn(ms: number): Promise<void>;
  /** Sets the time of day alone, by so many milliseconds. */
  set(ms: number): void;
}

export function handClock(start: number): HandClock {
  let now = start;
  let off = 0;
  const deeds = new Set<{ at: number; deed: () => void; every: number | null }>();
  return {
    now: () => now + off,
    ticks: () => now,
    set(ms) {
      off += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const end = () => {
          deeds.delete(sleeper);
          signal?.removeEventListener("abort", end);
          resolve();
        };
        const sleeper = { at: now + ms, deed: end, every: null };
        deeds.add(sleeper);
        signal?.addEventListener("abort", end);
      }),
    every(ms, deed) {
      const entry = { at: now + ms, deed, every: ms };
      deeds.add(entry);
      return () => deeds.delete(entry);
    },
    async turn(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...deeds].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        if (next.every === null) deeds.delete(next);
        else next.at += next.every;
        next.deed();
        await new Promise(setImmediate);
      }
      now = end;
      await new Promise(setImmediate);
    },
  };
}
