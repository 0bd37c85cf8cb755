import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { EVERYTHING, isEverything, type RequireWithin } from "#wire/access.ts";
import { requireWithin } from "../access/scopes.ts";
import { Fault } from "../kit/fault.ts";
import { askingFor } from "../store/asker.ts";
import { accountOf, openAtWork } from "./atWork.ts";
import { requireOwn } from "./base.ts";
import { agentOf, clientOf } from "./client.ts";
import { cookiesOf } from "./cookies.ts";
import { doerOf } from "./doer.ts";
import type { Guard } from "./guard.ts";
import { askedBy, type Hosts, hostnameOf, refusalOf, wholeNameOf } from "./hosts.ts";
import { openLimits } from "./limits.ts";
import { documentOf } from "./openapi.ts";
import { pacedExports } from "./pacedExports.ts";
import type { Pages } from "./pages.ts";
import { closedPolicy } from "./policy.ts";
import { type Log, problems } from "./problems.ts";
import { readRequest } from "./read.ts";
import type { Refusals } from "./refusals.ts";
import { FileReply, Reply, type Route } from "./route.ts";
import { type Needs, TABLE } from "./table.ts";

const readJson = express.json({ limit: "64kb" });
/** A report of three years with every province and bank has 1 MB. */
const readLargeJson = express.json({ limit: "4mb" });

/** Where screens poll, and who takes over their requests. False: there are too many already. */
interface Polls {
  path: string;
  take(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Serves the table of routes, and the files of the pages. */
export function openHttp(
  deps: Omit<Needs, "openapi"> & {
    frameAncestors: string;
    pages: Pages;
    log: Log;
    hosts: Hosts;
    polls: Polls;
    proxies: BlockList;
    refusals: Refusals;
    guard: Guard;
  },
): Express {
  const table: readonly Route[] = TABLE;
  const own = [...table.map(({ path }) => path), ...deps.pages.files, deps.polls.path, "/docs"];
  requireOwn(deps.basePath, own);
  const audit = { ...deps.audit, exported: pacedExports(deps.audit.exported, deps.clock.ticks) };
  const needs: Needs = { ...deps, audit, openapi: () => documentOf(table, deps.basePath) };
  const ways = { publicUrl: deps.hosts.publicUrl, proxies: deps.proxies };
  const { guard } = deps;
  const limits = openLimits();
  const atWork = openAtWork();
  const addressOf = (request: IncomingMessage) => clientOf(request, deps.proxies).address;
  const app = express().disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use(secure(deps));
  app.use(paced(deps, table));
  app.use((request, _response, next) => {
    const refusal = refusalOf(askedBy(request), deps.hosts);
    if (refusal) throw new Fault("forbidden", refusal);
    next();
  });

  function serve(route: Route): RequestHandler {
    let made: Made | null = null;
    return async (request, response) => {
      const visitor = await guard.admit(route, request);
      if (made) return limits.send(response, made.status, made.headers, made.body);
      const account = accountOf(route.right, visitor);
      if (account !== null) await atWork.enter(account, response);
      const body = route.body && (await bodyOf(request, response, route.isLarge ? readLargeJson : readJson));
      const query = route.query ? request.query : {};
      const read = readRequest(route, needs, { params: request.params, query, body });
      const within: RequireWithin = (extents) =>
        requireWithin(visitor && "scope" in visitor ? visitor.scope : EVERYTHING, extents);
      if (typeof route.limit === "object" && visitor && "scope" in visitor && !isEverything(visitor.scope))
        within(await route.limit.of(needs, { ...read, visitor } as never));
      const given = {
        ...read,
        visitor,
        request,
        sender: visitor?.kind === "key" ? visitor.sender : null,
        agent: agentOf(request.headers),
        who: () => guard.who(request),
        requireWithin: within,
        // Made for the few routes that ask for them: most requests are one event.
        get cookies() {
          return cookiesOf(request, response, ways, deps.basePath);
        },
        get doer() {
          return visitor && doerOf(visitor, addressOf(request) || null);
        },
        get address() {
          return addressOf(request);
        },
        get signal() {
          return signalOf(response);
        },
      };
      // The visitor has the right of this very route, which the table's one type cannot say.
      const run = () => route.run(needs, given as never);
      // A deed is done to its end, whoever has gone; a question is not.
      const answer = await (route.method === "GET" ? askingFor(given.signal, run) : run());
      if (route.isConstant) {
        made = madeOf(route, answer);
        limits.send(response, made.status, made.headers, made.body);
      } else if (answer instanceof Reply) {
        if (answer instanceof FileReply) {
          // Nobody takes a file whose asker has gone: there is no export to audit.
          given.signal.throwIfAborted();
          await audit.exported(given.doer!, answer.exported, { ...read.params, ...read.query }, answer.count);
        }
        await limits.reply(response, answer);
      } else if (route.answer === null) response.status(204).end();
      else limits.send(response, route.status ?? 200, JSON_TYPE, JSON.stringify(answer));
    };
  }
  app.all(deps.polls.path, async (request, response, next) => {
    const isPoll = request.query.transport === "polling" && ["GET", "POST"].includes(request.method);
    if (!isPoll) return next();
    // What it opens may change something, as a web socket may.
    const refusal = refusalOf(askedBy(request, true), deps.hosts);
    if (refusal) throw new Fault("forbidden", refusal);
    if (!(await deps.polls.take(request, response)))
      throw new Fault("unavailable", "there are too many screens; try again later");
  });
  for (const route of table) app[METHODS[route.method]](route.path, serve(route));
  app.use("/docs", deps.pages.builtFiles);
  app.use(deps.pages.assets);
  app.use(unknownPath(table));
  app.use(problems(deps.log, deps.refusals, deps.pages));
  return app;
}

const METHODS = { GET: "get", POST: "post", PUT: "put", DELETE: "delete" } as const;
const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };

/** An answer that never changes, as bytes. */
interface Made {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

function madeOf(route: Route, answer: unknown): Made {
  if (answer instanceof Reply && typeof answer.body === "string")
    return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) };
  return { status: route.status ?? 200, headers: JSON_TYPE, body: Buffer.from(JSON.stringify(answer)) };
}

/** What browsers older than `frame-ancestors` go by. It cannot name other origins. */
const FRAME_OPTIONS = new Map([
  ["'none'", "DENY"],
  ["'self'", "SAMEORIGIN"],
]);

/** A year: a browser that was here once opens nothing under this name without TLS. */
const ONLY_TLS = { "Strict-Transport-Security": "max-age=31536000" };

function secure(deps: { frameAncestors: string; hosts: Hosts; proxies: BlockList }): RequestHandler {
  const { frameAncestors, proxies } = deps;
  const name = wholeNameOf(deps.hosts.publicUrl);
  const frames = FRAME_OPTIONS.get(frameAncestors);
  const headers = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...(frames ? { "X-Frame-Options": frames } : {}),
    "Content-Security-Policy": closedPolicy(frameAncestors),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    // Figures and problems; pages and assets override it.
    "Cache-Control": "no-store",
  };
  return (request, response, next) => {
    response.set(headers);
    if (name !== null && hostnameOf(request.headers.host) === name && clientOf(request, proxies).isEncrypted)
      response.set(ONLY_TLS);
    next();
  };
}

/**
 * At an address where too many requests were refused, whoever is not known waits: its guesses are slowed, and nobody is
 * that has a credential. All get the documents and files of the pages, which are the same for everybody.
 */
function paced(
  { refusals, guard, pages }: { refusals: Refusals; guard: Guard; pages: Pages },
  table: readonly Route[],
): RequestHandler {
  const forEmbeds = new Set(table.filter(({ right }) => right === "embed").map(({ path }) => path));
  const documents = table.filter(({ right, replies }) => right === "anyone" && replies?.["text/html"]);
  const isDocument = (path: string) => documents.some((route) => patternOf(route).test(path));
  return async (request, response, next) => {
    const retryAfter = refusals.waitOf(request);
    if (retryAfter === 0 || (request.method === "GET" && isDocument(request.path))) return next();
    if ((await guard.knownBy(request, forEmbeds.has(request.path))) !== null) return next();
    const busy = "too many requests from this address were refused; wait";
    pages.assets(request, response, () => next(new Fault("busy", busy, { retryAfter })));
  };
}

/** Aborts when the answer has been sent, or its client has gone. */
function signalOf(response: Response): AbortSignal {
  const ending = new AbortController();
  const end = () => ending.abort(new Fault("unavailable", "the client has gone"));
  if (response.destroyed) end();
  else response.once("close", end);
  return ending.signal;
}

function bodyOf(request: Request, response: Response, read: RequestHandler): Promise<unknown> {
  return new Promise((resolve, reject) =>
    read(request, response, (error?: unknown) => (error ? reject(error) : resolve(request.body))),
  );
}

const patternOf = ({ path }: Pick<Route, "path">) => new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}/?$`);

/** A path that exists under another method is answered with 405 and the methods; any other with 404. */
function unknownPath(table: readonly Route[]): RequestHandler {
  const paths = table.map((route) => ({ method: route.method, pattern: patternOf(route) }));
  return (request, response) => {
    const allowed = paths
      .filter(({ pattern }) => pattern.test(request.path))
      .map(({ method }) => method)
      .join(", ");
    if (!allowed) throw new Fault("not-found", `there is nothing at ${request.path}`);
    response.set("Allow", allowed);
    throw new Fault("method-not-allowed", `${request.path} takes ${allowed}, not ${request.method}`);
  };
}
