import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";

/** A certificate, followed by those that it is signed by, and its key, as PEM. */
export interface Pair {
  cert: string;
  key: string;
}

export interface Certificate {
  /** The last pair that could be used. */
  readonly pair: Pair;
  /** When it ends, epoch ms. */
  readonly until: number;
  /** Looks at the files again and again, and calls `deed` with each new pair. Returns the end of that. */
  follow(deed: (pair: Pair) => void): () => void;
}

/** Milliseconds between two looks at the files: two small reads, and nobody waits longer for a renewed certificate. */
const LOOK_MS = 10_000;

/**
 * The certificate of two files (TLS_CERT_FILE, TLS_KEY_FILE). Throws `configuration` if it cannot be used. Later, a pair
 * that cannot be used changes nothing but is said: the last good one stays.
 */
export function openCertificate(
  files: { cert: string; key: string },
  { clock, onTrouble }: { clock: Clock; onTrouble: (what: string) => void },
): Certificate {
  const read = (): Pair => {
    const pair = { cert: readFileSync(files.cert, "utf8"), key: readFileSync(files.key, "utf8") };
    requirePair(pair);
    return pair;
  };
  const saidOf = (error: unknown) => `TLS_CERT_FILE and TLS_KEY_FILE: ${(error as Error).message}`;
  let pair: Pair;
  try {
    pair = read();
  } catch (cause) {
    throw new Fault("configuration", saidOf(cause), { cause });
  }
  return {
    get pair() {
      return pair;
    },
    get until() {
      return Date.parse(new X509Certificate(pair.cert).validTo);
    },
    follow(deed) {
      let said = "";
      return clock.every(LOOK_MS, () => {
        try {
          const next = read();
          said = "";
          if (next.cert === pair.cert && next.key === pair.key) return;
          deed(next);
          pair = next;
        } catch (error) {
          const wrong = saidOf(error);
          if (wrong !== said) onTrouble(`${wrong}; the certificate from before is still used`);
          said = wrong;
        }
      });
    },
  };
}

function requirePair(pair: Pair): void {
  if (!new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key)))
    throw new Error("the key is not that of the certificate");
  // The certificates that follow, too.
  createSecureContext(pair);
}
