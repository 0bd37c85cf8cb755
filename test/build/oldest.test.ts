import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import { OLDEST } from "../../backend/build/compat.ts";
import { newerIn } from "../../backend/build/newer.ts";
import { newerInStyles } from "../../backend/build/newerStyles.ts";
import { newerSyntaxIn } from "../../backend/build/newerSyntax.ts";
import { ALLOWED, oldest, scopedByClasses } from "../../backend/build/oldest.ts";
import { root } from "../../backend/build/root.ts";

const ASSETS = join(root, "dist/dashboard/assets");
const textsOf = (end: string) =>
  readdirSync(ASSETS)
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(join(ASSETS, name), "utf8"));

describe("what is built for walls", () => {
  it("has nothing that Chromium 87 has not, but for what is allowed; and nothing is allowed that it has not", () => {
    const found = [
      ...textsOf(".js").flatMap((text) => [...newerIn(text), ...newerSyntaxIn(text)]),
      ...textsOf(".css").flatMap((text) => newerInStyles(text)),
    ];
    // Names that are shortened in the bundle have their own in the modules that the build looks at.
    const said = new Set([...found.map(({ what }) => what), "Scheduler"]);
    expect([...said].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it("names the oldest browser in the documents and on the page that an older one shows", () => {
    expect(readFileSync(join(root, "backend", "screens", "README.md"), "utf8")).toContain(
      `Chromium ${OLDEST} `,
    );
    const [, th, en] = /<p>(.*?)<\/p>.*?<p lang="en">(.*?)<\/p>/s.exec(
      readFileSync(join(root, "dist/dashboard/index.html"), "utf8"),
    )!;
    expect(th).toMatch(new RegExp(`Chromium\\s+รุ่น ${OLDEST} `));
    expect(en).toContain(`Chromium ${OLDEST} `);
  });
});

/** Builds one module as the dashboard is built. */
const buildOf = (code: string) =>
  build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      oldest(),
      {
        name: "planted",
        resolveId: (id) => (id.startsWith("planted.") ? `\0${id}` : null),
        load: (id) => (id === "\0planted.js" ? code : id === "\0planted.css" ? code : null),
      },
    ],
    build: { write: false, target: `chrome${OLDEST}`, rollupOptions: { input: "planted.js" } },
  });

describe("a build fails with", () => {
  it.each([
    [
      "a method that is newer",
      "window.x = [1].findLast(Boolean)",
      /prototype\.findLast, which Chromium has from 97/,
    ],
    ["a function that is newer", "window.x = Object.hasOwn({}, 'a')", /Object\.hasOwn.* 93/],
    ["syntax that cannot be lowered", "window.x = await fetch('/')", /await/i],
  ])("%s", async (_, code, says) => {
    await expect(buildOf(code)).rejects.toThrow(says);
  });
  it("nothing that the oldest browser has", async () => {
    await buildOf("window.x = [1].flatMap((one) => one?.two ?? 'a'.replaceAll('a', 'b'))");
  });
});

describe("a script is found to use", () => {
  it.each<[string, string[]]>([
    ["list.toReversed()", ["Array.prototype.toReversed"]],
    ["list.at(-1)", ["Array.prototype.at"]],
    ["point.at", []],
    ["list['findLast'](f)", ["Array.prototype.findLast"]],
    ["[...map.values().map(f)]", []],
    ["Object.hasOwn(a, b)", ["Object.hasOwn"]],
    ["globalThis.structuredClone(a)", ["structuredClone"]],
    ["window.structuredClone(a)", ["structuredClone"]],
    ["const structuredClone = f; structuredClone(a)", []],
    ["typeof structuredClone === 'function'", []],
    ["({ structuredClone: 1 })", []],
    ["AbortSignal.any([a, b])", ["AbortSignal.any"]],
    ["Promise.any([a, b])", []],
    ["Promise.withResolvers()", ["Promise.withResolvers"]],
    ["Array.fromAsync(a)", ["Array.fromAsync"]],
    ["crypto.randomUUID()", ["Crypto.prototype.randomUUID"]],
    ["element.checkVisibility()", ["Element.prototype.checkVisibility"]],
    ["a.replaceAll('a', 'b')", []],
    ["/a/d.exec(b)", ["the flag d of a regular expression"]],
    ["new RegExp(a, 'v')", ["the flag v of a regular expression"]],
    ["/a/su.exec(b)", []],
    ["new Intl.NumberFormat('th', { roundingMode: 'floor' })", ["Intl.NumberFormat { roundingMode }"]],
    ["new Intl.NumberFormat('th', { style: 'percent' })", []],
    ["new Intl.DurationFormat('th')", ["Intl.DurationFormat"]],
  ])("%s", (code, want) => {
    expect(newerIn(code).map(({ what }) => what)).toEqual(want);
  });
});

describe("the syntax of a script is found to be newer:", () => {
  it.each<[string, string[]]>([
    ["await a", ["await outside a function"]],
    ["for await (const a of b) c()", ["await outside a function"]],
    ["async function a() { await b }; (async () => { await c })(); class A { async d() { await e } }", []],
    ["const a = async () => b; await c", ["await outside a function"]],
    ["class A { static { b() } }", ["a static block of a class"]],
    ["class A { #b = 1; static c = 2; #d() {} }; a ??= b?.c ?? 1_000", []],
    ["class A { #b; c(d) { return #b in d } }", ["#field in an object"]],
    ["{ using a = b }", ["using"]],
    ["import a from 'b' with { type: 'json' }", ["attributes of an import"]],
    ["import a from 'b'; import('c')", []],
    ["const a = 1; export { a as 'b c' }", ["a string as the name of an export"]],
    ["const a = 1; export { a as b }", []],
  ])("%s", (code, want) => {
    expect(newerSyntaxIn(code).map(({ what }) => what)).toEqual(want);
  });
});

describe("a style sheet is found to use", () => {
  it.each<[string, string[]]>([
    [".a:has(.b) { color: red }", [":has"]],
    [".a:is(.b) { color: red }", [":is"]],
    [".a:not(.b, .c) { color: red }", [":not(a, b)"]],
    [".a:not(.b):not(.c) { color: red }", []],
    [".a { .b { color: red } }", ["&"]],
    [".a { overflow: clip }", ["overflow: clip"]],
    [".a { overflow: hidden; overflow: clip }", []],
    [".a { overflow: clip; overflow: hidden }", ["overflow: clip"]],
    [".a { height: 100dvh }", ["height: 100dvh"]],
    [".a { height: 100vh; height: 100dvh }", []],
    [".a { aspect-ratio: 1 }", ["aspect-ratio"]],
    [".a { inset: 0; padding-inline: 0; gap: 1px }", []],
    [".a { color: color-mix(in srgb, red, blue) }", ["color-mix()"]],
    [".a { width: calc(1cqw + 1px) }", ["width: calc(1cqw + 1px)"]],
    [".a { width: min(1px, 1vw) }", []],
    [".a { align-items: last baseline }", ["align-items: last baseline"]],
    [".a { display: flex; align-items: end }", ["align-items: end in flex"]],
    [".a { display: grid; align-items: end }", []],
    [".a { container-type: size }", ["container-type", "container-type: size"]],
    ["@container (width > 1px) { .a { color: red } }", ["@container"]],
    ["@layer a { .a { color: red } }", ["@layer"]],
    ["@media (width > 1px) { .a { color: red } }", ["@media (width > 1px)"]],
    ["@media (min-width: 1px) and (orientation: portrait) { .a { color: red } }", []],
  ])("%s", (sheet, want) => {
    expect(newerInStyles(sheet).map(({ what }) => what)).toEqual(want);
  });
});

describe("a component's styles, scoped by classes,", () => {
  it.each([
    [".a.svelte-1 {}", ".a.svelte-1.svelte-1.svelte-1 {}"],
    [".a.svelte-1 .b:where(.svelte-1) {}", ".a.svelte-1.svelte-1 .b.svelte-1 {}"],
    [
      "a.svelte-1 b:where(.svelte-1) c:where(.svelte-1):hover {}",
      "a.svelte-1 b.svelte-1 c.svelte-1:hover {}",
    ],
    ["html a::before {}", "html a:not(._):not(._)::before {}"],
    ["@keyframes a { from { top: 0 } }", "@keyframes a { from { top: 0 } }"],
  ])("keep their order: %s", (given, want) => {
    expect(scopedByClasses(given)).toBe(want);
  });
  it("are refused with more parts than they are weighed for", () => {
    expect(() => scopedByClasses(".a.svelte-1 > .b.svelte-1 > .c.svelte-1 > .d.svelte-1 {}")).toThrow(
      /more than 3/,
    );
  });
});
