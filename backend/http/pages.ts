import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import express, { type RequestHandler } from "express";
import { Fault } from "../kit/fault.ts";
import { underBase } from "./base.ts";
import { devPolicyOf, policyOf } from "./policy.ts";
import { Reply } from "./route.ts";

/** The pages that browsers get. */
export interface Pages {
  /** A screen that runs another build loads itself anew. */
  build: string;
  /** The files and folders that `assets` serves at the root, as paths. */
  files: readonly string[];
  assets: RequestHandler;
  /** The document of a page, whatever its address. */
  page(url: string): Promise<Reply>;
  /** The same document, which says that no page has this address. */
  nowhere(url: string): Promise<Reply>;
  /** A document that the build made, by its path below `dist`. Throws `not-found` when it is not built. */
  built(file: string): Reply;
  /** The files of those documents. */
  builtFiles: RequestHandler;
  close(): Promise<void>;
}

/** A browser asks each time whether it has changed. */
export const NO_CACHE = { "Cache-Control": "no-cache" };
/** For files whose name contains a hash of their content. Caches respect a year at most (RFC 9111). */
const FOR_EVER = { "Cache-Control": "public, max-age=31536000, immutable" };

const documentOf = (html: string, policy: string): Reply =>
  new Reply(
    { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, ...NO_CACHE },
    html,
  );

/** The document's script opens no page by the address then. */
const asNowhere = (html: string) => html.replace("<head>", '<head>\n    <meta name="nowhere" content="" />');

/** Serves the built dashboard; with `dev`, its sources, changed in place as they are saved. */
export async function openPages(options: {
  root: string;
  server: Server;
  dev: boolean;
  basePath: string;
  /** The pages that may show them in a frame, as in `frame-ancestors` (CSP). */
  frameAncestors: string;
}): Promise<Pages> {
  const { root, dev, basePath, frameAncestors } = options;
  if (dev && basePath)
    throw new Fault("configuration", "BASE_PATH is for the built pages: leave it out here");
  return {
    ...(dev ? await openSourcePages(options) : openBuiltPages(options)),
    built(file) {
      const path = join(root, "dist", file);
      if (!existsSync(path))
        throw new Fault("not-found", `${file} is not built; run: node backend/build/build.mjs`);
      const html = underBase(readFileSync(path, "utf8"), basePath);
      return documentOf(html, policyOf(html, frameAncestors));
    },
    builtFiles: express.static(join(root, "dist", "docs"), {
      ...ONLY_FILES,
      setHeaders: (response) => void response.set(NO_CACHE),
    }),
  };
}

/** A folder is no page, nor does its address lead to one. */
const ONLY_FILES = { index: false, redirect: false } as const;

type Dashboard = Omit<Pages, "built" | "builtFiles">;

type Options = Parameters<typeof openPages>[0];

function openBuiltPages({ root, basePath, frameAncestors }: Options): Dashboard {
  const folder = join(root, "dist", "dashboard");
  const index = join(folder, "index.html");
  if (!existsSync(index))
    throw new Fault("configuration", "the dashboard is not built; run: node backend/build/build.mjs");
  const html = readFileSync(index, "utf8");
  const build = /<meta name="build" content="([^"]*)"/.exec(html)?.[1];
  if (!build) throw new Fault("configuration", `${index} has no build id; run: node backend/build/build.mjs`);
  const page = underBase(html, basePath);
  const policy = policyOf(page, frameAncestors);
  const reply = documentOf(page, policy);
  const nowhere = documentOf(asNowhere(page), policy);
  return {
    build,
    files: readdirSync(folder).map((name) => `/${name}`),
    assets: express.static(folder, {
      ...ONLY_FILES,
      setHeaders: (response, path) =>
        void response.set(path.startsWith(join(folder, "assets")) ? FOR_EVER : NO_CACHE),
    }),
    page: async () => reply,
    nowhere: async () => nowhere,
    close: async () => {},
  };
}

async function openSourcePages({ root, server, frameAncestors }: Options): Promise<Dashboard> {
  const { createServer } = await import("vite");
  const vite = await createServer({
    configFile: join(root, "dashboard", "vite.config.ts"),
    server: { middlewareMode: true, ws: { server } },
    appType: "custom",
  });
  async function open(url: string, source: string): Promise<Reply> {
    const html = await vite.transformIndexHtml(url, source);
    return documentOf(html, devPolicyOf(html, frameAncestors));
  }
  const source = () => readFileSync(join(root, "dashboard", "index.html"), "utf8");
  return {
    build: "dev",
    files: [],
    assets: vite.middlewares,
    page: (url) => open(url, source()),
    nowhere: (url) => open(url, asNowhere(source())),
    close: () => vite.close(),
  };
}
