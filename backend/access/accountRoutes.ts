import { NEW_PASSWORD, RECOVERY_CODES, TOTP, TOTP_CODE } from "#wire/access.schema.ts";
import { route } from "../http/route.ts";
import type { Access } from "./access.ts";
import { sessionOf } from "./sessionCookies.ts";

interface AccountNeeds {
  access: Access;
}

const body = { current: "correct horse battery staple", password: "another horse in the battery" };

export const ACCOUNT_ROUTES = [
  route({
    method: "PUT",
    path: "/v1/me/password",
    right: "self",
    needsProof: true,
    summary: "Chooses another password, by the one until now; the person's other sessions end",
    examples: [{ what: "Another one", body }],
    body: NEW_PASSWORD,
    answer: null,
    faults: ["busy"],
    async run({ access }: AccountNeeds, given) {
      const session = await sessionOf({ access }, given);
      // A proof of before may have been a code alone.
      await access.signIn.requirePassword(session, given.body.current);
      await access.account.changePassword(session, given.body.password, given.doer);
    },
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
    run: async (needs: AccountNeeds, given) => needs.access.account.beginTotp(await sessionOf(needs, given)),
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
    run: async (needs: AccountNeeds, given) => {
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
    run: async (needs: AccountNeeds, given) =>
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
    run: async (needs: AccountNeeds, given) => ({
      recoveryCodes: await needs.access.account.newRecoveryCodes(await sessionOf(needs, given), given.doer),
    }),
  }),
];
