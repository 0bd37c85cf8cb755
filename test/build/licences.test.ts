import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notAllowed, noticesPage, shippedFrom } from "../../backend/build/licences.ts";
import { root } from "../../backend/build/root.ts";

const bundled = JSON.parse(readFileSync(join(root, "dist/bundled.json"), "utf8")) as string[];

describe("what is shipped", () => {
  const shipped = shippedFrom(root, bundled);
  const names = shipped.map(({ name }) => name);
  it.each([
    ["a package that the server needs", "express"],
    ["one that another one needs", "qs"],
    ["one in the dashboard's bundle", "echarts"],
    ["one that a bundled one needs", "zrender"],
    ["the font", "@fontsource/ibm-plex-sans-thai"],
    ["the reports' font", "Sarabun, as Sarabun WR"],
    ["the font of their headings", "IBM Plex Sans Thai, as WR Sans Thai"],
    ["what makes their PDF", "@myriaddreamin/typst-ts-node-compiler"],
    ["the map", "@svg-maps/thailand"],
    ["the page of the API", "swagger-ui-dist"],
    ["the embedded database", "PostgreSQL"],
    ["its time series", "TimescaleDB, community edition"],
    ["the common passwords", "SecLists"],
  ])("has %s: %s", (_what, name) => {
    expect(names).toContain(name);
  });
  it("has nothing that only development needs", () => {
    for (const name of ["vitest", "typescript", "pdfjs-dist", "playwright-core", "@redocly/cli"])
      expect(names).not.toContain(name);
  });
  it("has only licences of the list", () => {
    expect(notAllowed(shipped)).toEqual([]);
  });
});

describe("a package", () => {
  it.each<[unknown, boolean]>([
    ["MIT", true],
    ["(MIT OR GPL-3.0-only)", true],
    ["MIT AND ISC", true],
    ["MIT AND GPL-3.0-only", false],
    ["GPL-3.0-only", false],
    ["constructor", false],
    [undefined, false],
    [{ type: "MIT" }, true],
  ])("with the licence %j may be shipped: %s", (license, isAllowed) => {
    const folder = mkdtempSync(join(tmpdir(), "licences-"));
    const planted = join(folder, "node_modules/planted");
    mkdirSync(planted, { recursive: true });
    writeFileSync(
      join(planted, "package.json"),
      JSON.stringify({ name: "planted", version: "1.0.0", license }),
    );
    writeFileSync(
      join(folder, "package-lock.json"),
      JSON.stringify({ packages: { "node_modules/planted": {} } }),
    );
    const others = notAllowed(shippedFrom(folder, []));
    rmSync(folder, { recursive: true });
    expect(others.map(({ name }) => name)).toEqual(isAllowed ? [] : ["planted"]);
  });
});

it("a licence's text cannot put anything else into the page", () => {
  const page = noticesPage([
    { name: "x", version: "1", licence: "MIT", what: "y", text: "<script>alert(1)</script>" },
  ]);
  expect(page).not.toContain("<script");
});
