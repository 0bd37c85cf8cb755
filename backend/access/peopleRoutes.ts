import { Type } from "@sinclair/typebox";
import { INVITED, LINK_ANSWER, NEW_PERSON, PERSON, PUT_PERSON } from "#wire/access.schema.ts";
import { covers, EVERYTHING, type Scope } from "#wire/access.ts";
import { route } from "../http/route.ts";
import type { Access } from "./access.ts";
import { scopeRules } from "./scopes.ts";

export interface PeopleNeeds {
  access: Access;
  codes: readonly { kind: string; code: string }[];
}

const params = Type.Object({
  id: Type.String({ pattern: "^\\d{1,9}$", description: "a number" }),
});
const second = { id: "2" };
const viewer = {
  displayName: "สมชาย ใจดี",
  role: "viewer",
  scope: { banks: ["KBANK"], provinces: null, agencies: null },
};

/** What a person is limited to, if there is one. */
const scopeOf = async ({ access }: PeopleNeeds, id: string): Promise<Scope[]> =>
  (await access.people.list()).filter((person) => person.id === Number(id)).map(({ scope }) => scope);
/** Nobody changes the limit that he has himself, not even to a narrower one. */
const isOwn = (scope: Scope, to: Scope) => covers(scope, to) && covers(to, scope);

export const PEOPLE_ROUTES = [
  route({
    method: "GET",
    path: "/v1/people",
    right: "administer",
    limit: "within",
    summary: "The people, and what each may do",
    description: "Who is limited is told of those inside the limit.",
    examples: [{ what: "All people" }],
    answer: Type.Array(PERSON),
    run: async ({ access }: PeopleNeeds, { visitor }) =>
      (await access.people.list()).filter(({ scope }) => covers(visitor.scope, scope)),
  }),
  route({
    method: "POST",
    path: "/v1/people",
    right: "administer",
    needsProof: true,
    limit: { of: (_needs: PeopleNeeds, { body }) => [body.scope] },
    summary: "Invites a person: makes a link by which it chooses its password",
    examples: [{ what: "A viewer of one bank", body: { name: "somchai", ...viewer } }],
    body: NEW_PERSON,
    answer: INVITED,
    status: 201,
    rules: ({ codes }, { body }) => scopeRules(body, codes),
    async run({ access }: PeopleNeeds, given) {
      const { person, token } = await access.people.invite(given.body, given.doer);
      return { person, link: given.cookies.linkOf(token) };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/people/:id",
    right: "administer",
    needsProof: true,
    limit: {
      of: async (needs: PeopleNeeds, { params: { id }, body, visitor }) => [
        body.scope,
        ...(await scopeOf(needs, id)),
        ...(visitor.id === Number(id) && !isOwn(visitor.scope, body.scope) ? [EVERYTHING] : []),
      ],
    },
    summary: "Changes a person's role, scope or shown name, at once",
    examples: [{ what: "An analyst of it", params: second, body: { ...viewer, role: "analyst" } }],
    params,
    body: PUT_PERSON,
    answer: PERSON,
    faults: ["not-found", "changed-meanwhile"],
    rules: ({ codes }, { body }) => scopeRules(body, codes),
    run: ({ access }: PeopleNeeds, given) =>
      access.people.change(Number(given.params.id), given.body, given.doer, given.requireWithin),
  }),
  route({
    method: "POST",
    path: "/v1/people/:id/reset",
    right: "administer",
    needsProof: true,
    limit: { of: (needs: PeopleNeeds, { params: { id } }) => scopeOf(needs, id) },
    summary: "Makes a link by which a person chooses a new password, and loses its second factor",
    examples: [{ what: "A lost password", params: second }],
    params,
    answer: LINK_ANSWER,
    faults: ["not-found", "bad-request"],
    run: async ({ access }: PeopleNeeds, given) => ({
      link: given.cookies.linkOf(
        await access.people.reset(Number(given.params.id), given.doer, given.requireWithin),
      ),
    }),
  }),
  route({
    method: "DELETE",
    path: "/v1/people/:id/sessions",
    right: "administer",
    needsProof: true,
    limit: { of: (needs: PeopleNeeds, { params: { id } }) => scopeOf(needs, id) },
    summary: "Ends all sessions of a person, at once",
    examples: [{ what: "A lost telephone", params: second }],
    params,
    answer: null,
    faults: ["not-found"],
    run: ({ access }: PeopleNeeds, given) =>
      access.people.closeSessions(Number(given.params.id), given.doer, given.requireWithin),
  }),
  route({
    method: "POST",
    path: "/v1/people/:id/disable",
    right: "administer",
    needsProof: true,
    limit: { of: (needs: PeopleNeeds, { params: { id } }) => scopeOf(needs, id) },
    summary: "Keeps a person out: its sessions and links end at once",
    examples: [{ what: "Whoever has left", params: second }],
    params,
    answer: PERSON,
    faults: ["not-found", "bad-request"],
    run: ({ access }: PeopleNeeds, given) =>
      access.people.disable(Number(given.params.id), given.doer, given.requireWithin),
  }),
  route({
    method: "POST",
    path: "/v1/people/:id/enable",
    right: "administer",
    needsProof: true,
    limit: { of: (needs: PeopleNeeds, { params: { id } }) => scopeOf(needs, id) },
    summary: "Lets a person in again",
    examples: [{ what: "Whoever is back", params: second }],
    params,
    answer: PERSON,
    faults: ["not-found"],
    run: ({ access }: PeopleNeeds, given) =>
      access.people.enable(Number(given.params.id), given.doer, given.requireWithin),
  }),
];
