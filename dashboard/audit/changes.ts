/** One field that a deed changed. A value of null: the field was or is absent. */
export interface Change {
  /** The path of the field, such as `rotation.0.seconds`; empty: the whole value. */
  name: string;
  before: string | null;
  after: string | null;
}

type Fields = ReadonlyMap<string, string>;

/** Lists the fields in which two states differ. If one state is absent, it lists all fields of the other. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names
    .map((name) => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** Lists the leaves of a value with their paths, without null and empty ones. */
function fieldsOf(value: unknown): Fields {
  const fields = new Map<string, string>();
  function walk(each: unknown, path: readonly string[]) {
    if (each === null || each === undefined) return;
    if (typeof each !== "object") fields.set(path.join("."), String(each));
    // A list of words is shown as one value.
    else if (Array.isArray(each) && each.every((one) => typeof one !== "object"))
      fields.set(path.join("."), each.join(", "));
    else for (const [name, one] of Object.entries(each)) walk(one, [...path, name]);
  }
  walk(value, []);
  return fields;
}
