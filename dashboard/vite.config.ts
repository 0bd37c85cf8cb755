import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { OLDEST } from "../backend/build/compat.ts";
import { oldest } from "../backend/build/oldest.ts";

/**
 * Writes the build's id into `<meta name="build">`: file names carry the hash of their content, so the
 * hash of the names is the hash of everything. The server reads it there and sends it in each snapshot, and a screen
 * that runs another build reloads. Under `vite dev` the id is "dev".
 */
function buildId(): Plugin {
  return {
    name: "build-id",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const names = Object.keys(bundle ?? {}).sort();
        const id = bundle ? createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 16) : "dev";
        return [{ tag: "meta", attrs: { name: "build", content: id }, injectTo: "head" }];
      },
    },
  };
}

/** Under `vite dev` the page of parts has its own path, which the server does not have. */
function partsPage(): Plugin {
  return {
    name: "parts-page",
    configureServer(vite) {
      vite.middlewares.use("/parts", async (request, response, next) => {
        // The sources of the parts are below the same path.
        if (!/^\/(\?|$)/.test(request.url ?? "")) return next();
        const html = readFileSync(resolve(root, "index.html"), "utf8");
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(await vite.transformIndexHtml(`/parts${request.url}`, html));
      });
    },
  };
}

const root = import.meta.dirname;

/** Comments and indents are for who reads the source: the document that is sent has none. */
const tightDocument: Plugin = {
  name: "tight-document",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (html) => html.replace(/<!--.*?-->/gs, "").replace(/^\s*(\/\/.*)?\n?/gm, ""),
  },
};

/** Service workers: of walls, and of alerts. */
const WORKERS = ["worker", "push"];

/** Writes the folders of the packages in the bundle, for the notices: modules, fonts and styles. */
function bundledPackages(): Plugin {
  return {
    name: "bundled-packages",
    apply: "build",
    generateBundle(_options, bundle) {
      const assets = Object.values(bundle).flatMap((file) =>
        file.type === "asset" ? file.originalFileNames : [],
      );
      const folders = new Set<string>();
      for (const file of [...this.getModuleIds(), ...assets]) {
        const [folder] = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
        if (folder) folders.add(folder);
      }
      writeFileSync(resolve(root, "../dist/bundled.json"), JSON.stringify([...folders].sort()));
    },
  };
}

export default defineConfig({
  root,
  base: "/",
  // Files name each other relative to themselves: only the page has a path, and the server knows which.
  experimental: {
    renderBuiltUrl: (_file, { hostType }) => (hostType === "html" ? undefined : { relative: true }),
  },
  plugins: [svelte(), oldest(), buildId(), tightDocument, partsPage(), bundledPackages()],
  // `#wire/*` is outside the root.
  server: { fs: { allow: [resolve(root, "..")] } },
  build: {
    outDir: resolve(root, "../dist/dashboard"),
    emptyOutDir: true,
    // Walls run the browser that is built into the panel; pages are opened in others too.
    target: [`chrome${OLDEST}`, "firefox114", "safari16.4"],
    rolldownOptions: {
      // Svelte's compiler takes most of the time, and nothing is to be done about it.
      checks: { pluginTimings: false },
      input: {
        main: resolve(root, "index.html"),
        worker: resolve(root, "wall/worker.ts"),
        push: resolve(root, "alerts/push.worker.ts"),
      },
      output: {
        // The address of a service worker must stay the same: a browser looks for its changes there.
        entryFileNames: ({ name }) => (WORKERS.includes(name) ? "[name].js" : "assets/[name]-[hash:7].js"),
        // 42 bits tell the builds of a file apart. Every page loads the list of all names, which no compression shortens.
        chunkFileNames: "assets/[name]-[hash:7].js",
        assetFileNames: "assets/[name]-[hash:7][extname]",
        // What is loaded together anyway is one file: each one more has its name in that list.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: "situation",
              test: /dashboard\/(figures\/(freshness|countdown|judgement|warnings)|wall\/situation)\.ts$/,
            },
            { name: "figures", test: /dashboard\/figures\/[A-Z]\w+\.svelte/ },
            { name: "values", test: /backend\/charts\/(values|panel|scale)\.ts$/ },
          ],
        },
      },
    },
    // ECharts alone is larger than the limit.
    chunkSizeWarningLimit: 800,
  },
});
