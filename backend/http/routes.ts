import { Type } from "@sinclair/typebox";
import { SCENES } from "#wire/scenery.ts";
import { oneOf } from "#wire/schema.ts";
import { Fault } from "../kit/fault.ts";
import { Reply, route } from "./route.ts";

export interface PageNeeds {
  pages: { page(url: string): Promise<Reply>; built(file: string): Reply };
  openapi(): object;
  /** The path under which browsers find the pages; empty: the root. */
  basePath: string;
  /** Null: this is no demo. */
  mailbox: unknown;
}

const html = { "text/html": "A page of the dashboard." };
const page = { method: "GET", answer: null, replies: html, isPage: true } as const;

const PAGES = [
  ...([
    "/alerts",
    "/rota",
    "/sla",
    "/targets",
    "/explore",
    "/moment",
    "/screens",
    "/embeds",
    "/pair",
    "/sources",
    "/people",
    "/audit",
    "/health",
    "/reports",
    "/reports/check",
  ] as const),
  ...(["/sign-in", "/link", "/account", "/embed"] as const),
] as const;

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
    path: "/alerts/outbox",
    right: "anyone",
    summary: "What a demo has sent to whom; only in a demo",
    faults: ["not-found"],
    run: ({ pages, mailbox }: PageNeeds, { request }) => {
      if (!mailbox) throw new Fault("not-found", "only a demo keeps what it sends");
      return pages.page(request.url ?? "/");
    },
  }),
  // These pages hold no data: what they show comes by routes that require a right.
  ...PAGES.map((path) =>
    route({
      ...page,
      path,
      right: "anyone",
      summary: `The page ${path}`,
      run: ({ pages }: PageNeeds, { request }) => pages.page(request.url ?? "/"),
    }),
  ),
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
