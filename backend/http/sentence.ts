import { FormatRegistry, type TObject, type TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { type ValueError, ValueErrorType } from "@sinclair/typebox/errors";
import { readMoment } from "#calendar/moment.ts";
import { DAY_OR_TIME, FREE_TEXT } from "#wire/schema.ts";
import { findPersonal } from "#writing/personal.ts";

FormatRegistry.Set(DAY_OR_TIME, (text) => readMoment(text) !== null);
FormatRegistry.Set(FREE_TEXT, (text) => findPersonal(text).length === 0);

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();

/** Compiled at the first use: a start does not wait for it. */
export function checkOf(schema: TSchema): TypeCheck<TSchema> {
  let check = compiled.get(schema);
  if (!check) {
    check = TypeCompiler.Compile(schema);
    compiled.set(schema, check);
  }
  return check;
}

/** What is wrong with an object, by field: sentences that say what is allowed. Empty: nothing. */
export function faultsOf(schema: TObject, value: unknown): Map<string, string> {
  const wrong = new Map<string, string>();
  const check = checkOf(schema);
  if (check.Check(value)) return wrong;
  const known = Object.keys(schema.properties);
  for (const error of check.Errors(value)) {
    const personal = personalIn(error);
    if (!personal) continue;
    const path = personal.path.slice(1).split("/").map(unescaped);
    wrong.set(
      path[0]!,
      `${path.join(".")}: has a number like that of a person, an account or a telephone, which is never kept here; leave it out`,
    );
  }
  for (const error of check.Errors(value)) {
    const [field = "", ...deeper] = error.path.slice(1).split("/").map(unescaped);
    if (wrong.has(field)) continue;
    const isOwn = deeper.length === 0;
    if (isOwn && error.type === ValueErrorType.ObjectAdditionalProperties)
      wrong.set(field, `${field.slice(0, 60)}: is not known; known are ${known.join(", ")}`);
    else if (Object.hasOwn(schema.properties, field)) {
      const allowed = allowedBy(schema.properties[field]!);
      const isMissing = isOwn && error.type === ValueErrorType.ObjectRequiredProperty;
      wrong.set(field, `${field}: ${isMissing ? "is missing; " : ""}${allowed}`);
    }
  }
  return wrong;
}

/** The fault of a text with a number of somebody's, also within one of several schemas. */
function personalIn(error: ValueError): ValueError | null {
  if (error.type === ValueErrorType.StringFormat && error.schema.format === FREE_TEXT) return error;
  for (const branch of error.errors)
    for (const each of branch) {
      const found = personalIn(each);
      if (found) return found;
    }
  return null;
}

/** A name in a JSON pointer. */
const unescaped = (text: string) => text.replaceAll("~1", "/").replaceAll("~0", "~");

/** What a schema allows, in words. A text with a pattern or a format must have a description that says it. */
export function allowedBy(schema: TSchema): string {
  if (schema.anyOf) {
    const others = (schema.anyOf as TSchema[]).filter(({ type }) => type !== "null");
    if (others.length === 1) return allowedBy(others[0]!);
    return `one of ${others.map((each) => each.const).join(", ")}`;
  }
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "integer") return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === "array") return `a list of ${listed(schema)}`;
  if (schema.type === "object") {
    // Of any names.
    if (!schema.properties) return schema.description ?? "an object";
    const fields = Object.entries(schema.properties as Record<string, TSchema>);
    return `{ ${fields.map(([name]) => name).join(", ")} }; ${fields.map(([name, each]) => `${name} ${allowedBy(each)}`).join(", ")}`;
  }
  return schema.description ?? `a text of ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
}

function listed({ items, minItems, maxItems }: TSchema): string {
  const each = allowedBy(items).replace(/^one of /, "");
  return maxItems === undefined ? each : `${minItems ?? 0} to ${maxItems} of ${each}`;
}
