import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../kit/fault.ts";
import { makeFile } from "../store/newFile.ts";
import { LEAST_LETTERS, sealingKey } from "./seal.ts";

/**
 * The key that seals the seeds of second factors, from a file: a copy of the database alone gives nobody's codes.
 * `ACCESS_KEY_FILE` must be there; without it `access.key` in DATA_DIR is made the first time, for its owner only.
 * Throws `configuration`.
 */
export function readSealingKey(file: string | undefined, dataDir: string): Buffer {
  const path = file ?? join(dataDir, "access.key");
  const refuse = (sentence: string, cause?: unknown) => new Fault("configuration", sentence, { cause });
  try {
    if (!file && !existsSync(path)) makeFile(path, `${randomBytes(32).toString("base64")}\n`);
  } catch (cause) {
    throw refuse(`the key that seals second factors cannot be written: ${(cause as Error).message}`, cause);
  }
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw refuse(`${path} (ACCESS_KEY_FILE) cannot be read: ${(cause as Error).message}`, cause);
  }
  if (text.length < LEAST_LETTERS)
    throw refuse(
      `${path} (ACCESS_KEY_FILE) has less than ${LEAST_LETTERS} letters; openssl rand -base64 32 makes a key`,
    );
  return sealingKey(text);
}
