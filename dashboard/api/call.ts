import type { Calls } from "../../backend/http/table.ts";
import { addressOf } from "./base.ts";
import { hearAnswer } from "./signedOut.ts";
import { useHeaders } from "./use.ts";

/**
 * A problem document: a code for programs, a sentence for people, and the HTTP status. Without an answer at all the
 * code is "lost" and the status 0.
 */
export interface Problem {
  code: string;
  detail: string;
  status: number;
  /** Seconds after which it may be tried again; null: the server does not say. */
  retryAfter: number | null;
}

export type Outcome<Answer> = { ok: true; answer: Answer } | { ok: false; problem: Problem };

export type { Calls };
export type CallName = keyof Calls;
export type Answer<Name extends CallName> = Calls[Name]["answer"];

/** A field that has nothing in it need not be given. */
export type Given<T> = { [K in keyof T as keyof T[K] extends never ? never : K]: T[K] };
type Arguments<Name extends CallName> = keyof Given<Omit<Calls[Name], "answer">> extends never
  ? []
  : [given: Given<Omit<Calls[Name], "answer">>];

/**
 * Calls a route of the server. Its names are those of the table of routes (backend/http/table.ts), and what it takes
 * and answers has the types of the route's schemas: `call("PUT /v1/screens/:name", { params: { name }, body: plan })`.
 * Never rejects: a fault, or no answer, is an outcome with a problem.
 */
export const call = <Name extends CallName>(
  name: Name,
  ...[given]: Arguments<Name>
): Promise<Outcome<Calls[Name]["answer"]>> => send(name, given, { headers: useHeaders() });

/** The same, given up when `signal` aborts: then there is no answer. */
export const callUntil = <Name extends CallName>(
  signal: AbortSignal,
  name: Name,
  ...[given]: Arguments<Name>
): Promise<Outcome<Calls[Name]["answer"]>> => send(name, given, { headers: useHeaders(), signal });

/** The file that a route answers with, given up when `signal` aborts. */
export async function callForFile<Name extends CallName>(
  signal: AbortSignal,
  name: Name,
  given: Given<Omit<Calls[Name], "answer">>,
): Promise<Outcome<Blob>> {
  const response = await ask(name, given, { headers: useHeaders(), signal });
  if (response && !response.ok) return { ok: false, problem: await problemOf(response) };
  const file = await response?.blob().catch(() => undefined);
  return file ? { ok: true, answer: file } : { ok: false, problem: LOST };
}

/** The same with the ticket of an embed, and as nobody else. */
export const callWith = <Name extends CallName>(
  ticket: string,
  name: Name,
  signal?: AbortSignal,
): Promise<Outcome<Calls[Name]["answer"]>> =>
  send(name, undefined, {
    credentials: "omit",
    headers: { Authorization: `Bearer ${ticket}` },
    ...(signal ? { signal } : {}),
  });

interface How {
  credentials?: "omit";
  headers: Record<string, string>;
  signal?: AbortSignal;
}

async function send<Name extends CallName>(
  name: Name,
  given: object | undefined,
  how: How,
): Promise<Outcome<Calls[Name]["answer"]>> {
  const response = await ask(name, given, how);
  if (!response) return { ok: false, problem: LOST };
  if (response.ok && response.status === 204) return { ok: true, answer: undefined as never };
  if (response.ok) {
    // Whoever answers with anything else, as a proxy with a page of its own, is not the server.
    const answer = await response.json().catch(() => undefined);
    return answer === undefined ? { ok: false, problem: LOST } : { ok: true, answer };
  }
  return { ok: false, problem: await problemOf(response) };
}

/** Null: there was no answer. */
export async function ask(name: CallName, given: object | undefined, how: How): Promise<Response | null> {
  const [method, path] = name.split(" ") as [string, string];
  const { params, query, body } = (given ?? {}) as {
    params?: Record<string, string>;
    query?: Record<string, string | number | readonly string[] | undefined>;
    body?: object;
  };
  const filled = path.replace(/:(\w+)/g, (_, param: string) => encodeURIComponent(params?.[param] ?? ""));
  const asked = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined) asked.set(key, String(value));
  const response = await fetch(addressOf(String(asked) ? `${filled}?${asked}` : filled), {
    ...how,
    method,
    headers: { ...how.headers, ...(body ? { "Content-Type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch(() => null);
  if (response) hearAnswer(path, response.status);
  return response;
}

export const LOST: Problem = { code: "lost", detail: "", status: 0, retryAfter: null };

export async function problemOf(response: Response): Promise<Problem> {
  const problem = await response.json().catch(() => null);
  const { status } = response;
  const retryAfter = Number(response.headers.get("retry-after")) || null;
  return { code: problem?.title ?? "", detail: problem?.detail ?? `${status}`, status, retryAfter };
}
