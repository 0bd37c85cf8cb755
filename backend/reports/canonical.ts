import { createHash } from "node:crypto";

/**
 * JSON with the names of each object in order and nothing between (RFC 8785): the same value is the same bytes. What
 * is undefined is left out.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(",")}}`;
}

/** Of a report's hash, what stands at the foot of its pages: short enough to be typed, and no two of ours are the same. */
const CODE_DIGITS = 16;
export const codeOf = (hash: string) => hash.slice(0, CODE_DIGITS);

/** A check code as somebody typed it; null: it is none. */
export function readCode(text: string): string | null {
  const code = text.replace(/\s/g, "").toLowerCase();
  return code.length === CODE_DIGITS && /^[0-9a-f]+$/.test(code) ? code : null;
}

/** SHA-256 of the canonical JSON, in hex. */
export const hashOf = (value: unknown): string => createHash("sha256").update(canonical(value)).digest("hex");
