import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The more than 9,000 passwords of at least 15 letters among the million most common leaked passwords
 * (SecLists, 10-million-password-list-top-1000000.txt, MIT). Each is stored as the first 48 bits of the SHA-256 of its
 * lower case, because many of them are not fit to be read. The build copies the file beside the program.
 */
const SHIPPED = fileURLToPath(new URL("./common-passwords.txt", import.meta.url));
const BYTES = 6;

let common: ReadonlySet<string> | null = null;

/** Whether a password is common: an attacker tries those first. */
export function isCommon(password: string): boolean {
  // Six bytes are eight letters of base64.
  common ??= new Set(readFileSync(SHIPPED, "utf8").match(/[\w-]{8}/g));
  const sum = hash("sha256", password.normalize("NFKC").toLowerCase(), "buffer");
  return common.has(sum.subarray(0, BYTES).toString("base64url"));
}
