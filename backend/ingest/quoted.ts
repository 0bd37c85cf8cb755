import { maskNumbers, maskPersonal } from "#writing/personal.ts";

/** Quotes a value of a field that may hold an account or a person, without any long number. */
export function quoteText(value: unknown): string {
  if (typeof value === "number") return "a number";
  return quote(typeof value === "string" ? maskNumbers(value.slice(0, 200)) : value);
}

/** Quotes a value for a message, shortened: a deep or long value is not walked through. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  // Masked before it is cut: half a number is not known for one.
  const text =
    typeof value === "string"
      ? JSON.stringify(maskPersonal(value.slice(0, 200)).slice(0, 80))
      : String(value);
  return (typeof value === "string" && value.length > 80 ? `${text}…` : text).toWellFormed();
}
