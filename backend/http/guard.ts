import type { IncomingMessage } from "node:http";
import { hasRight } from "#wire/access.ts";
import { isProved, type Refusal, refusalOfRight } from "../access/judge.ts";
import type { Visitor } from "../access/visitor.ts";
import type { Clock } from "../kit/clock.ts";
import { Fault } from "../kit/fault.ts";
import { cookieOf } from "./cookies.ts";
import { hostnameOf, isLoopback } from "./hosts.ts";
import type { Right } from "./route.ts";

type Person = Extract<Visitor, { kind: "person" }>;
type Key = Extract<Visitor, { kind: "key" }>;

export interface GuardNeeds {
  sources: { visit(authorization: string | undefined): Promise<Key>; first: string };
  access: { visitorOf(token: string | undefined): Promise<Person | null>; demoVisitor(): Promise<Person> };
  clock: Clock;
  publicUrl: string | undefined;
  /** The visitor of this machine is a demo's commander. */
  isDemo: boolean;
}

export interface Guard {
  /** Who makes a request; null: nobody says so. Throws `unauthorized` for a key that is not known. */
  who(request: IncomingMessage): Promise<Visitor | null>;
  /**
   * Checks the right of a request before anything of its body is read.
   * Throws `unauthorized`, `forbidden` or `proof-needed`; gives who it is, where a right is needed.
   */
  admit(needed: { right: Right; needsProof?: true }, request: IncomingMessage): Promise<Visitor | null>;
}

export function openGuard({ sources, access, clock, publicUrl, isDemo }: GuardNeeds): Guard {
  async function who(request: IncomingMessage): Promise<Visitor | null> {
    if (request.headers.authorization !== undefined) return sources.visit(request.headers.authorization);
    const person = await access.visitorOf(cookieOf(request, "session", publicUrl));
    if (person) return person;
    return isDemo && isHere(request) ? access.demoVisitor() : null;
  }

  /** Who has signed in and administers; such a person may do all that the server's own machine and the first key may. */
  async function administratorOf(request: IncomingMessage): Promise<Person | null> {
    if (request.headers.authorization !== undefined) return null;
    const person = await access.visitorOf(cookieOf(request, "session", publicUrl));
    return person && hasRight(person.role, "administer") ? person : null;
  }

  return {
    who,
    async admit({ right, needsProof }, request) {
      if (right === "anyone") return null;
      if (right === "here" || right === "first-source") {
        const administrator = await administratorOf(request);
        if (administrator) return administrator;
      }
      if (right === "here") {
        if (isHere(request)) return null;
        throw new Fault(
          "forbidden",
          "only an administrator may do this, or somebody at the server's own machine",
        );
      }
      if (right === "first-source") {
        const key = await sources.visit(request.headers.authorization);
        if (key.maySend && key.sender.name === sources.first) return key;
        throw new Fault(
          "forbidden",
          `only an administrator may do this, or the key of the source "${sources.first}"`,
        );
      }
      // A source has a key and nothing else.
      const visitor = await (right === "send" ? sources.visit(request.headers.authorization) : who(request));
      const refusal = refusalOfRight(right, visitor);
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
    "needs-everything": "a wall shows everything, and you may read a part only",
    "is-demo": "the visitor of the demo has no account of its own",
    "lacks-right": `${visitor?.kind === "person" ? visitor.role : "this"} has not the right: ${right}`,
  };
  return new Fault(refusal === "nobody" ? "unauthorized" : "forbidden", says[refusal]);
}

/**
 * Whether a request comes from the server's own machine. A proxy there speaks for others, so a forwarded request does
 * not; nor does one under a foreign host name (DNS rebinding).
 */
function isHere(request: IncomingMessage): boolean {
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const isLocal = isLoopback(peer) && isLoopback(hostnameOf(request.headers.host));
  return isLocal && !request.headers.forwarded && !request.headers["x-forwarded-for"];
}
