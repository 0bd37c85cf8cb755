import { parseAst } from "vite";
import { type Newer, type Node, walk } from "./newer.ts";

/** Syntax that Chromium 87 does not read, and the Chromium that first does (MDN's tables). */
const SYNTAX: { what: string; since: number; is(node: Node, isTop: boolean): boolean }[] = [
  {
    what: "await outside a function",
    since: 89,
    is: ({ type, await: isAwaiting }, isTop) => isTop && (type === "AwaitExpression" || isAwaiting === true),
  },
  { what: "a static block of a class", since: 94, is: ({ type }) => type === "StaticBlock" },
  {
    what: "#field in an object",
    since: 91,
    is: ({ type, left }) => type === "BinaryExpression" && (left as Node).type === "PrivateIdentifier",
  },
  { what: "using", since: 134, is: ({ kind }) => /using$/.test(String(kind)) },
  {
    what: "attributes of an import",
    since: 123,
    is: ({ type, attributes, options }) =>
      /^(Im|Ex)port/.test(type) && [attributes ?? [], options ?? []].flat().length > 0,
  },
  {
    what: "a string as the name of an export",
    since: 88,
    is: ({ type, exported }) => /^Export/.test(type) && (exported as Node | null)?.type === "Literal",
  },
];

/** The syntax in a file that Chromium 87 does not read: the bundler lowers most, and lets some through. */
export function newerSyntaxIn(code: string): Newer[] {
  const found = new Set<(typeof SYNTAX)[number]>();
  let functions: Node | null = null;
  walk(parseAst(code, { lang: "js", sourceType: "module" }) as unknown as Node, (node) => {
    const isTop = functions === null || (node.start as number) >= (functions.end as number);
    if (isTop) functions = /Function|^MethodDefinition/.test(node.type) ? node : null;
    for (const each of SYNTAX) if (each.is(node, isTop)) found.add(each);
  });
  return [...found].map(({ what, since }) => ({ what, since }));
}
