import { randomBytes } from "node:crypto";
import { renderSVG } from "uqr";
import type { Deed } from "#wire/deeds.ts";
import { type Doer, writeAudit } from "../audit/write.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Run, Store } from "../store/store.ts";
import { isCommon } from "./commonFile.ts";
import { dropTotp, putNextSeed, putPassword, putRecoveryCodes, putSeed } from "./factorQueries.ts";
import { base32, stepOf, uriOf } from "./otp.ts";
import type { Passwords } from "./passwords.ts";
import { closeSessions, type Session } from "./sessionQueries.ts";
import type { Sessions } from "./sessions.ts";
import { hashOfRecoveryCode, newRecoveryCodes } from "./tokens.ts";

/** What people change of their own. */
export interface Account {
  /** The person's other sessions end. Throws `bad-request` for a password that is too easy. */
  changePassword(session: Session, password: string, doer: Doer): Promise<void>;
  /** A seed, which counts once a code of it was confirmed. */
  beginTotp(session: Session): Promise<{ secret: string; uri: string; qr: string }>;
  /** Gives new recovery codes. Throws `bad-request` for a wrong code. */
  confirmTotp(session: Session, code: string, doer: Doer): Promise<string[]>;
  removeTotp(session: Session, doer: Doer): Promise<void>;
  newRecoveryCodes(session: Session, doer: Doer): Promise<string[]>;
}

/** RFC 4226, 4: 160 bits. */
const SEED_BYTES = 20;

/** Words of this centre, which an attacker tries first. backend/access/README.md lists them. */
const HOUSE_WORDS = ["warroom", "war room", "war-room", "aoc", "1441", "antiscam", "password", "รหัสผ่าน"];

/** Why a password is too easy to guess for this person, in a sentence; null: it is not. */
export function easeOf(password: string, name: string): string | null {
  const lower = password.toLowerCase();
  if (new Set(lower).size < 5) return "password: has less than five different letters";
  const rest = (words: readonly string[]) => words.reduce((left, word) => left.replaceAll(word, ""), lower);
  const names = name.length > 2 ? [name.toLowerCase()] : [];
  if (rest(names).length < password.length / 2) return "password: is mostly the name";
  if (rest([...names, ...HOUSE_WORDS]).length < password.length / 2)
    return "password: is mostly made of words that everybody here would try";
  if (isCommon(password)) return "password: is one that many have chosen, so it is tried early";
  return null;
}

/** Throws `bad-request` when the person's ways to sign in are the identity provider's. */
export function requireOwn({ isFederated }: Session) {
  if (isFederated)
    throw new Fault(
      "bad-request",
      "you sign in by the identity provider: it has your password and your codes",
    );
}

/** New recovery codes instead of those before. */
export async function replaceCodes(run: Run, person: number): Promise<string[]> {
  const codes = newRecoveryCodes();
  await putRecoveryCodes(run, person, codes.map(hashOfRecoveryCode));
  return codes;
}

export function openAccount(deps: {
  store: Store;
  clock: Clock;
  sessions: Sessions;
  passwords: Passwords;
  seal(seed: Buffer, person: number): Buffer;
  unseal(sealed: Buffer, person: number): Buffer;
}): Account {
  const { store, clock, sessions } = deps;

  /** A change of a person's own, with its entry. */
  async function change<T>(
    session: Session,
    deed: Deed,
    doer: Doer,
    act: (run: Run) => Promise<T>,
  ): Promise<T> {
    const result = await store.transaction(async (run) => {
      const done = await act(run);
      const of = { kind: "person", id: String(session.person) };
      await writeAudit(run, { ...doer, deed, of }, clock.now());
      return done;
    });
    sessions.changed();
    return result;
  }

  return {
    async changePassword(session, password, doer) {
      requireOwn(session);
      const ease = easeOf(password, session.name);
      if (ease) throw new Fault("bad-request", ease);
      const hash = await deps.passwords.hash(password);
      await change(session, "person.password-changed", doer, async (run) => {
        await putPassword(run, session.person, hash, clock.now());
        await closeSessions(run, session.person, session.id);
      });
    },
    async beginTotp(session) {
      requireOwn(session);
      const { person, name } = session;
      const seed = randomBytes(SEED_BYTES);
      await putNextSeed(store.run, person, deps.seal(seed, person));
      sessions.changed();
      const uri = uriOf(seed, name);
      return { secret: base32(seed), uri, qr: renderSVG(uri) };
    },
    async confirmTotp(session, code, doer) {
      if (!session.nextSeed) throw new Fault("bad-request", "code: first ask for a seed (POST /v1/me/totp)");
      const seed = deps.unseal(session.nextSeed, session.person);
      const step = stepOf(seed, code, clock.now());
      if (step === null)
        throw new Fault(
          "bad-request",
          "code: is not that of this seed now; compare the time of the telephone",
        );
      return change(session, "person.totp-added", doer, async (run) => {
        await putSeed(run, session.person, deps.seal(seed, session.person), step);
        return replaceCodes(run, session.person);
      });
    },
    removeTotp: (session, doer) =>
      change(session, "person.totp-removed", doer, (run) => dropTotp(run, session.person)),
    newRecoveryCodes(session, doer) {
      if (!session.seed && session.passkeys === 0)
        throw new Fault("bad-request", "recovery codes go with a second factor: set one up first");
      return change(session, "person.recovery-codes-made", doer, (run) => replaceCodes(run, session.person));
    },
  };
}
