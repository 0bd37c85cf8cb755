// The program in a process of its own with what only its inside tells: how long its thread is held, and on what it spends
// its time. The benchmark turns its clock, so that each code and each try can come at once.
import { type Profiler, Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { EVERYTHING } from "#wire/access.ts";
import { addFederated } from "../../backend/access/federationQueries.ts";
import { subjectOf } from "../../backend/access/subjects.ts";
import type { Config } from "../../backend/config.ts";
import { movedClock, type Program, startProgram } from "../program.ts";
import { answer } from "./scope.ts";
import { cpuSeconds } from "./server.ts";

export type Question =
  | { open: true; config?: Partial<Config>; folder?: string }
  | { turn: number }
  | { federate: string }
  | { watch: true }
  | { held: true }
  | { profile: true }
  | { profiled: true }
  | { used: true }
  | { judged: false }
  | { close: true };
export interface Opened {
  url: string;
  firstLink: string;
  key: string;
}
/** Milliseconds, over what the watch itself waits. */
export interface Held {
  most: number;
  p99: number;
}
export type Profile = Profiler.Profile;
export type Used = ReturnType<typeof cpuSeconds>;

const EACH_MS = 1;
/** Microseconds between two looks at what runs. */
const SAMPLE_US = 200;
const clock = movedClock();
const session = new Session();
let program: Program | null = null;
let delay = monitorEventLoopDelay({ resolution: EACH_MS });

answer<Question>(async (question) => {
  if ("open" in question) {
    const { config, folder } = question;
    program = await startProgram({ clock, ...(config ? { config } : {}), ...(folder ? { folder } : {}) });
    const { url, firstLink, key } = program;
    return { url, firstLink: firstLink!, key } satisfies Opened;
  }
  if ("close" in question) return program!.close();
  if ("used" in question) return cpuSeconds(process.pid) satisfies Used;
  if ("judged" in question) return program!.alerts.stop();
  if ("federate" in question) {
    const { federate: name } = question;
    const { sign } = program!.access;
    const issuer = "https://idp.example";
    const who = { issuer, subject: subjectOf(issuer, name, sign) };
    const person = { name, displayName: name, role: "viewer", scope: EVERYTHING } as const;
    return addFederated(program!.store.run, who, person, clock.now());
  }
  if ("turn" in question) {
    clock.ahead += question.turn;
    return clock.now();
  }
  if ("watch" in question) {
    delay = monitorEventLoopDelay({ resolution: EACH_MS });
    return delay.enable();
  }
  if ("profile" in question) {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
    return session.post("Profiler.start");
  }
  if ("profiled" in question) {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    return profile;
  }
  delay.disable();
  const over = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - EACH_MS);
  return { most: over(delay.max), p99: over(delay.percentile(99)) } satisfies Held;
});
