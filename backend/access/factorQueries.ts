import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

/** Passwords and second factors. Times are epoch milliseconds, hashes SHA-256. */

/** False: a code of this step, or a later one, was used. */
export const useStep = async (run: Run, person: number, step: number) =>
  (await run("useStep", [person, step])).length > 0;

export const useRecoveryCode = async (run: Run, person: number, codeHash: Buffer) =>
  (await run("useRecoveryCode", [person, codeHash])).length > 0;

export async function putRecoveryCodes(run: Run, person: number, codeHashes: readonly Buffer[]) {
  await run("putRecoveryCodes", [person, codeHashes]);
}

export async function putPassword(run: Run, person: number, hash: string, at: number) {
  await run("putPassword", [person, hash, iso(at)]);
}

export async function putNextSeed(run: Run, person: number, sealed: Buffer) {
  await run("putNextSeed", [person, sealed]);
}

/** @param step that of the code which confirmed it, and so was used */
export async function putSeed(run: Run, person: number, sealed: Buffer, step: number) {
  await run("putSeed", [person, sealed, step]);
}

export async function dropTotp(run: Run, person: number) {
  await run("dropTotp", [person]);
}

/** All of them. */
export async function dropSecondFactors(run: Run, person: number) {
  await run("dropSecondFactors", [person]);
}

/** The seed of anybody; null: nobody has one. */
export async function anySeed(run: Run): Promise<{ person: number; seed: Buffer } | null> {
  const [row] = await run<{ id: number; totp_seed: Buffer }>("anySeed");
  return row ? { person: row.id, seed: row.totp_seed } : null;
}
