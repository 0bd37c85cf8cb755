import type { IncomingMessage } from "node:http";
import { isProved, type Refusal, refusalOfRight, refusalOfWhole } from "../access/judge.ts";
import type { Visitor } from "../access/visitor.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { networkOf } from "./client.ts";
import { cookieOf, type Ways } from "./cookies.ts";
import { hostnameOf, isLoopback } from "./hosts.ts";
import type { Right, Route } from "./route.ts";

type Person = Extract<Visitor, { kind: "person" }>;
type Key = Extract<Visitor, { kind: "key" }>;
type Display = Extract<Visitor, { kind: "display" }>;
type Embed = Extract<Visitor, { kind: "embed" }>;

export interface GuardNeeds {
  sources: {
    visit(authorization: string | undefined): Promise<Key>;
    recognise(authorization: string): Promise<string | null>;
  };
  access: {
    recognise(token: string | undefined, browser: string | undefined): Promise<string | null>;
    visitorOf(token: string | undefined, isUse: boolean): Promise<Person | null>;
    demoVisitor(): Promise<Person>;
  };
  displays: { identify(cookies: string | undefined): Promise<Display | null> };
  embeds: {
    visit(authorization: string | undefined): Promise<Embed>;
    watcherOf(ticket: string): () => Promise<Embed | null>;
    seen: { see(network: string, embed: number): void; at(network: string): number | null };
  };
  clock: Clock;
  ways: Ways;
  /** Whoever has this in a cookie, on this machine, is a demo's commander; null: it is no demo. */
  demoToken: string | null;
}

export interface Guard {
  /** Who makes a request; null: nobody says so. Throws `unauthorized` for a key that is not known. */
  who(request: IncomingMessage): Promise<Visitor | null>;
  /**
   * Whose credential a request shows, as a text to count by: a person's, a display's, a key's, that of a browser on which
   * somebody has signed in, or, where embeds ask, a ticket. Null: none that counts. It says nothing of what they may do,
   * and never throws. However many ask with what they invent, the database is asked at most every two seconds.
   */
  knownBy(request: IncomingMessage, isForEmbeds?: boolean): Promise<string | null>;
  /** The embed whose ticket was shown lately from where this request comes from, as a text to count by; null: none was. */
  embedNear(request: IncomingMessage): string | null;
  /**
   * What tells who has opened a connection with this request, as often as it is asked. A display comes before a person.
   * To be asked is no use of a session. With the ticket of an embed it is that embed, whoever else its browser is.
   */
  watcherOf(request: IncomingMessage, ticket: string | null): () => Promise<Visitor | null>;
  /**
   * Checks the right of a request, and that a limited visitor asks for nothing of the whole centre, before anything of its body is read.
   * Throws `unauthorized`, `forbidden` or `proof-needed`; gives who it is, where a right is needed.
   */
  admit(
    needed: Pick<Route, "right" | "needsProof" | "limit">,
    request: IncomingMessage,
  ): Promise<Visitor | null>;
}

export function openGuard(needs: GuardNeeds): Guard {
  const { sources, access, displays, embeds, clock, ways, demoToken } = needs;

  const isOfDemo = (request: IncomingMessage) =>
    demoToken !== null && isHere(request) && cookieOf(request, "demo", ways) === demoToken;

  async function embedOf(request: IncomingMessage) {
    const embed = await embeds.visit(request.headers.authorization);
    const network = networkOf(request, ways.proxies);
    if (network !== null) embeds.seen.see(network, embed.id);
    return embed;
  }

  async function recognise(request: IncomingMessage, isForEmbeds: boolean): Promise<string | null> {
    const { authorization, cookie } = request.headers;
    // It decides alone who a request comes from, so that nobody guesses keys behind a cookie that counts.
    if (authorization !== undefined)
      return isForEmbeds
        ? `embed ${(await embeds.visit(authorization)).id}`
        : sources.recognise(authorization);
    if (cookie === undefined) return null;
    const display = await displays.identify(cookie);
    if (display) return `display ${display.id}`;
    if (isOfDemo(request)) return "demo";
    return access.recognise(cookieOf(request, "session", ways), cookieOf(request, "browser", ways));
  }

  /** @param isUse whether the session is used by it */
  function personOf(request: IncomingMessage, isUse: boolean): () => Promise<Person | null> {
    const token = cookieOf(request, "session", ways);
    // Read now: once the connection has gone, its address is not known any more.
    const isDemos = isOfDemo(request);
    return async () => (await access.visitorOf(token, isUse)) ?? (isDemos ? access.demoVisitor() : null);
  }

  async function who(request: IncomingMessage): Promise<Visitor | null> {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) return sources.visit(authorization);
    // A page that polls while nobody is there says so.
    const isUse = request.headers["session-use"] !== "none";
    // A person may have signed in on a browser that is a display too.
    return (await personOf(request, isUse)()) ?? displays.identify(cookie);
  }

  return {
    who,
    // While the database has never answered, nobody is known.
    knownBy: (request, isForEmbeds = false) => recognise(request, isForEmbeds).catch(() => null),
    embedNear(request) {
      const network = networkOf(request, ways.proxies);
      const embed = network === null ? null : embeds.seen.at(network);
      return embed === null ? null : `embed ${embed}`;
    },
    watcherOf(request, ticket) {
      if (ticket !== null) return embeds.watcherOf(ticket);
      const { authorization, cookie } = request.headers;
      if (authorization !== undefined) return () => sources.visit(authorization);
      const person = personOf(request, false);
      return async () => (await displays.identify(cookie)) ?? person();
    },
    async admit({ right, needsProof, limit }, request) {
      if (right === "anyone") return null;
      // A source has a key and nothing else, and an embed a ticket, which is of use nowhere else.
      const { authorization } = request.headers;
      const visitor = await (right === "send"
        ? sources.visit(authorization)
        : right === "embed"
          ? embedOf(request)
          : who(request));
      const refusal = refusalOfRight(right, visitor) ?? (limit === "whole" ? refusalOfWhole(visitor) : null);
      if (refusal) throw faultOf(refusal, visitor, right);
      if (needsProof && visitor?.kind === "person" && !isProved(visitor, clock.now()))
        throw new Fault(
          "proof-needed",
          "prove again who you are, by password or code (POST /v1/session/proof); then repeat this",
        );
      return visitor;
    },
  };
}

function faultOf(refusal: Refusal, visitor: Visitor | null, right: Right): Fault {
  const says: Record<Refusal, string> = {
    nobody: "sign in (POST /v1/session), or send a key: Authorization: Bearer <key>",
    "needs-person": "only a person who is signed in may do this",
    "needs-source": `the key ${visitor?.kind === "key" ? visitor.sender.name : ""} is for reading: it sends nothing`,
    "needs-reading": "this key may send events, but not read; an administrator makes keys for reading",
    "needs-ticket": "this is for the ticket of an embed",
    "needs-everything":
      "this is of the whole centre, and your access is limited to a part of it: whoever has no limit may do it",
    "is-demo": "the visitor of the demo has no account of its own",
    "needs-second":
      "an administrator needs a second factor, and the days without one are over: set one up (/account), which is all that you may do until then",
    "lacks-right": `${visitor?.kind === "person" ? visitor.role : "this"} has not the right: ${right}`,
  };
  return new Fault(refusal === "nobody" ? "unauthorized" : "forbidden", says[refusal]);
}

/**
 * Whether a request may come from the server's own machine. A proxy there speaks for others, so a forwarded request does
 * not; nor does one under a foreign host name (DNS rebinding). What a proxy passes on without saying so, such as nginx by
 * a bare `proxy_pass`, which even writes this machine's name into `Host`, cannot be told apart: hence the token.
 */
function isHere(request: IncomingMessage): boolean {
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const isLocal = isLoopback(peer) && isLoopback(hostnameOf(request.headers.host));
  return isLocal && !request.headers.forwarded && !request.headers["x-forwarded-for"];
}
