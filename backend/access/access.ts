import { EVERYTHING } from "#wire/access.ts";
import type { Provider } from "#wire/provider.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import type { Store } from "../store/store.ts";
import { type Account, openAccount } from "./account.ts";
import { openChallenges } from "./challenges.ts";
import { anySeed } from "./factorQueries.ts";
import { type Federation, openFederation } from "./federation.ts";
import { owesSecond } from "./judge.ts";
import { readSealingKey } from "./keyFile.ts";
import { type Links, openLinks } from "./links.ts";
import { openSignInPace } from "./networkPace.ts";
import { openPasskeySignIn, type PasskeySignIn } from "./passkeySignIn.ts";
import { openPasskeys, type Passkeys } from "./passkeys.ts";
import { openPasswords } from "./passwords.ts";
import { openPeople, type People } from "./people.ts";
import { addPerson, countAdministrators, listPeople } from "./peopleQueries.ts";
import { derivedFrom, seal, signatureOf, unseal } from "./seal.ts";
import type { Session } from "./sessionQueries.ts";
import { openSessions, type Person, type Sessions } from "./sessions.ts";
import { openSignIn, type SignIn } from "./signIn.ts";
import { hideSubjects } from "./subjects.ts";

export type { Person, Session };

/** People: who they are, and that it is they. */
export interface Access {
  /**
   * The person of a session's token; null: nobody, or a second factor is missing.
   * @param isUse a session that is not used ends after an hour
   */
  visitorOf(token: string | undefined, isUse: boolean): Promise<Person | null>;
  /** A name for whoever has a session, or a browser on which somebody has signed in; null: nobody. */
  recognise: Sessions["recognise"];
  sessions: Sessions;
  signIn: SignIn;
  account: Account;
  passkeys: Passkeys;
  passkeySignIn: PasskeySignIn;
  people: People;
  links: Links;
  /** Null: people sign in by password alone. */
  federation: Federation | null;
  /** Signs what it must know again, such as the ticket of an embed. Throws `unavailable` when the key cannot be read. */
  sign(text: string): Buffer;
  /** Secret bytes of this use alone, the same each time. Throws `unavailable` when the key cannot be read. */
  secretOf(use: string, length: number): Buffer;
  /** Administrators who were only invited count too. */
  hasAdministrator(): Promise<boolean>;
  /** What the visitor of a demo's own machine has, once it has opened the link that was printed. */
  demoToken(): string;
  /** That visitor: a commander who need not sign in. */
  demoVisitor(): Promise<Person>;
  /** Another backend changed people or sessions: clears the cache. */
  forget(): void;
}

/**
 * Passwords that are tried from one address on browsers that are not known, and arrivals from the identity provider: an
 * office whose shift begins. A passkey, a link, a code or a session is no guess, and who has one is never slowed by others.
 */
const PACE = { perSecond: 1, atOnce: 60 };
const DEMO = { name: "demo", displayName: "ผู้ชมตัวอย่าง", role: "commander", scope: EVERYTHING } as const;

export function openAccess(deps: {
  store: Store;
  clock: Clock;
  dataDir: string;
  /** A file with the key that seals second factors; undefined: one in `dataDir`. */
  keyFile: string | undefined;
  provider: Provider | null;
  /** The origin of this server for browsers. */
  publicUrl: string | undefined;
  basePath: string;
  /** Called when people or sessions change: other backends must clear their caches. */
  onChanged: () => void;
  onTrouble: (what: string, error?: unknown) => void;
}): Access {
  const { store, clock } = deps;
  let key: Buffer | null = null;
  /** Read when it is first needed: whoever has no second factors needs none. */
  function sealing<T>(deed: (key: Buffer) => T): T {
    try {
      key ??= readSealingKey(deps.keyFile, deps.dataDir);
      return deed(key);
    } catch (error) {
      deps.onTrouble(
        "second factors cannot be opened, nor tickets signed, nor alerts pushed: is ACCESS_KEY_FILE the right one?",
        error,
      );
      throw new Fault(
        "unavailable",
        "second factors and tickets cannot be checked now; whoever runs the server finds why in its log",
      );
    }
  }
  const sign = (text: string) => sealing((key) => signatureOf(key, text));
  const secretOf = (use: string, length: number) => sealing((key) => derivedFrom(key, use, length));
  const sealed = (seed: Buffer, person: number) => sealing((key) => seal(key, seed, String(person)));
  /** Seals what browsers take to the identity provider and back. */
  const departures = {
    seal: (plain: Buffer) => seal(secretOf("departures", 32), plain, ""),
    // What a stranger has invented is no trouble.
    unseal: (blob: Buffer) => unseal(secretOf("departures", 32), blob, ""),
  };
  const opened = (blob: Buffer, person: number) => sealing((key) => unseal(key, blob, String(person)));

  const sessions = openSessions(deps);
  const passwords = openPasswords();
  const challenges = openChallenges({ ...deps, sign });
  const more = { ...deps, sessions, passwords, challenges, seal: sealed, unseal: opened };
  let demo: Promise<Person> | null = null;

  // A wrong key is said at the start, not when somebody cannot sign in.
  anySeed(store.run)
    .then((found) => found && opened(found.seed, found.person))
    .catch(() => {});
  // What it cannot do now, the next arrival from the provider does.
  hideSubjects(store, sign).catch(() => {});

  async function makeDemo(): Promise<Person> {
    await addPerson(store.run, DEMO, clock.now(), true);
    const found = (await listPeople(store.run, null)).find(({ isDemo }) => isDemo);
    if (!found) throw new Fault("configuration", `a person is called ${DEMO.name}: the demo needs that name`);
    const { id, name, role, scope } = found;
    const visit = { session: "demo", provedAt: 0, isDemo: true, owesSecond: false };
    return { kind: "person", id, name, role, scope, ...visit };
  }

  return {
    async visitorOf(token, isUse) {
      const session = await sessions.find(token, isUse);
      if (!session || session.provedAt === null) return null;
      const { id, person, name, role, scope, provedAt, isDemo, secondDue } = session;
      return {
        kind: "person",
        id: person,
        name,
        role,
        scope,
        session: String(id),
        provedAt,
        isDemo,
        owesSecond: owesSecond(secondDue, clock.now()),
      };
    },
    recognise: sessions.recognise,
    sessions,
    signIn: openSignIn({ ...more, paceOf: openSignInPace(PACE, clock.ticks) }),
    account: openAccount(more),
    passkeys: openPasskeys(more),
    passkeySignIn: openPasskeySignIn(more),
    people: openPeople(more),
    links: openLinks(more),
    federation:
      deps.provider && deps.publicUrl
        ? openFederation({
            ...more,
            provider: deps.provider,
            publicUrl: deps.publicUrl,
            sealing: departures,
            sign,
            paceOf: openSignInPace(PACE, clock.ticks),
          })
        : null,
    sign,
    secretOf,
    hasAdministrator: async () => (await countAdministrators(store.run)) > 0,
    // The same after a restart, so that an open page goes on.
    demoToken: () => sign("the visitor of the demo").toString("base64url"),
    demoVisitor() {
      demo ??= makeDemo().catch((error) => {
        demo = null;
        throw error;
      });
      return demo;
    },
    forget: sessions.forget,
  };
}
