import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The 9,000 and more passwords of at least 15 letters among the million that are most common in what was stolen
 * (SecLists, 10-million-password-list-top-1000000.txt, MIT), each as the first 48 bits of the SHA-256 of its lower case:
 * what people chose is not fit to be read here. The build copies it beside the program.
 */
const SHIPPED = fileURLToPath(new URL("./common-passwords.txt", import.meta.url));
const BYTES = 6;

let common: ReadonlySet<string> | null = null;

/** Whether many others have chosen it: whoever guesses tries it early. */
export function isCommon(password: string): boolean {
  // Six bytes are eight letters of base64.
  common ??= new Set(readFileSync(SHIPPED, "utf8").match(/[\w-]{8}/g));
  const sum = hash("sha256", password.normalize("NFKC").toLowerCase(), "buffer");
  return common.has(sum.subarray(0, BYTES).toString("base64url"));
}
