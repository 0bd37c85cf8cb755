// Builds what `npm start` and `npm run demo` run: the dashboard, the backend, and the template of an empty
// database, so that a first start copies one instead of making it. With --if-stale, only what is older than
// its sources.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Whoever calls: under a test runner's environment the dashboard would be built for development.
process.env.NODE_ENV = "production";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const dist = join(root, "dist");
const onlyStale = process.argv.includes("--if-stale");

/** The newest change below these paths. */
function newest(...paths) {
  return Math.max(
    ...paths.map((path) => {
      const whole = join(root, path);
      if (!statSync(whole).isDirectory()) return statSync(whole).mtimeMs;
      return Math.max(0, ...readdirSync(whole).map((name) => newest(join(path, name))));
    }),
  );
}

async function make(what, output, sources, deed) {
  const made = join(dist, output);
  if (onlyStale && existsSync(made) && statSync(made).mtimeMs >= newest(...sources)) return;
  const started = performance.now();
  await deed(made);
  console.log(`built ${what} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

mkdirSync(dist, { recursive: true });

await make(
  "the dashboard",
  "dashboard/index.html",
  [
    "dashboard",
    "backend/wire",
    "backend/calendar",
    "backend/charts",
    "backend/writing",
    "backend/build/build.mjs",
    "package-lock.json",
  ],
  async () => {
    const { build } = await import("vite");
    await build({ configFile: join(root, "dashboard", "vite.config.ts"), logLevel: "warn" });
  },
);

await make("the backend", "backend/start.js", ["backend", "package-lock.json"], async () => {
  rmSync(join(dist, "backend"), { recursive: true, force: true });
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: [
      "backend/start.ts",
      "backend/sender/send.ts",
      "backend/build/emptyDatabase.ts",
      "backend/commands/rebuild.ts",
      "backend/commands/audit.ts",
      "backend/commands/adminLink.ts",
      "backend/commands/verify.ts",
      "backend/targets/backTest.worker.ts",
      "backend/build/notices.ts",
    ],
    entryNames: "[name]",
    outdir: "dist/backend",
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
  // One file with ECharts in it: it starts at once, and ECharts need not be installed where it runs.
  await build({
    absWorkingDir: root,
    entryPoints: ["backend/pictures/draw.child.ts"],
    outdir: "dist/backend",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: ["@napi-rs/canvas"],
    logLevel: "warning",
  });
  cpSync(join(root, "backend/store/engine.worker.mjs"), join(dist, "backend/engine.worker.mjs"));
  cpSync(join(root, "backend/holidays/holidays-th.csv"), join(dist, "backend/holidays-th.csv"));
  cpSync(join(root, "backend/access/common-passwords.txt"), join(dist, "backend/common-passwords.txt"));
  for (const name of ["render.child.mjs", "report.typ", "fonts"])
    cpSync(join(root, "backend/reports", name), join(dist, "backend", name), { recursive: true });
});

if (!existsSync(join(root, "node_modules/swagger-ui-dist")))
  throw new Error("node_modules is older than package-lock.json; run: npm ci");
await make("the page of the API", "docs", ["backend/http", "backend/build", "package-lock.json"], (made) => {
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"])
    cpSync(join(root, "node_modules/swagger-ui-dist", name), join(made, name));
  for (const name of ["docs.html", "docs.js"]) cpSync(join(root, "backend/http", name), join(made, name));
  cpSync(join(root, "backend/build/notices.css"), join(made, "notices.css"));
});

await make("the notices", "notices.html", ["dashboard", "backend/build", "package-lock.json"], (made) => {
  execFileSync(process.execPath, [join(dist, "backend/notices.js"), made], { stdio: "inherit" });
});

await make(
  "the empty database",
  "template",
  ["sql/migrations", "backend/store", "package-lock.json"],
  (made) => {
    const folder = join(dist, `template.${process.pid}`);
    execFileSync(process.execPath, [join(dist, "backend/emptyDatabase.js"), folder], { stdio: "inherit" });
    rmSync(made, { recursive: true, force: true });
    renameSync(join(folder, "pg"), made);
    utimesSync(made, new Date(), new Date());
    rmSync(folder, { recursive: true });
  },
);

writeFileSync(join(dist, "README"), "Built by `node backend/build/build.mjs`; may be deleted at any time.\n");
