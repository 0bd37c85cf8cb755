import type { Cells } from "./cells.ts";

export interface Statement {
  name: string;
  text: string;
}

/**
 * Writes out a statement of `sql/` that is about a kind of cell. `{entities}` in its name stands for every kind that
 * has entities, and makes a statement of each; a name with a kind in it (`sum lines`) is about that kind. `{slicing}`
 * stands for every choice of the kind's dimensions, `nothing` among them: `sum freezes by bank+hop`. In the text
 *
 *     {entity}, {entities}                   call, calls
 *     {opening}                              offered: the slot of the event that an entity begins with
 *     {columns}                              offered, answered, …
 *     {columns: sum({column}) as {column}}   sum(offered) as offered, sum(answered) as answered, …
 *     {dimensions and: {dimension} = {only}} queue = $6 and …: the word before the colon stands between
 *
 * with the lists `slots` ({slot}, {rule}), `members` ({member}: the slots, and what is set aside), `dimensions` ({dimension},
 * {by}, {only}: parameters from $5 on) and `columns`, distributions of times included: {column}, {field}: as the events
 * spell it, {total}: sum or max, {merged}: a cell's and the new one together, {asked}: adds it up only if the parameter
 * after those of the dimensions names it, which is worked out once; and, where there is a slicing, `keys`, by which its
 * sums are told apart: `since`, and the dimensions of the slicing ({key}, {told}); {only} is a parameter from $4 on then, and
 * there is no {by}. All else is left as it stands.
 */
export function expand(
  statement: Statement,
  cells: Readonly<Record<string, Cells>>,
  parts: ReadonlyMap<string, string>,
): Statement[] {
  const kinds = Object.keys(cells);
  const { name } = statement;
  const writeOf = (kind: string) => {
    const text = insert(statement.text, cells[kind]!.aside ? [kind, "limited"] : [kind], parts);
    const slicings = name.includes("{slicing}") ? choices(Object.keys(cells[kind]!.dimensions)) : [null];
    return slicings.map((slicing) => write({ name, text }, kind, cells[kind]!, slicing));
  };
  if (name.includes("{entities}"))
    return kinds.filter((kind) => Object.keys(cells[kind]!.slots).length > 0).flatMap(writeOf);
  const kind = name.split(" ").find((word) => kinds.includes(word));
  return kind ? writeOf(kind) : [{ name, text: insert(statement.text, [], parts) }];
}

/** What stands for `{slicing}` in the name of a statement: dimensions as in the API. */
export const slicingName = (by: readonly string[]) => [...by].sort().join("+") || "nothing";

function choices<T>(all: readonly T[]): T[][] {
  const found: T[][] = [[]];
  for (const each of all) found.push(...found.map((some) => [...some, each]));
  return found;
}

/**
 * Inserts the parts `{> name}`, which may have parts themselves: a kind's own one before the one of the kinds of which
 * something may be set aside (`name limited`), and that before the one of all kinds.
 */
function insert(text: string, owners: readonly string[], parts: ReadonlyMap<string, string>): string {
  return text.replace(/\{> (\w+(?: \w+)?)\}/g, (_, name: string) => {
    const own = owners.map((owner) => `${name} ${owner}`).find((each) => parts.has(each));
    const part = parts.get(own ?? name);
    if (part === undefined) throw new Error(`there is no part ${name} in sql/`);
    return insert(part, owners, parts);
  });
}

type Words = Record<string, string>;

/** A list with what stands between its items and what is written for each: `{columns and: … {column} …}`. */
const LIST = /\{(\w+)(?: (\w+))?(?:: ((?:[^{}]|\{\w+\})+))?\}/g;

/** @param slicing null: the statement has none */
function write(
  { name, text }: Statement,
  kind: string,
  cells: Cells,
  slicing: readonly string[] | null,
): Statement {
  const words: Words = {
    entities: kind,
    entity: cells.entity,
    opening: Object.keys(cells.slots)[0] ?? "",
    ...(slicing ? { slicing: slicingName(slicing) } : {}),
  };
  const lists = listsOf(cells, slicing);
  const fill = (from: string, known: Words) =>
    from.replace(/\{(\w+)\}/g, (_, word: string) => {
      const value = known[word];
      if (value === undefined) throw new Error(`statement ${name}: ${kind} has no {${word}}`);
      return value;
    });
  const expanded = text.replace(LIST, (whole, list: string, between = "", item = "") => {
    if (!lists[list]) return item ? failed(name, list) : fill(whole, words);
    const form = item || `{${list.slice(0, -1)}}`;
    return lists[list].map((own) => fill(form, { ...words, ...own })).join(between ? ` ${between} ` : ", ");
  });
  return { name: fill(name, words), text: expanded };
}

function failed(name: string, list: string): never {
  throw new Error(`statement ${name}: there is no list ${list}`);
}

function listsOf(
  { slots, aside, dimensions, columns, highest = [], times = [] }: Cells,
  slicing: readonly string[] | null,
): Record<string, Words[]> {
  const dimensionCount = Object.keys(dimensions).length;
  const named = `$${slicing ? 4 + dimensionCount : 5 + 2 * dimensionCount}`;
  const askedBy = (column: string) => ` filter (where (select '${column}' = any (${named}::text[])))`;
  return {
    slots: Object.entries(slots).map(([slot, rule]) => ({ slot, rule })),
    members: [...Object.keys(slots), ...(aside ? ["aside"] : [])].map((member) => ({ member })),
    dimensions: Object.values(dimensions).map(
      (dimension, place): Words =>
        slicing
          ? { dimension, only: `$${4 + place}` }
          : { dimension, by: `$${5 + 2 * place}`, only: `$${6 + 2 * place}` },
    ),
    ...(slicing
      ? {
          keys: [
            { key: "since", told: "epoch_ms(since) as at" },
            ...slicing.map((name) => ({ key: dimensions[name]!, told: dimensions[name]! })),
          ],
        }
      : {}),
    columns: [
      ...columns.map((column) => ({
        column,
        field: column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        total: highest.includes(column) ? "max" : "sum",
        merged: `cell.${column} + excluded.${column}`,
        asked: askedBy(column),
      })),
      ...times.map((column) => ({
        column,
        merged: `add_times(cell.${column}, excluded.${column})`,
        asked: askedBy(column),
      })),
    ],
  };
}
