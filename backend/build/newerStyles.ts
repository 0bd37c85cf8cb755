import type { Identifier } from "@mdn/browser-compat-data";
import postcss, { type AtRule, type Declaration, type Rule } from "postcss";
import { childrenOf, compatData, OLDEST, sinceOf } from "./compat.ts";
import type { Newer } from "./newer.ts";

/** The units of a viewport whose bars come and go, and those of a container, by the tables' names. */
const UNITS: [RegExp, string][] = [
  [/\dd(vh|vw|vi|vb|vmin|vmax)\b/, "viewport_percentage_units_dynamic"],
  [/\ds(vh|vw|vi|vb|vmin|vmax)\b/, "viewport_percentage_units_small"],
  [/\dl(vh|vw|vi|vb|vmin|vmax)\b/, "viewport_percentage_units_large"],
  [/\dcq(w|h|i|b|min|max)\b/, "container_query_length_units"],
  [/\d(lh|rlh|cap|rcap|ic|ric|rex|rch)\b/, ""],
];

type Css = Record<"properties" | "selectors" | "types" | "at-rules", Identifier>;
let css: Css | undefined;

/** All functions of values, with the first Chromium that has each. */
let functions: Map<string, number> | undefined;

/**
 * What a style sheet has that Chromium 87 has not. A declaration that follows an older one of the same property is
 * none: an older browser keeps that one.
 */
export function newerInStyles(sheet: string): Newer[] {
  css ??= compatData().css as unknown as Css;
  functions ??= functionsOf(css.types);
  const found = new Map<string, number>();
  const note = (what: string, since: number | null | undefined) => {
    if (since && since > OLDEST) found.set(what, since);
  };
  const root = postcss.parse(sheet);
  root.walkAtRules((rule) => lookAtRule(rule, css!["at-rules"], note));
  root.walkRules((rule) => lookAtSelector(rule, css!.selectors, note));
  root.walkDecls((declaration) => {
    const newer = newerInDeclaration(declaration, css!, functions!);
    const isFallen = newer.length > 0 && hasOlder(declaration);
    if (!isFallen) for (const { what, since } of newer) note(what, since);
  });
  return [...found].map(([what, since]) => ({ what, since }));

  /** Does an earlier declaration of the rule stand in for it? */
  function hasOlder(declaration: Declaration): boolean {
    for (let before = declaration.prev(); before; before = before.prev())
      if (before.type === "decl" && before.prop === declaration.prop)
        return newerInDeclaration(before, css!, functions!).length === 0;
    return false;
  }
}

type Note = (what: string, since: number | null | undefined) => void;

function lookAtRule({ name, params }: AtRule, tables: Identifier, note: Note) {
  const rule = tables[name] as Identifier | undefined;
  note(`@${name}`, sinceOf(rule));
  if (name !== "media") return;
  for (const [feature] of params.matchAll(/(?<=\()[a-z-]+/g)) {
    const since = sinceOf(rule?.[feature.replace(/^(min|max)-/, "")] as Identifier);
    note(`@media (${feature})`, since);
  }
  if (/[<>]/.test(params)) note(`@media ${params}`, sinceOf(rule?.range_syntax as Identifier));
}

function lookAtSelector({ selector, parent }: Rule, tables: Identifier, note: Note) {
  for (const [, name] of selector.matchAll(/(?<!\\)::?([a-z-]+)/g))
    note(`:${name}`, sinceOf(tables[name!] as Identifier));
  if (/:not\([^()]*(\([^()]*\)[^()]*)*[, >+~][^()]*\)/.test(selector))
    note(":not(a, b)", sinceOf((tables.not as Identifier).selector_list as Identifier));
  if (selector.includes("&") || parent?.type === "rule") note("&", sinceOf(tables.nesting as Identifier));
}

function newerInDeclaration(
  { prop, value, parent }: Declaration,
  { properties, types }: Css,
  functions: ReadonlyMap<string, number>,
): Newer[] {
  if (prop.startsWith("--") || (parent?.type === "atrule" && (parent as AtRule).name === "font-face"))
    return [];
  const found: [string, number | null | undefined][] = [];
  const property = properties[prop] as Identifier | undefined;
  found.push([prop, sinceOf(property)]);
  const plain = value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)/g, "");
  const words = plain.match(/(?<![\w#.-])[a-z][a-z-]*(?![\w(-])/g) ?? [];
  const pairs = words.slice(1).map((word, at) => `${words[at]}_${word}`);
  for (const word of [...words, ...pairs])
    found.push([`${prop}: ${word.replace("_", " ")}`, sinceOf(property?.[word] as Identifier)]);
  const isFlex = (parent as Rule).nodes.some(
    (each) => each.type === "decl" && each.prop === "display" && /flex/.test(each.value),
  );
  const flex = (property?.context_flex ?? property?.flex_context) as Identifier | undefined;
  if (isFlex)
    for (const word of words)
      found.push([`${prop}: ${word} in flex`, sinceOf(flex?.[`${word}_in_flex`] as Identifier)]);
  for (const [, name] of plain.matchAll(/([a-z][a-z-]*)\(/g)) found.push([`${name}()`, functions.get(name!)]);
  for (const [unit, name] of UNITS) {
    const [, which] = unit.exec(plain) ?? [];
    const length = types.length as Identifier;
    if (which) found.push([`${prop}: ${value}`, sinceOf(length[name || which] as Identifier)]);
  }
  return found.flatMap(([what, since]) => (since && since > OLDEST ? [{ what, since }] : []));
}

function functionsOf(types: Identifier): Map<string, number> {
  const all = new Map<string, number>();
  const collect = (node: Identifier) => {
    for (const [name, child] of childrenOf(node)) {
      const since = sinceOf(child);
      if (since !== null) all.set(name, Math.min(since, all.get(name) ?? Number.POSITIVE_INFINITY));
      collect(child);
    }
  };
  collect(types);
  return all;
}
