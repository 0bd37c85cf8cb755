import { Type } from "@sinclair/typebox";
import type { ProviderRefusal } from "#wire/access.ts";
import { Reply, route } from "../http/route.ts";
import { Fault } from "../kit/fault.ts";
import type { Access } from "./access.ts";
import { AWAY_MS, CALLBACK_PATH } from "./federation.ts";
import { give } from "./sessionCookies.ts";

export interface FederationNeeds {
  access: Access;
  /** The path under which browsers find the pages. */
  basePath: string;
}

/** Another protocol asks for these, so they are not in the API's document: browsers are sent to them. */
const page = { method: "GET", right: "anyone", answer: null, isPage: true } as const;

function federationOf({ access }: FederationNeeds) {
  if (!access.federation) throw new Fault("not-found", "this centre has no identity provider (OIDC_ISSUER)");
  return access.federation;
}

/** To the page of sign-in, which goes on from there or says what is wrong. A page of this server, whatever `back` says. */
function toPage({ basePath }: FederationNeeds, back: string, how: "arrived" | ProviderRefusal): Reply {
  const query = new URLSearchParams(back);
  for (const name of ["arrived", "refused"]) query.delete(name);
  query.set(how === "arrived" ? how : "refused", how === "arrived" ? "yes" : how);
  return new Reply({ Location: `${basePath}/sign-in?${query}` }, "", 302);
}

export const FEDERATION_ROUTES = [
  route({
    ...page,
    path: "/v1/session/oidc",
    summary: "Sends a person to the identity provider",
    query: Type.Object({
      back: Type.Optional(
        Type.String({ maxLength: 1_500, description: "the query of the page to come back to" }),
      ),
      prove: Type.Optional(
        Type.Literal("yes", { description: "the person who is signed in proves again who it is" }),
      ),
    }),
    faults: ["not-found"],
    async run(needs: FederationNeeds, { query, cookies }) {
      const federation = federationOf(needs);
      cookies.require();
      const { back = "", prove } = query;
      const session = prove ? await needs.access.sessions.find(cookies.get("session")) : null;
      const sent = await federation.depart(cookies.get("departure"), back, session);
      if ("refusal" in sent) return toPage(needs, back, sent.refusal);
      cookies.set("departure", sent.cookie, AWAY_MS / 1_000);
      return new Reply({ Location: sent.to }, "", 302);
    },
  }),
  route({
    ...page,
    path: CALLBACK_PATH,
    summary: "Where the identity provider sends a person back to",
    faults: ["not-found", "busy"],
    async run(needs: FederationNeeds, { request, agent, cookies, address }) {
      const federation = federationOf(needs);
      const search = /\?.*$/s.exec(request.url ?? "")?.[0] ?? "";
      const session = await needs.access.sessions.find(cookies.get("session"));
      const has = { departures: cookies.get("departure"), browser: cookies.get("browser"), session };
      const arrived = await federation.arrive(search, has, { address, agent });
      if ("refusal" in arrived) return toPage(needs, arrived.back, arrived.refusal);
      give({ cookies }, arrived);
      return toPage(needs, arrived.back, "arrived");
    },
  }),
];
