import { Type } from "@sinclair/typebox";
import { SCENES, type Warning } from "#wire/live.ts";
import { oneOf } from "#wire/schema.ts";
import { Reply, route } from "./route.ts";

export interface PageNeeds {
  pages: { page(url: string): Promise<Reply>; built(file: string): Reply };
  openapi(): object;
  /** The path under which browsers find the pages; empty: the root. */
  basePath: string;
}

export interface HealthNeeds {
  store: { run(name: "ping"): Promise<unknown>; requireSpace(): void };
  warnings(): readonly Warning[];
  live: { watching(): readonly unknown[] };
  watching: { list(): Promise<readonly unknown[]> };
}

const DEGRADED: Record<Warning["kind"], string> = {
  "clock-set": "the clock of this machine was set within the last hour",
  "clocks-differ": "the clock of this machine differs from that of the database or of another backend",
  "disk-low": "the disk of the database is nearly full",
  "disk-full": "the disk of the database is full",
};

export const HEALTH_ROUTES = [
  route({
    method: "GET",
    path: "/healthz",
    right: "anyone",
    summary: "Whether the process answers, and how many walls it serves",
    answer: Type.Object({ ok: Type.Literal(true), screens: Type.Integer() }),
    examples: [{ what: "Health" }],
    async run({ live, watching }: HealthNeeds) {
      // Alive without the database too; then only its own screens are known.
      const all = await watching.list().catch(live.watching);
      return { ok: true as const, screens: all.length };
    },
  }),
  route({
    method: "GET",
    path: "/readyz",
    right: "anyone",
    summary: "Whether the database answers and has space for events, and what is about to go wrong",
    answer: Type.Object({
      ok: Type.Literal(true),
      degraded: Type.Optional(
        Type.Array(Type.String(), { description: "what a person must mend; absent: nothing" }),
      ),
    }),
    faults: ["unavailable", "disk-full"],
    examples: [{ what: "Readiness" }],
    run: async ({ store, warnings }: HealthNeeds) => {
      store.requireSpace();
      await store.run("ping");
      const degraded = warnings().map(({ kind }) => DEGRADED[kind]);
      return { ok: true as const, ...(degraded.length > 0 ? { degraded } : {}) };
    },
  }),
];

const html = { "text/html": "A page of the dashboard." };
const page = { method: "GET", answer: null, replies: html, isPage: true } as const;

/** What browsers open. */
export const PAGE_ROUTES = [
  route({
    ...page,
    path: "/",
    right: "anyone",
    summary: "The first scene",
    run: ({ basePath }: PageNeeds) => new Reply({ Location: `${basePath}/wall/${SCENES[0]}` }, "", 302),
  }),
  route({
    ...page,
    path: "/wall",
    right: "anyone",
    summary: "A wall with a name",
    run: ({ pages }: PageNeeds, { request }) => pages.page(request.url ?? "/"),
  }),
  route({
    ...page,
    path: "/wall/:scene",
    right: "anyone",
    summary: "A wall that shows one scene",
    params: Type.Object({ scene: oneOf(SCENES) }),
    run: ({ pages }: PageNeeds, { request }) => pages.page(request.url ?? "/"),
  }),
  route({
    ...page,
    path: "/screens",
    right: "here",
    summary: "The page of screens",
    run: ({ pages }: PageNeeds, { request }) => pages.page(request.url ?? "/"),
  }),
];

export const DOCUMENT_ROUTES = [
  route({
    method: "GET",
    path: "/v1/openapi.json",
    right: "anyone",
    isConstant: true,
    summary: "This document (OpenAPI 3.1)",
    answer: Type.Object({}, { additionalProperties: true }),
    examples: [{ what: "The document" }],
    run: ({ openapi }: PageNeeds) => openapi(),
  }),
  route({
    ...page,
    path: "/docs",
    right: "anyone",
    isConstant: true,
    summary: "A page of the API's document",
    run: ({ pages }: PageNeeds) => pages.built("docs/docs.html"),
  }),
  route({
    method: "GET",
    path: "/notices",
    right: "anyone",
    isConstant: true,
    summary: "What is shipped under which licence, with the licences' texts: a page",
    answer: null,
    replies: { "text/html": "The page." },
    examples: [{ what: "The notices" }],
    run: ({ pages }: PageNeeds) => pages.built("notices.html"),
  }),
];
