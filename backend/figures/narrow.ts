import { DIMENSION_OF, type Scope } from "#wire/access.ts";
import type { Question } from "#wire/figures.ts";
import { Fault } from "../kit/fault.ts";
import { CELLS, KINDS, type Kind } from "../store/cells.ts";
import { METRICS } from "./registry.ts";

declare const mark: unique symbol;

/**
 * A question that has been narrowed to a scope. Only `narrow` makes one, and the readers of the database take nothing
 * else: the compiler refuses a plain question there.
 */
export interface Narrowed extends Question {
  by: readonly string[];
  only: Readonly<Record<string, readonly string[]>>;
  readonly [mark]: true;
}

type Only = Record<string, readonly string[]>;

/** The allowed values of each dimension that a scope limits. */
function limitsOf(scope: Scope): Only {
  const limits: Only = {};
  for (const [name, dimension] of Object.entries(DIMENSION_OF)) {
    const values = scope[name as keyof Scope];
    if (values !== null) limits[dimension] = values;
  }
  return limits;
}

/**
 * Narrows a question to a scope: each limited dimension keeps the values that are both asked for and allowed. If none
 * remain, the answer counts nothing. Throws `forbidden` for a metric whose cells lack a limited dimension, and names what
 * can be asked instead: such cells cannot be split by the limit.
 * @param question its metrics exist
 */
export function narrow(question: Question, scope: Scope): Narrowed {
  const limits = limitsOf(scope);
  for (const id of question.metrics) requireWithin(id, METRICS.get(id)!.cells, limits);
  const only: Only = { ...question.only };
  for (const [dimension, allowed] of Object.entries(limits)) {
    const asked = only[dimension];
    only[dimension] = asked ? asked.filter((value) => allowed.includes(value)) : allowed;
  }
  return { ...question, by: question.by ?? [], only } as Narrowed;
}

/** The banks whose freezes may be listed one by one; null: all. Throws `forbidden` as `narrow` does. */
export function banksWithin(scope: Scope): readonly string[] | null {
  requireWithin("the list of unanswered freezes", "freezes", limitsOf(scope));
  return scope.banks;
}

const hasAll = (kind: Kind, dimensions: readonly string[]) =>
  dimensions.every((dimension) => dimension in CELLS[kind].dimensions);

function requireWithin(what: string, kind: Kind, limits: Only) {
  const dimensions = Object.keys(limits);
  const missing = dimensions.filter((dimension) => !hasAll(kind, [dimension]));
  if (missing.length === 0) return;
  const limited = dimensions.map((dimension) => `${dimension} ${limits[dimension]!.join(", ") || "(none)"}`);
  const known = KINDS.filter((each) => hasAll(each, dimensions)).map((each) => `${each}.…`);
  throw new Fault(
    "forbidden",
    `${what}: is not counted by ${missing.join(" and ")}, and your access is limited to ${limited.join("; ")}. ${
      known.length > 0
        ? `You can ask for ${known.join(", ")}`
        : "Nothing is counted by all of them: let an administrator change the limit"
    }`,
  );
}
