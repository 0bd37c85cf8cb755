/** What a document of proofs refers to: tests by their titles, headings of documents. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../backend/build/root.ts";

export const read = (path: string) => readFileSync(join(root, path), "utf8");

/** What a row refers to: a test by its title, or a heading of a document. */
export const referred = (by: string) =>
  [...by.matchAll(/`([\w./-]+\.(?:test\.ts|md))` "([^"]+)"/g)].map(([, file, title]) => ({
    file: file!,
    title: title!,
  }));

/** The titles of a test file's tests and groups, and the rows of their tables (`what`, `point`), as they are written. */
const titlesOf = (() => {
  const known = new Map<string, Set<string>>();
  return (file: string): Set<string> => {
    const found = known.get(file) ?? readTitles(file);
    known.set(file, found);
    return found;
  };
})();

function readTitles(file: string): Set<string> {
  const titles = new Set<string>();
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  /** The name that a call begins with: `it` of `it.each(…)(…)`. */
  function nameOf(node: ts.Expression): string {
    if (ts.isIdentifier(node)) return node.text;
    return ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) ? nameOf(node.expression) : "";
  }
  function add(title: ts.Expression | undefined) {
    if (title && ts.isStringLiteralLike(title)) titles.add(title.text);
    else if (title && ts.isTemplateExpression(title)) titles.add(title.getText().slice(1, -1));
  }
  function walk(node: ts.Node) {
    if (ts.isCallExpression(node) && ["it", "describe"].includes(nameOf(node.expression)))
      add(node.arguments[0]);
    if (ts.isPropertyAssignment(node) && ["what", "point"].includes(node.name.getText()))
      add(node.initializer);
    ts.forEachChild(node, walk);
  }
  walk(source);
  return titles;
}

export function isThere({ file, title }: { file: string; title: string }): boolean {
  const path = file.startsWith("backend/") ? file : `test/${file}`;
  if (!existsSync(join(root, path))) return false;
  return file.endsWith(".md")
    ? new RegExp(`^##? ${title}$`, "m").test(read(path))
    : titlesOf(path).has(title);
}
