import { LINK, LINK_TOKEN, SESSION_STEP, USE_LINK } from "#wire/access.schema.ts";
import { route } from "../http/route.ts";
import type { Access } from "./access.ts";
import { callerOf, give } from "./sessionCookies.ts";
import { NOTHING_MORE } from "./signIn.ts";

interface LinkNeeds {
  access: Access;
}

const password = "correct horse battery staple";
const token = "0123456789abcdefghijABCDEFGHIJ-_0123456789a";

export const LINK_ROUTES = [
  route({
    method: "POST",
    path: "/v1/link",
    right: "anyone",
    summary: "Whose link this is, and what it is for",
    examples: [{ what: "An invitation", body: { token }, isOnce: true }],
    body: LINK_TOKEN,
    answer: LINK,
    faults: ["not-found"],
    run: ({ access }: LinkNeeds, { body }) => access.links.read(body.token),
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
    async run({ access }: LinkNeeds, given) {
      given.cookies.require();
      give(given, await access.links.use(given.body, callerOf(given)));
      return NOTHING_MORE;
    },
  }),
];
