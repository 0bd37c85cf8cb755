import { Type } from "@sinclair/typebox";
import {
  NEW_PASSKEY,
  PASSKEY,
  PASSKEY_ADDED,
  PASSKEY_OPTIONS,
  PASSKEY_PURPOSE,
  PUT_PASSKEY,
  SESSION_STEP,
  USE_PASSKEY,
} from "#wire/access.schema.ts";
import { route } from "../http/route.ts";
import type { Access } from "./access.ts";
import { callerOf, give, sessionOf } from "./sessionCookies.ts";
import { NOTHING_MORE } from "./signIn.ts";

interface PasskeyNeeds {
  access: Access;
}

const params = Type.Object({ id: Type.String({ pattern: "^\\d{1,9}$", description: "a number" }) });
const id = "mE8kq0v6Tt2n1b7gQ2pXcg";
const clientDataJSON = "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0";
const signed = { clientDataJSON, authenticatorData: "SZYN5Y", signature: "MEUCIQ" };

export const PASSKEY_ROUTES = [
  route({
    method: "GET",
    path: "/v1/me/passkeys",
    right: "self",
    summary: "The passkeys of the person who asks",
    examples: [{ what: "All passkeys" }],
    answer: Type.Array(PASSKEY),
    run: ({ access }: PasskeyNeeds, { visitor }) => access.passkeys.list(visitor.id),
  }),
  route({
    method: "POST",
    path: "/v1/me/passkeys/options",
    right: "self",
    needsProof: true,
    summary: "What the browser is asked for, to make a passkey",
    examples: [{ what: "For navigator.credentials.create", isOnce: true }],
    answer: PASSKEY_OPTIONS,
    faults: ["bad-request"],
    run: async (needs: PasskeyNeeds, given) =>
      needs.access.passkeys.beginAdding(await sessionOf(needs, given), given.cookies.origin),
  }),
  route({
    method: "POST",
    path: "/v1/me/passkeys",
    right: "self",
    needsProof: true,
    summary: "Adds a passkey: from now on it signs in, and a password alone does not",
    examples: [
      {
        what: "A telephone",
        body: {
          name: "โทรศัพท์",
          credential: { id, response: { clientDataJSON, attestationObject: "o2NmbXRkbm9uZQ" } },
        },
        isOnce: true,
      },
    ],
    body: NEW_PASSKEY,
    answer: PASSKEY_ADDED,
    status: 201,
    run: async (needs: PasskeyNeeds, given) =>
      needs.access.passkeys.add(await sessionOf(needs, given), given.body, given.cookies.origin, given.doer),
  }),
  route({
    method: "PUT",
    path: "/v1/me/passkeys/:id",
    right: "self",
    summary: "Gives a passkey another name",
    examples: [{ what: "A telephone", params: { id: "3" }, body: { name: "โทรศัพท์" }, isOnce: true }],
    params,
    body: PUT_PASSKEY,
    answer: PASSKEY,
    faults: ["not-found"],
    run: ({ access }: PasskeyNeeds, { params, body, visitor, doer }) =>
      access.passkeys.rename(visitor.id, Number(params.id), body.name, doer),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/passkeys/:id",
    right: "self",
    needsProof: true,
    summary: "Removes a passkey, at once",
    examples: [{ what: "A telephone that was lost", params: { id: "3" }, isOnce: true }],
    params,
    answer: null,
    run: ({ access }: PasskeyNeeds, { params, visitor, doer }) =>
      access.passkeys.remove(visitor.id, Number(params.id), doer),
  }),
  route({
    method: "POST",
    path: "/v1/session/passkey/options",
    right: "anyone",
    summary: "What the browser is asked for, to sign in with a passkey or to prove who has the session",
    description:
      "`sign-in` needs no name and no password, `second` a session that has begun with them, `proof` a whole one.",
    examples: [{ what: "Without a password", body: { purpose: "sign-in" }, isOnce: true }],
    body: PASSKEY_PURPOSE,
    answer: PASSKEY_OPTIONS,
    faults: ["unauthorized", "unavailable"],
    async run({ access }: PasskeyNeeds, { body, cookies }) {
      cookies.require();
      const session = body.purpose === "sign-in" ? null : await access.sessions.find(cookies.get("session"));
      return access.passkeySignIn.begin(body.purpose, session, cookies.origin);
    },
  }),
  route({
    method: "POST",
    path: "/v1/session/passkey",
    right: "anyone",
    summary: "Signs in with a passkey, completes a sign-in, or proves again who has the session",
    examples: [{ what: "A signature", body: { credential: { id, response: signed } }, isOnce: true }],
    body: USE_PASSKEY,
    answer: SESSION_STEP,
    faults: ["unauthorized"],
    async run({ access }: PasskeyNeeds, given) {
      const { cookies, body } = given;
      cookies.require();
      const session = (await access.sessions.find(cookies.get("session"))) ?? null;
      const browser = cookies.get("browser");
      const { origin } = cookies;
      give(
        given,
        await access.passkeySignIn.use(body.credential, { session, browser, origin }, callerOf(given)),
      );
      return NOTHING_MORE;
    },
  }),
];
