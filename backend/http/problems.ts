import { type Static, Type } from "@sinclair/typebox";
import type { ErrorRequestHandler, Request } from "express";
import { INGEST_ANSWER } from "#wire/events.ts";
import { maskPersonal, withoutQuote } from "#writing/personal.ts";
import { asFault, Fault, STATUS } from "../kit/fault.ts";
import { linger } from "./limits.ts";
import type { Pages } from "./pages.ts";
import type { Refusals } from "./refusals.ts";

/** Where errors of the server's own are written. */
export interface Log {
  error(fields: { err?: unknown; path?: string; address?: string }, what: string): void;
}

/** The body of every answer from 400 on. */
export const PROBLEM = Type.Object({
  type: Type.String({ description: "urn:aoc1441: and the title" }),
  title: Type.String({ description: "a code for programs" }),
  status: Type.Integer(),
  detail: Type.String({ description: "a sentence for people: what was wrong, where, and what is allowed" }),
  // Only of `POST /v1/events`: the verdicts of the events that were read.
  ...Type.Partial(INGEST_ANSWER).properties,
});

/**
 * Every error leaves as a problem document (RFC 9457): what was wrong, where, and what is allowed. A browser that opens
 * an address that no page has is shown that as a page.
 */
export function problems(
  log: Log,
  refusals: Pick<Refusals, "count">,
  pages: Pick<Pages, "nowhere">,
): ErrorRequestHandler {
  return async (error, request, response, _next) => {
    const fault = bodyFault(error) ?? asFault(error);
    refusals.count(request, fault.code);
    // Nobody reads it: most often because the client has gone.
    if (response.destroyed) return;
    const status = STATUS[fault.code];
    // A full disk is said once, by who looks at it.
    if (status >= 500 && fault.code !== "disk-full")
      log.error({ err: error, path: request.path }, fault.message);
    if (response.headersSent) return void response.destroy();
    if (fault.retryAfter !== undefined) response.set("Retry-After", String(fault.retryAfter));
    if (status === 401) response.set("WWW-Authenticate", "Bearer");
    // The rest of the body is not wanted.
    if (!request.complete) linger(request, response);
    response.status(status);
    if (fault.code === "not-found" && isOpened(request)) {
      const { headers, body } = await pages.nowhere(request.url);
      return void response.set(headers).send(body);
    }
    response.type("application/problem+json").send(JSON.stringify(problemOf(fault)));
  };
}

/** A person opens it in a browser; what a program or a page asks for is under `/v1`, or prefers no HTML. */
const isOpened = (request: Request) =>
  request.method === "GET" &&
  !request.path.startsWith("/v1/") &&
  request.accepts(["json", "html"]) === "html";

export const problemOf = ({ code, message, members }: Fault): Static<typeof PROBLEM> => ({
  type: `urn:aoc1441:${code}`,
  title: code,
  status: STATUS[code],
  // Somebody's number may stand in what is quoted: a path, a parameter, a field.
  detail: maskPersonal(message),
  ...members,
});

/** What express' own readers of bodies and paths throw. */
function bodyFault(error: unknown): Fault | null {
  const status = (error as { status?: unknown }).status;
  if (error instanceof Fault || typeof status !== "number" || status >= 500) return null;
  return new Fault(status === 413 ? "too-large" : "bad-request", withoutQuote((error as Error).message), {
    cause: error,
  });
}
