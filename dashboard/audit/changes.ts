/** One thing that a deed changed; null: there was nothing, or there is nothing. */
export interface Change {
  /** As `rotation.0.seconds`; empty: the whole. */
  name: string;
  before: string | null;
  after: string | null;
}

type Fields = ReadonlyMap<string, string>;

/** What differs between two states, by field; what both have is left out. Of a whole that came or went, all fields. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** The leaves of a value, each by its path. Null and empty ones say nothing. */
function fieldsOf(value: unknown): Fields {
  const fields = new Map<string, string>();
  function walk(each: unknown, path: readonly string[]) {
    if (each === null || each === undefined) return;
    if (typeof each !== "object") fields.set(path.join("."), String(each));
    // A list of words is read as one.
    else if (Array.isArray(each) && each.every((one) => typeof one !== "object"))
      fields.set(path.join("."), each.join(", "));
    else for (const [name, one] of Object.entries(each)) walk(one, [...path, name]);
  }
  walk(value, []);
  return fields;
}
