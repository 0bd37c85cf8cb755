import { type Answer, callUntil } from "../api/call.ts";
import { Reader } from "../api/reader.svelte.ts";
import type { Server } from "../shell/server.svelte.ts";

/** Milliseconds between two questions. Each makes the server ask its database. */
const EVERY_MS = 5_000;

export type HealthAnswer = Answer<"GET /v1/health">;

/** The health, polled from the server. */
export const pollHealth = (server: Server): Reader<HealthAnswer> =>
  new Reader(
    { every: EVERY_MS, now: server.now, heard: ({ at }, askedAt) => server.hear(at, askedAt) },
    (signal) => callUntil(signal, "GET /v1/health"),
  );
