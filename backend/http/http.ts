import express, { type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import { isoDate } from "#calendar/days.ts";
import type { Holidays } from "#calendar/holidays.ts";
import { DAY } from "#calendar/units.ts";
import { EVENT_TYPES } from "#wire/events.ts";
import { SCENES } from "#wire/live.ts";
import type { Figures } from "../figures/figures.ts";
import { readQuestion } from "../figures/question.ts";
import { METRICS } from "../figures/registry.ts";
import { acceptEvents } from "../ingest/accept.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Live } from "../live/live.ts";
import { withConnections } from "../screens/assignment.ts";
import { readPlan, readTakeover } from "../screens/plan.ts";
import type { Screens } from "../screens/screens.ts";
import { readRegistration } from "../sources/registration.ts";
import { type Code, FIRST_SOURCE, type Sources } from "../sources/sources.ts";
import type { Store } from "../store/store.ts";
import { onlyHere } from "./guard.ts";
import { openLimits } from "./limits.ts";
import type { Pages } from "./pages.ts";
import { problems } from "./problems.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** The whole URL table. */
export function openHttp(deps: {
  ingest: Ingest;
  figures: Figures;
  sources: Sources;
  codes: readonly Code[];
  holidays: Holidays;
  live: Live;
  screens: Screens;
  store: Store;
  clock: Clock;
  pages: Pages;
  log: Logger;
  retentionDays: number;
}): Express {
  const { ingest, figures, sources, live, screens, store, clock, pages, log } = deps;
  const app = express().disable("x-powered-by").disable("etag").set("query parser", "simple");
  app.use(secure);
  const json = express.json({ limit: "64kb" });
  const limits = openLimits();

  const codes = new Map<string, Set<string>>();
  for (const { kind, code } of deps.codes) codes.set(kind, (codes.get(kind) ?? new Set()).add(code));

  app.post("/v1/events", async (request, response) => {
    const identify = () => sources.identify(request.headers.authorization);
    const sender = await identify();
    const rules = () => ({
      scope: sender,
      codes,
      now: clock.now(),
      oldest: clock.now() - deps.retentionDays * DAY,
    });
    const answer = JSON.stringify(
      await acceptEvents(request, { ingest, sender: sender.id, identify, rules }),
    );
    // Not by `json`: of a request with one event, that is a tenth.
    response.writeHead(200, { "Content-Type": JSON_TYPE, "Content-Length": Buffer.byteLength(answer) });
    response.end(answer);
  });
  app.get("/v1/figures", async (request, response) => {
    const { asOf, ...question } = readQuestion(request.query);
    const answer = await limits.inTurn(() =>
      figures.read(asOf, async (reading) => ({
        asOf: new Date(reading.asOf).toISOString(),
        ...(reading.simulated ? { simulated: true } : {}),
        rows: await reading.ask(question),
      })),
    );
    limits.send(response, {
      ...answer,
      rows: answer.rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
    });
  });
  app.get("/v1/metrics", (_request, response) => {
    response.json([...METRICS.values()].map(({ derive: _, ...metric }) => metric));
  });
  // What is in force cannot change while the program runs.
  const holidays = {
    years: deps.holidays.years,
    holidays: deps.holidays.list.map(({ day, nameTh }) => ({ date: isoDate(day), nameTh })),
  };
  app.get("/v1/holidays", (_request, response) => void response.json(holidays));
  app.get("/v1/codes", (_request, response) => void response.json(deps.codes));

  const asFirst: RequestHandler = async (request, _response, next) => {
    const { name } = await sources.identify(request.headers.authorization);
    if (name !== FIRST_SOURCE)
      throw new Fault("forbidden", `only the key of the source "${FIRST_SOURCE}" may do this`);
    next();
  };
  app.get("/v1/sources", async (_request, response) => void response.json(await sources.list()));
  app.post("/v1/sources", asFirst, json, async (request, response) => {
    const registration = readRegistration(request.body, EVENT_TYPES, codes.get("bank") ?? new Set());
    const { key } = await sources.register(registration);
    response.status(201).json({ ...registration, key });
  });
  app.delete("/v1/sources/:name", asFirst, async (request, response) => {
    await sources.revoke(String(request.params.name));
    response.status(204).end();
  });

  app.get(
    "/healthz",
    (_request, response) => void response.json({ ok: true, screens: live.watching().length }),
  );
  app.get("/readyz", async (_request, response) => {
    await store.run("ping");
    response.json({ ok: true });
  });

  app.get("/v1/screens", async (_request, response) => {
    response.json(withConnections(await screens.list(), live.watching(), clock.now()));
  });
  app.put("/v1/screens/:name", onlyHere, json, async (request, response) => {
    response.json(await screens.put(String(request.params.name), readPlan(request.body)));
  });
  app.delete("/v1/screens/:name", onlyHere, async (request, response) => {
    await screens.remove(String(request.params.name));
    response.status(204).end();
  });
  app.post("/v1/screens/:name/takeover", onlyHere, json, async (request, response) => {
    const takeover = readTakeover(request.body, clock.now());
    response.json(await screens.takeOver(String(request.params.name), takeover));
  });
  app.post("/v1/screens/:name/acknowledge", onlyHere, async (request, response) => {
    response.json(await screens.acknowledge(String(request.params.name), clock.now()));
  });
  app.delete("/v1/screens/:name/takeover", onlyHere, async (request, response) => {
    response.json(await screens.takeOver(String(request.params.name), null));
  });

  app.use(pages.assets);
  app.get("/", (_request, response) => response.redirect(302, `/wall/${SCENES[0]}`));
  app.get("/screens", onlyHere, pages.page);
  app.get("/wall", pages.page);
  app.get("/wall/:scene", (request, response, next) => {
    if (!(SCENES as readonly string[]).includes(request.params.scene))
      throw new Fault("not-found", `no scene ${request.params.scene}; there is ${SCENES.join(", ")}`);
    return pages.page(request, response, next);
  });
  app.use(unknownPath(app));
  app.use(problems(log));
  return app;
}

const secure: RequestHandler = (_request, response, next) => {
  response.set({
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
  });
  next();
};

/** A path that exists under another method says which; any other is not found. */
function unknownPath(app: Express): RequestHandler {
  return (request, response) => {
    const allowed = new Set<string>();
    for (const { route } of app.router.stack)
      if (route && new RegExp(`^${route.path.replace(/:\w+/g, "[^/]+")}/?$`).test(request.path))
        for (const { method } of route.stack) allowed.add(method.toUpperCase());
    if (allowed.size === 0) throw new Fault("not-found", `there is nothing at ${request.path}`);
    response.set("Allow", [...allowed].join(", "));
    throw new Fault(
      "method-not-allowed",
      `${request.path} takes ${[...allowed].join(", ")}, not ${request.method}`,
    );
  };
}
