import { resolve } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  plugins: [svelte()],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/build.ts",
    setupFiles: "test/alerts/setup.ts",
    // Each file that needs the program starts its own with its own database, which may take seconds.
    pool: "forks",
    maxWorkers: 2,
    // The files of a process share what they import, and what V8 has compiled of it and of the engine: a quarter of all work.
    isolate: false,
    testTimeout: 60_000,
    // A browser may hang once on a busy machine; a real fault fails twice.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
    // jsonl for the count that CI prints, the default for people.
    reporters: process.env.CI
      ? ["default", ["json", { outputFile: "test-results/report.json" }]]
      : ["default"],
  },
});
