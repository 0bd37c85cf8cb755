import { parseAst } from "vite";
import { type BuiltIn, builtIns, compatData, newerIntlOptions, OLDEST } from "./compat.ts";

/** Something that the oldest browser does not have, and the Chromium that has it first. */
export interface Newer {
  what: string;
  since: number;
}

interface Tables {
  /** Newer globals and members of globals: `structuredClone`, `Array.fromAsync`. */
  named: Map<string, number>;
  /** Names that only newer members of instances have, with the oldest of these: `findLast`. */
  members: Map<string, BuiltIn>;
  intlOptions: Map<string, Map<string, number>>;
}

let tables: Tables | undefined;

function readTables(): Tables {
  const data = compatData();
  const all = builtIns(data);
  const newer = all.filter(({ since }) => since > OLDEST);
  const old = all.filter(({ since }) => since <= OLDEST);
  const oldGlobals = new Set(old.filter(({ member }) => member === null).map(({ of }) => of));
  const oldMembers = new Set(old.flatMap(({ member }) => member ?? []));
  const named = new Map(newer.map(({ of, member, since }) => [member ? `${of}.${member}` : of, since]));
  // An instance of a newer interface cannot be had without a newer name; but every iterator is an `Iterator`.
  const members = new Map<string, BuiltIn>();
  for (const each of newer.sort((a, b) => a.since - b.since)) {
    const { of, member, isStatic } = each;
    if (isStatic || member === null || oldMembers.has(member) || members.has(member)) continue;
    if (oldGlobals.has(of) || of === "Iterator") members.set(member, each);
  }
  return { named, members, intlOptions: newerIntlOptions(data) };
}

/** A node of a script, as ESTree has it. */
export interface Node {
  type: string;
  [field: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string";

/** Flags of regular expressions: ES2022's `d` (Chromium 90), ES2024's `v` (112). */
const REGEXP_FLAGS: Record<string, number> = { d: 90, v: 112 };

/**
 * The built-ins in a module's code that Chromium 87 does not have. A member is known by its name, so one that an older
 * interface also has is not found; and a name of our own that is also a newer built-in's is found.
 */
export function newerIn(code: string): Newer[] {
  tables ??= readTables();
  const { named, members, intlOptions } = tables;
  const found = new Map<string, number>();
  const used = new Map<string, number>();
  const declared = new Set<string>();

  function look(node: Node, parent: Node | null, field: string) {
    if (node.type === "MemberExpression") {
      const member = nameOf(node);
      const whole = pathOf(node);
      const since = whole === null ? undefined : named.get(whole);
      if (since !== undefined) found.set(whole!, since);
      else if (member !== null && members.has(member)) {
        const { of, since, isOfLanguage } = members.get(member)!;
        // What arrays and strings have are methods; `at` is also a field of ours.
        if (!isOfLanguage || (parent?.type === "CallExpression" && field === "callee"))
          found.set(`${of}.prototype.${member}`, since);
      }
    }
    if (node.type === "Identifier" && isUse(parent, field)) {
      const since = named.get(String(node.name));
      if (since !== undefined) used.set(String(node.name), since);
    }
    if (isDeclaring(parent, field)) for (const name of namesIn(node)) declared.add(name);
    if (node.type === "NewExpression" || node.type === "CallExpression") lookAtCall(node);
    const regex = node.regex as { flags: string } | undefined;
    if (regex) lookAtFlags(regex.flags);
  }
  function lookAtCall({ callee, arguments: given }: Node) {
    const name = pathOf(callee as Node);
    const [first, second] = given as Node[];
    if (name === "RegExp" && typeof second?.value === "string") lookAtFlags(second.value);
    const options = name === null ? undefined : intlOptions.get(name);
    for (const { key } of (options && (second?.properties as { key?: Node }[])) ?? []) {
      const since = options!.get(String(key?.name ?? key?.value));
      if (first && since !== undefined) found.set(`${name} { ${key!.name ?? key!.value} }`, since);
    }
  }
  function lookAtFlags(flags: string) {
    for (const [flag, since] of Object.entries(REGEXP_FLAGS))
      if (flags.includes(flag)) found.set(`the flag ${flag} of a regular expression`, since);
  }
  walk(parseAst(code, { lang: "js", sourceType: "module" }) as unknown as Node, look);
  for (const [name, since] of used) if (!declared.has(name)) found.set(name, since);
  return [...found].map(([what, since]) => ({ what, since }));
}

/** Looks at a node and at all below it, in the order of the script. */
export function walk(node: Node, look: (node: Node, parent: Node | null, field: string) => void) {
  const visit = (each: Node, parent: Node | null, field: string) => {
    look(each, parent, field);
    for (const [name, value] of Object.entries(each))
      for (const child of [value].flat()) if (isNode(child)) visit(child, each, name);
  };
  visit(node, null, "");
}

/** The name of a member, if it is written in the code. */
function nameOf({ computed, property }: Node): string | null {
  const { name, value } = property as Node;
  if (!computed) return typeof name === "string" ? name : null;
  return typeof value === "string" ? value : null;
}

/** `Intl.NumberFormat` of a member that is written out; null: of something computed. */
function pathOf(node: Node): string | null {
  if (node.type === "Identifier") return String(node.name);
  if (node.type !== "MemberExpression") return null;
  const of = pathOf(node.object as Node);
  const member = nameOf(node);
  if (of === null || member === null) return null;
  return ["globalThis", "window", "self"].includes(of) ? member : `${of}.${member}`;
}

const isDeclaring = (parent: Node | null, field: string) =>
  field === "id" ||
  field === "params" ||
  field === "local" ||
  (parent?.type === "CatchClause" && field === "param");

/** A use of a variable: no name of a member or of a field, and no question whether it exists. */
function isUse(parent: Node | null, field: string): boolean {
  if (!parent || isDeclaring(parent, field)) return false;
  if (parent.type === "UnaryExpression" && parent.operator === "typeof") return false;
  return (field !== "property" && field !== "key") || parent.computed === true;
}

/** The names that a pattern declares. */
function namesIn(pattern: Node): string[] {
  if (pattern.type === "Identifier") return [String(pattern.name)];
  const inner = [pattern.properties, pattern.elements, pattern.value, pattern.argument, pattern.left].flat();
  return inner.filter(isNode).flatMap(namesIn);
}
