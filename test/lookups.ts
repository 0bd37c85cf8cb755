import ts from "typescript";
import { root } from "../backend/build/root.ts";

/** A value of an object that is looked up by a text. */
export interface Lookup {
  file: string;
  text: string;
}

/**
 * The lookups by a text in plain objects, in files of TypeScript. Of a plain object `constructor` and `toString` are
 * found too, so its key must be ours; any other belongs into a Map, an object without a prototype, or behind Object.hasOwn.
 * @param texts of files that are read instead of those on the disk
 */
export function lookupsIn(
  files: readonly string[],
  texts: ReadonlyMap<string, string> = new Map(),
): Lookup[] {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  const planted = new Map([...texts].map(([file, text]) => [`${root}/${file}`, text]));
  host.readFile = (file) => planted.get(file) ?? readFile(file);
  host.fileExists = (file) => planted.has(file) || fileExists(file);
  const program = ts.createProgram(
    files.map((file) => `${root}/${file}`),
    options,
    host,
  );
  const checker = program.getTypeChecker();
  const found: Lookup[] = [];

  /** Any text: a union of literals is checked by the compiler, and `x@today` has no namesake in a prototype. */
  const isText = (type: ts.Type): boolean =>
    type.isUnion() ? type.types.some(isText) : (type.flags & (ts.TypeFlags.String | ts.TypeFlags.Any)) !== 0;

  function hasNoPrototype(object: ts.Expression): boolean {
    const declared = checker.getSymbolAtLocation(object)?.valueDeclaration;
    return (
      declared !== undefined &&
      ts.isVariableDeclaration(declared) &&
      declared.initializer?.getText() === "Object.create(null)"
    );
  }

  function isAskedBefore(object: string, key: string, node: ts.Node): boolean {
    for (let at = node.parent; at && !ts.isFunctionDeclaration(at); at = at.parent) {
      const condition = ts.isConditionalExpression(at)
        ? at.condition
        : ts.isIfStatement(at)
          ? at.expression
          : null;
      const asked = condition?.getText() ?? "";
      // The second for what runs in the oldest browsers.
      if (asked.includes(`Object.hasOwn(${object}, ${key})`)) return true;
      if (asked.includes(`Object.keys(${object}).includes(${key})`)) return true;
    }
    return false;
  }

  function visit(node: ts.Node, file: string) {
    ts.forEachChild(node, (child) => visit(child, file));
    if (!ts.isElementAccessExpression(node)) return;
    const { expression: object, argumentExpression: key } = node;
    const isCast = ts.isAsExpression(key) && isText(checker.getTypeAtLocation(key.expression));
    if (!isCast && !isText(checker.getTypeAtLocation(key))) return;
    const name = (isCast ? key.expression : key).getText();
    if (hasNoPrototype(object) || isAskedBefore(object.getText(), name, node)) return;
    found.push({ file, text: node.getText() });
  }

  for (const file of files) visit(program.getSourceFile(`${root}/${file}`)!, file);
  return found;
}
