import { type Static, Type } from "@sinclair/typebox";
import {
  INVITED,
  LINK,
  LINK_ANSWER,
  LINK_TOKEN,
  NEW_PASSWORD,
  NEW_PERSON,
  PERSON,
  PROOF,
  PUT_PERSON,
  RECOVERY_CODES,
  SECOND_STEP,
  SESSION,
  SESSION_ROW,
  SESSION_STEP,
  SIGN_IN,
  TOTP,
  TOTP_CODE,
  USE_LINK,
} from "#wire/access.schema.ts";
import { type Account, ROLE_RIGHTS } from "#wire/access.ts";
import { type Cookies, Reply, route, type Visitor } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import type { Access, Person, Session } from "./access.ts";
import { refusalOfRight } from "./judge.ts";
import { scopeRules } from "./scopes.ts";
import type { Caller } from "./sessions.ts";
import { NOTHING_MORE, type Tokens } from "./signIn.ts";
import { PROOF_MS, SESSION_MS } from "./wait.ts";

export interface AccessNeeds {
  access: Access;
  /** Null: it is no demo. */
  demoToken: string | null;
  basePath: string;
  codes: readonly { kind: string; code: string }[];
}

interface Asked {
  address: string | null;
  agent: string | null;
  cookies: Cookies;
}

export const callerOf = ({ address, agent }: Asked): Caller => ({ address, agent });
/** How long a browser is known after its last sign-in. */
const BROWSER_SECONDS = 365 * 86_400;

/** The session of a request whose person is known. */
export async function sessionOf(
  { access }: Pick<AccessNeeds, "access">,
  { cookies }: Pick<Asked, "cookies">,
): Promise<Session> {
  const session = await access.sessions.find(cookies.get("session"));
  if (!session) throw new Fault("unauthorized", "the session is over; sign in again");
  return session;
}

export function give({ cookies }: Asked, { session, browser }: Tokens) {
  cookies.set("session", session, SESSION_MS.whole / 1_000);
  if (browser) cookies.set("browser", browser, BROWSER_SECONDS);
}

function accountOf(visitor: Person, session: Session | null): Account {
  const { name, role, scope, provedAt, isDemo } = visitor;
  return {
    name,
    role,
    scope,
    isDemo,
    displayName: session?.displayName ?? name,
    rights: ROLE_RIGHTS.filter((right) => refusalOfRight(right, visitor) === null),
    provedUntil: provedAt + PROOF_MS,
    secondDue: session?.secondDue ?? null,
    hasTotp: (session?.seed ?? null) !== null,
    passkeys: session?.passkeys ?? 0,
    isFederated: session?.isFederated ?? false,
  };
}

const isPerson = (visitor: Visitor | null): visitor is Person => visitor?.kind === "person";
const oneOfBoth =
  (a: string, b: string) =>
  (_needs: AccessNeeds, { body }: { body: Readonly<Record<string, unknown>> }) =>
    (body[a] === undefined) === (body[b] === undefined) ? [`${a}: send either ${a} or ${b}`] : [];
const params = Type.Object({
  id: Type.String({ pattern: "^\\d{1,9}$", description: "a number" }),
});

const password = "correct horse battery staple";
const token = "0123456789abcdefghijABCDEFGHIJ-_0123456789a";
const second = { id: "2" };
const viewer = {
  displayName: "สมชาย ใจดี",
  role: "viewer",
  scope: { banks: ["KBANK"], provinces: null, agencies: null },
};

/** How long the visitor of a demo need not open its link again. */
const DEMO_SECONDS = 30 * 86_400;

export const SESSION_ROUTES = [
  route({
    method: "GET",
    path: "/demo",
    right: "anyone",
    isPage: true,
    summary: "Signs the visitor of a demo in, who has the link that it has printed, and goes on to the wall",
    query: Type.Object({ token: Type.Optional(Type.String({ maxLength: 100 })) }),
    answer: null,
    faults: ["not-found"],
    run({ demoToken, basePath }: AccessNeeds, { query, cookies }) {
      if (demoToken === null || query.token !== demoToken)
        throw new Fault(
          "not-found",
          "there is no demo here, or another one: it prints the link that signs in",
        );
      cookies.set("demo", demoToken, DEMO_SECONDS);
      return new Reply({ Location: `${basePath}/` }, "", 302);
    },
  }),
  route({
    method: "POST",
    path: "/v1/session",
    right: "anyone",
    summary: "Signs a person in by name and password; the session is a cookie",
    examples: [{ what: "By password", body: { name: "anong", password }, isOnce: true }],
    description: "With `needs: second`, a code or a recovery code must follow within five minutes.",
    body: SIGN_IN,
    answer: SESSION_STEP,
    faults: ["unauthorized", "busy"],
    async run({ access }: AccessNeeds, given) {
      access.paceOf(given.address);
      given.cookies.require();
      const { step, tokens } = await access.signIn.begin(
        given.body,
        callerOf(given),
        given.cookies.get("browser"),
      );
      give(given, tokens);
      return step;
    },
  }),
  route({
    method: "POST",
    path: "/v1/session/second",
    right: "anyone",
    summary: "Completes a sign-in with a code of the authenticator, or with a recovery code",
    examples: [
      { what: "A code", body: { code: "287082" }, isOnce: true },
      { what: "A recovery code", body: { recoveryCode: "MFRG-GZDF-MZTW-Q2LK-NJUX-A4DF-OQ3T" }, isOnce: true },
    ],
    body: SECOND_STEP,
    answer: SESSION_STEP,
    faults: ["unauthorized", "busy"],
    rules: oneOfBoth("code", "recoveryCode"),
    async run({ access }: AccessNeeds, given) {
      access.paceOf(given.address);
      const session = await access.sessions.find(given.cookies.get("session"));
      const browser = given.cookies.get("browser");
      give(given, await access.signIn.second(session, given.body, callerOf(given), browser));
      return NOTHING_MORE;
    },
  }),
  route({
    method: "POST",
    path: "/v1/session/proof",
    right: "self",
    summary: "Proves again who has the session: dangerous deeds need it within the last ten minutes",
    examples: [{ what: "By password", body: { password }, isOnce: true }],
    body: PROOF,
    answer: null,
    faults: ["busy"],
    rules: oneOfBoth("password", "code"),
    async run(needs: AccessNeeds, given) {
      needs.access.paceOf(given.address);
      const session = await sessionOf(needs, given);
      give(given, { session: await needs.access.signIn.prove(session, given.body, callerOf(given)) });
    },
  }),
  route({
    method: "GET",
    path: "/v1/session",
    right: "anyone",
    summary: "The person who is signed in, with its rights",
    answer: SESSION,
    faults: ["unauthorized"],
    examples: [{ what: "Who is it?" }],
    async run({ access }: AccessNeeds, { who, cookies }): Promise<Static<typeof SESSION>> {
      const visitor = await who();
      const provider = access.federation?.name ?? null;
      if (!isPerson(visitor)) return { person: null, provider };
      const session = visitor.isDemo ? null : await access.sessions.find(cookies.get("session"));
      return { person: accountOf(visitor, session), provider };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/session",
    right: "self",
    summary: "Signs out",
    examples: [{ what: "The end of a shift", isOnce: true }],
    answer: null,
    async run({ access }: AccessNeeds, given) {
      await access.sessions.close(Number(given.visitor.session), given.visitor, given.doer);
      given.cookies.clear("session");
    },
  }),
  route({
    method: "GET",
    path: "/v1/sessions",
    right: "self",
    summary: "The sessions of the person who asks",
    examples: [{ what: "All sessions" }],
    answer: Type.Array(SESSION_ROW),
    run: async ({ access }: AccessNeeds, { visitor }) =>
      (await access.sessions.list(visitor.id)).map((each) => ({
        ...each,
        isThis: String(each.id) === visitor.session,
      })),
  }),
  route({
    method: "DELETE",
    path: "/v1/sessions/:id",
    right: "self",
    summary: "Ends one of them",
    examples: [{ what: "A browser that was lost", params: { id: "7" }, isOnce: true }],
    params,
    answer: null,
    faults: ["not-found"],
    run: ({ access }: AccessNeeds, given) =>
      access.sessions.close(Number(given.params.id), given.visitor, given.doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/sessions",
    right: "self",
    summary: "Ends all of them but this one",
    examples: [{ what: "All others" }],
    answer: null,
    run: ({ access }: AccessNeeds, given) => access.sessions.closeOthers(given.visitor, given.doer),
  }),
];

export const ACCOUNT_ROUTES = [
  route({
    method: "PUT",
    path: "/v1/me/password",
    right: "self",
    needsProof: true,
    summary: "Chooses another password; the person's other sessions end",
    examples: [{ what: "A longer one", body: { password } }],
    body: NEW_PASSWORD,
    answer: null,
    run: async (needs: AccessNeeds, given) =>
      needs.access.account.changePassword(await sessionOf(needs, given), given.body.password, given.doer),
  }),
  route({
    method: "POST",
    path: "/v1/me/totp",
    right: "self",
    needsProof: true,
    summary: "Gives a seed for an authenticator; it counts once a code of it is confirmed",
    examples: [{ what: "A seed" }],
    answer: TOTP,
    faults: ["unavailable"],
    run: async (needs: AccessNeeds, given) => needs.access.account.beginTotp(await sessionOf(needs, given)),
  }),
  route({
    method: "POST",
    path: "/v1/me/totp/confirm",
    right: "self",
    needsProof: true,
    summary: "Confirms the seed: from now on a code is asked at each sign-in",
    examples: [{ what: "Its first code", body: { code: "287082" }, isOnce: true }],
    body: TOTP_CODE,
    answer: RECOVERY_CODES,
    run: async (needs: AccessNeeds, given) => {
      needs.access.paceOf(given.address);
      const session = await sessionOf(needs, given);
      return { recoveryCodes: await needs.access.account.confirmTotp(session, given.body.code, given.doer) };
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/me/totp",
    right: "self",
    needsProof: true,
    summary: "Removes the second factor and its recovery codes",
    examples: [{ what: "None any more" }],
    answer: null,
    run: async (needs: AccessNeeds, given) =>
      needs.access.account.removeTotp(await sessionOf(needs, given), given.doer),
  }),
  route({
    method: "POST",
    path: "/v1/me/recovery-codes",
    right: "self",
    needsProof: true,
    summary: "Gives new recovery codes; those before do not count any more",
    examples: [{ what: "Ten new ones", isOnce: true }],
    answer: RECOVERY_CODES,
    faults: ["bad-request"],
    run: async (needs: AccessNeeds, given) => ({
      recoveryCodes: await needs.access.account.newRecoveryCodes(await sessionOf(needs, given), given.doer),
    }),
  }),
];

export const PEOPLE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/people",
    right: "administer",
    summary: "The people, and what each may do",
    examples: [{ what: "All people" }],
    answer: Type.Array(PERSON),
    run: ({ access }: AccessNeeds) => access.people.list(),
  }),
  route({
    method: "POST",
    path: "/v1/people",
    right: "administer",
    needsProof: true,
    summary: "Invites a person: makes a link by which it chooses its password",
    examples: [{ what: "A viewer of one bank", body: { name: "somchai", ...viewer } }],
    body: NEW_PERSON,
    answer: INVITED,
    status: 201,
    rules: ({ codes }, { body }) => scopeRules(body, codes),
    async run({ access }: AccessNeeds, given) {
      const { person, token } = await access.people.invite(given.body, given.doer);
      return { person, link: given.cookies.linkOf(token) };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/people/:id",
    right: "administer",
    needsProof: true,
    summary: "Changes a person's role, scope or shown name, at once",
    examples: [{ what: "An analyst of it", params: second, body: { ...viewer, role: "analyst" } }],
    params,
    body: PUT_PERSON,
    answer: PERSON,
    faults: ["not-found"],
    rules: ({ codes }, { body }) => scopeRules(body, codes),
    run: ({ access }: AccessNeeds, given) =>
      access.people.change(Number(given.params.id), given.body, given.doer),
  }),
  route({
    method: "POST",
    path: "/v1/people/:id/reset",
    right: "administer",
    needsProof: true,
    summary: "Makes a link by which a person chooses a new password, and loses its second factor",
    examples: [{ what: "A lost password", params: second }],
    params,
    answer: LINK_ANSWER,
    faults: ["not-found", "bad-request"],
    run: async ({ access }: AccessNeeds, given) => ({
      link: given.cookies.linkOf(await access.people.reset(Number(given.params.id), given.doer)),
    }),
  }),
  route({
    method: "DELETE",
    path: "/v1/people/:id/sessions",
    right: "administer",
    needsProof: true,
    summary: "Ends all sessions of a person, at once",
    examples: [{ what: "A lost telephone", params: second }],
    params,
    answer: null,
    faults: ["not-found"],
    run: ({ access }: AccessNeeds, given) => access.people.closeSessions(Number(given.params.id), given.doer),
  }),
  route({
    method: "POST",
    path: "/v1/people/:id/disable",
    right: "administer",
    needsProof: true,
    summary: "Keeps a person out: its sessions and links end at once",
    examples: [{ what: "Whoever has left", params: second }],
    params,
    answer: PERSON,
    faults: ["not-found", "bad-request"],
    run: ({ access }: AccessNeeds, given) => access.people.disable(Number(given.params.id), given.doer),
  }),
  route({
    method: "POST",
    path: "/v1/people/:id/enable",
    right: "administer",
    needsProof: true,
    summary: "Lets a person in again",
    examples: [{ what: "Whoever is back", params: second }],
    params,
    answer: PERSON,
    faults: ["not-found"],
    run: ({ access }: AccessNeeds, given) => access.people.enable(Number(given.params.id), given.doer),
  }),
];

export const LINK_ROUTES = [
  route({
    method: "POST",
    path: "/v1/link",
    right: "anyone",
    summary: "Whose link this is, and what it is for",
    examples: [{ what: "An invitation", body: { token }, isOnce: true }],
    body: LINK_TOKEN,
    answer: LINK,
    faults: ["not-found", "busy"],
    run({ access }: AccessNeeds, { address, body }) {
      access.paceOf(address);
      return access.links.read(body.token);
    },
  }),
  route({
    method: "POST",
    path: "/v1/link/use",
    right: "anyone",
    summary: "Uses a link: the person chooses a password and is signed in",
    examples: [{ what: "An invitation", body: { token, password }, isOnce: true }],
    body: USE_LINK,
    answer: SESSION_STEP,
    faults: ["not-found", "busy"],
    async run({ access }: AccessNeeds, given) {
      access.paceOf(given.address);
      given.cookies.require();
      give(given, await access.links.use(given.body, callerOf(given)));
      return NOTHING_MORE;
    },
  }),
];
