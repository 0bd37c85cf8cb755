import { type Static, Type } from "@sinclair/typebox";
import { PASSWORD_LETTERS, PURPOSES, ROLE_RIGHTS, ROLES, SECONDS } from "./access.ts";
import { FREE_TEXT, freeText, ITS_VERSION, nullable, OF_VERSION, oneOf } from "./schema.ts";

/** Schemas of people and sessions. The dashboard imports only their types, through ./access.ts. Times are epoch ms. */
const closed = { additionalProperties: false } as const;
const time = Type.Integer();
const codes = nullable(Type.Array(Type.String({ maxLength: 40, description: "codes (GET /v1/codes)" })), {
  description: "null: any; an empty list: none",
});

/** To which banks, provinces and agencies a visitor is limited; null: any. */
export interface Scope {
  banks: readonly string[] | null;
  provinces: readonly string[] | null;
  agencies: readonly string[] | null;
}
export const SCOPE = Type.Unsafe<Scope>(
  Type.Object({ banks: codes, provinces: codes, agencies: codes }, closed),
);

export const PERSON_NAME = Type.String({
  pattern: "^[\\w\\u0E00-\\u0E7F.@+-]{1,100}$",
  description:
    "the name to sign in with: letters, also Thai ones, digits and . _ - + @ only, up to 100; case does not matter",
});
const newName = Type.String({ ...PERSON_NAME, format: FREE_TEXT });
const displayName = freeText(100, { minLength: 1 });
/** Of one that is entered, any text: what it must be is asked where one is chosen. */
const password = Type.String({ minLength: 1, maxLength: 1_000, writeOnly: true });
const newPassword = Type.String({
  minLength: PASSWORD_LETTERS.least,
  maxLength: PASSWORD_LETTERS.most,
  writeOnly: true,
});
const code = Type.String({ pattern: "^\\d{6}$", description: "the six digits that the authenticator shows" });
const recoveryCode = Type.String({ minLength: 1, maxLength: 40 });
/** Of a link: 32 bytes in base64url. */
const token = Type.String({ pattern: "^[\\w-]{43}$", description: "what follows the # of a link" });
const role = oneOf(ROLES);

/** `POST /v1/session`. */
export const SIGN_IN = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), password }, closed);

/** What is needed until the person is signed in. */
export const SESSION_STEP = Type.Object({
  needs: oneOf(["nothing", "second"]),
  second: Type.Array(oneOf(SECONDS), { description: "what may be sent; any one of them" }),
});
export type SessionStep = Static<typeof SESSION_STEP>;

/** `POST /v1/session/second`: one of the two. */
export const SECOND_STEP = Type.Partial(Type.Object({ code, recoveryCode }, closed), closed);

/** `POST /v1/session/proof`: one of the two. */
export const PROOF = Type.Partial(Type.Object({ password, code }, closed), closed);

const isFederated = Type.Boolean({
  description:
    "it signs in by the identity provider: it has no password here, and role and scope come from there",
});
const secondDue = nullable(time, {
  description:
    "until when this administrator may do without a second factor; afterwards it may only set one up. null: it has one, or needs none",
});

/** The person who is signed in. */
export const ACCOUNT = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  role,
  scope: SCOPE,
  rights: Type.Array(oneOf(ROLE_RIGHTS), { description: "what it may do now" }),
  provedUntil: time,
  secondDue,
  isDemo: Type.Boolean({ description: "the visitor of a demo, who has not signed in" }),
  hasTotp: Type.Boolean(),
  passkeys: Type.Integer({ description: "how many" }),
  isFederated,
});
export type Account = Static<typeof ACCOUNT>;

/** `GET /v1/session`. */
export const SESSION = Type.Object({
  person: nullable(ACCOUNT),
  provider: nullable(Type.String(), {
    description: "the name of the identity provider by which people sign in (GET /v1/session/oidc)",
  }),
});

export const SESSION_ROW = Type.Object({
  id: Type.Integer(),
  since: time,
  seen: time,
  address: nullable(Type.String()),
  agent: nullable(Type.String(), { description: "what the browser says that it is" }),
  isThis: Type.Boolean(),
});
export type SessionRow = Static<typeof SESSION_ROW>;

/** `PUT /v1/me/password`. */
export const NEW_PASSWORD = Type.Object(
  {
    current: Type.Optional(
      Type.String({
        maxLength: PASSWORD_LETTERS.most,
        description: "the password until now; compulsory for whoever has one",
      }),
    ),
    password: newPassword,
  },
  closed,
);

/** `POST /v1/me/totp`: a seed that counts once it is confirmed. */
export const TOTP = Type.Object({
  secret: Type.String({ description: "base32" }),
  uri: Type.String({ description: "otpauth://…" }),
  qr: Type.String({ description: "the same as a picture: SVG" }),
});
export const TOTP_CODE = Type.Object({ code }, closed);
export const RECOVERY_CODES = Type.Object({
  recoveryCodes: Type.Array(Type.String(), { description: "each signs in once; shown only here" }),
});

const bytes = (most: number) =>
  Type.String({ pattern: "^[\\w-]*$", maxLength: most, description: "base64url" });
const credentialId = Type.String({ pattern: "^[\\w-]{1,1400}$", description: "base64url" });
export const PASSKEY_NAME = freeText(60, { minLength: 1 });
export const PASSKEY = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  isSynced: Type.Boolean({ description: "its maker keeps it on the person's other devices too" }),
  since: time,
  used: nullable(time, { description: "null: never" }),
});
export type Passkey = Static<typeof PASSKEY>;
/** What `navigator.credentials` takes as `publicKey`, with bytes in base64url (WebAuthn 3, 5.1.8 and 5.1.9). */
export const PASSKEY_OPTIONS = Type.Object({}, { additionalProperties: true });
const ATTESTATION_SAID = Type.Object(
  {
    id: credentialId,
    response: Type.Object(
      {
        clientDataJSON: bytes(10_000),
        attestationObject: bytes(40_000),
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 })),
      },
      closed,
    ),
  },
  closed,
);
export type AttestationSaid = Static<typeof ATTESTATION_SAID>;
const ASSERTION_SAID = Type.Object(
  {
    id: credentialId,
    response: Type.Object(
      {
        clientDataJSON: bytes(10_000),
        authenticatorData: bytes(10_000),
        signature: bytes(10_000),
        userHandle: Type.Optional(bytes(100)),
      },
      closed,
    ),
  },
  closed,
);
export type AssertionSaid = Static<typeof ASSERTION_SAID>;
/** `POST /v1/me/passkeys`. */
export const NEW_PASSKEY = Type.Object({ name: PASSKEY_NAME, credential: ATTESTATION_SAID }, closed);
export const PASSKEY_ADDED = Type.Object({
  passkey: PASSKEY,
  recoveryCodes: nullable(Type.Array(Type.String()), { description: "for who had none; shown only here" }),
});
/** `PUT /v1/me/passkeys/:id`. */
export const PUT_PASSKEY = Type.Object({ name: PASSKEY_NAME }, closed);
/** `POST /v1/session/passkey/options`. */
export const PASSKEY_PURPOSE = Type.Object({ purpose: oneOf(["sign-in", "second", "proof"]) }, closed);
/** `POST /v1/session/passkey`. */
export const USE_PASSKEY = Type.Object({ credential: ASSERTION_SAID }, closed);

const person = { displayName, role, scope: SCOPE };
/** `POST /v1/people`. */
export const NEW_PERSON = Type.Object({ name: newName, ...person }, closed);
/** `PUT /v1/people/:id`. */
export const PUT_PERSON = Type.Object({ ...person, ...OF_VERSION }, closed);
export const PERSON = Type.Object({
  id: Type.Integer(),
  version: ITS_VERSION,
  name: Type.String(),
  ...person,
  state: oneOf(["invited", "active", "disabled"]),
  hasTotp: Type.Boolean(),
  passkeys: Type.Integer({ description: "how many" }),
  secondDue,
  since: time,
  seen: nullable(time, { description: "when it was last active in a session; null: never" }),
  isDemo: Type.Boolean(),
  isFederated,
});
export type Person = Static<typeof PERSON>;

const link = Type.String({ description: "an address to open once; it is told only here" });
export const LINK_ANSWER = Type.Object({ link });
export const INVITED = Type.Object({ person: PERSON, link });

/** `POST /v1/link`. */
export const LINK_TOKEN = Type.Object({ token }, closed);
export const LINK = Type.Object({
  purpose: oneOf(PURPOSES),
  name: nullable(Type.String()),
  displayName: nullable(Type.String()),
});
export type Link = Static<typeof LINK>;
/** `POST /v1/link/use`: with a name and a display name for the first administrator, who has none yet. */
export const USE_LINK = Type.Object(
  {
    token,
    name: Type.Optional(newName),
    displayName: Type.Optional(displayName),
    password: newPassword,
  },
  closed,
);
