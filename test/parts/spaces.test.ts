/** What the compiler of Svelte drops is missing on the page. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../backend/build/root.ts";

it("no block begins with a space that stands between what is before it and its first word: it would be dropped", () => {
  const dashboard = join(root, "dashboard");
  const files = readdirSync(dashboard, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".svelte"),
  );
  expect(files.length).toBeGreaterThan(100);
  const dropped = files.flatMap((file) =>
    readFileSync(join(dashboard, file), "utf8")
      .split("\n")
      .flatMap((line, place) => (/\S\{#(if|each)[^}]*\} ·/.test(line) ? [`${file}:${place + 1}`] : [])),
  );
  expect(dropped).toEqual([]);
});
