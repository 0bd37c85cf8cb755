import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Document, Signed } from "#wire/reports.ts";
import { Fault } from "../kit/fault.ts";
import { makeFile } from "../store/newFile.ts";
import { canonical } from "./canonical.ts";

/** Signs what is issued, so that nobody can pass off another document as this centre's. */
export interface Signing {
  /** The public key: 32 bytes in base64. */
  key: string;
  /** The same as PEM (RFC 8410). */
  pem: string;
  sign(document: Document): Signed;
}

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410): these bytes, then the key. */
const PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** The key in `report.key` of DATA_DIR, made the first time for its owner only. Throws `configuration`. */
export function openSigning(dataDir: string): Signing {
  const path = join(dataDir, "report.key");
  const privateKey = readOrMake(path);
  const publicKey = createPublicKey(privateKey);
  const key = publicKey.export({ type: "spki", format: "der" }).subarray(PREFIX.length).toString("base64");
  return {
    key,
    pem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign(document) {
      const bytes = Buffer.from(canonical(document));
      const hash = createHash("sha256").update(bytes).digest("hex");
      return { document, hash, signature: sign(null, bytes, privateKey).toString("base64"), key };
    },
  };
}

function readOrMake(path: string): KeyObject {
  try {
    if (!existsSync(path))
      makeFile(
        path,
        generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      );
  } catch (cause) {
    throw new Fault(
      "configuration",
      `the key that signs reports cannot be written: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  try {
    const key = createPrivateKey(readFileSync(path, "utf8"));
    if (key.asymmetricKeyType !== "ed25519") throw new Error("it is no Ed25519 key");
    return key;
  } catch (cause) {
    throw new Fault(
      "configuration",
      `${path}, the key that signs reports, cannot be read: ${(cause as Error).message}. Put its copy back, or remove it: a new one is made`,
      { cause },
    );
  }
}

/** Whether hash and signature are of this document, by the key that stands beside it. */
export function isGenuine({ document, hash, signature, key }: Signed): boolean {
  const bytes = Buffer.from(canonical(document));
  if (createHash("sha256").update(bytes).digest("hex") !== hash) return false;
  const raw = Buffer.from(key, "base64");
  if (raw.length !== 32) return false;
  const spki = { key: Buffer.concat([PREFIX, raw]), format: "der", type: "spki" } as const;
  return verify(null, bytes, createPublicKey(spki), Buffer.from(signature, "base64"));
}
