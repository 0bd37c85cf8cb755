import { type Static, Type } from "@sinclair/typebox";
import { PROOF, SECOND_STEP, SESSION, SESSION_ROW, SESSION_STEP, SIGN_IN } from "#wire/access.schema.ts";
import { type Account, ROLE_RIGHTS } from "#wire/access.ts";
import { Reply, route, type Visitor } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import type { Access, Person, Session } from "./access.ts";
import { refusalOfRight } from "./judge.ts";
import { PROOF_MS } from "./limits.ts";
import { callerOf, give, sessionOf } from "./sessionCookies.ts";
import { NOTHING_MORE } from "./signIn.ts";

export interface SessionNeeds {
  access: Access;
  /** Null: it is no demo. */
  demoToken: string | null;
  basePath: string;
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
  (_needs: SessionNeeds, { body }: { body: Readonly<Record<string, unknown>> }) =>
    (body[a] === undefined) === (body[b] === undefined) ? [`${a}: send either ${a} or ${b}`] : [];
const params = Type.Object({
  id: Type.String({ pattern: "^\\d{1,9}$", description: "a number" }),
});

const password = "correct horse battery staple";

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
    run({ demoToken, basePath }: SessionNeeds, { query, cookies }) {
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
    async run({ access }: SessionNeeds, given) {
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
    async run({ access }: SessionNeeds, given) {
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
    async run(needs: SessionNeeds, given) {
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
    async run({ access }: SessionNeeds, { who, cookies }): Promise<Static<typeof SESSION>> {
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
    async run({ access }: SessionNeeds, given) {
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
    run: async ({ access }: SessionNeeds, { visitor }) =>
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
    run: ({ access }: SessionNeeds, given) =>
      access.sessions.close(Number(given.params.id), given.visitor, given.doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/sessions",
    right: "self",
    summary: "Ends all of them but this one",
    examples: [{ what: "All others" }],
    answer: null,
    run: ({ access }: SessionNeeds, given) => access.sessions.closeOthers(given.visitor, given.doer),
  }),
];
