import type { IncomingMessage } from "node:http";
import type { Static, TObject, TSchema } from "@sinclair/typebox";
import type { RequireWithin, Right, RoleRight, Scope } from "#wire/access.ts";
import type { Deed } from "#wire/deeds.ts";
import type { Sender, Visitor } from "../access/visitor.ts";
import type { Doer } from "../audit/write.ts";
import type { FaultCode } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Cookies } from "./cookies.ts";

export type { Cookies, Right, Sender, Visitor };

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Who a route's runner knows that it is: whoever has the right. */
export type VisitorWith<R extends Right> = R extends "anyone"
  ? null
  : R extends "send"
    ? Extract<Visitor, { kind: "key" }>
    : R extends "self" | "report" | "command" | "administer"
      ? Extract<Visitor, { kind: "person" }>
      : R extends "embed"
        ? Extract<Visitor, { kind: "embed" }>
        : R extends "read" | "monitor"
          ? Extract<Visitor, { kind: "person" | "key" }>
          : Visitor;

/** What a route's runner is given: checked against the schemas, and the right is there. */
export interface Given<R extends Right, P extends TObject, Q extends TObject, B extends TObject> {
  params: Static<P>;
  query: Static<Q>;
  body: Static<B>;
  visitor: VisitorWith<R>;
  sender: R extends "send" ? Sender : null;
  /** What the client says that it is. */
  agent: string | null;
  cookies: Cookies;
  /** Who it is, where the route lets anyone. */
  who(): Promise<Visitor | null>;
  request: IncomingMessage;
  /** The client's address in canonical form; behind proxies that are not trusted, the address of the nearest one. */
  readonly address: string;
  /** The person or key that the audit names. */
  doer: R extends "anyone" ? null : Doer;
  /** Aborts when the answer has been sent, or when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** For what can become another's while the request is under way, in the deed's transaction. */
  requireWithin: RequireWithin;
}

/** Text, bytes, or pieces of either. */
export type ReplyBody = string | Buffer | Iterable<string> | AsyncIterable<string | Uint8Array>;

/** An answer that the runner writes itself: a page, a file, a redirection, JSON in pieces. */
export class Reply {
  readonly headers: Record<string, string>;
  /** Pieces are made one by one as the client reads them. */
  readonly body: ReplyBody;
  readonly status: number;
  constructor(headers: Record<string, string>, body: ReplyBody = "", status = 200) {
    this.headers = headers;
    this.body = body;
    this.status = status;
  }
}

/** What a file has, as the audit says it: `deed` ends in `.exported`. */
interface Exported {
  deed: Extract<Deed, `${string}.exported`>;
  of: { kind: string; id: string };
}

/** A file that leaves the centre: it is sent once the audit says who took it, and what was asked. */
export class FileReply extends Reply {
  readonly exported: Exported;
  /** Counts it, in the transaction that audits it: neither is written without the other. */
  readonly count: ((run: Run) => Promise<void>) | undefined;
  constructor(
    exported: Exported,
    file: { name: string; type: string },
    body: ReplyBody,
    count?: (run: Run) => Promise<void>,
  ) {
    super({ "Content-Type": file.type, "Content-Disposition": `attachment; filename="${file.name}"` }, body);
    this.exported = exported;
    this.count = count;
  }
}

/**
 * How a route keeps a visitor inside its limit (`Scope`). `whole`: only who has no limit may ask. `within`: the runner
 * gives the scope to what it asks, and is told of that part alone. `same`: it tells everybody the same, and nothing of a
 * bank, province or agency. `of`, for a deed: the extents of all that it would change or give away, as far as that is
 * there; the server refuses it unless the visitor's scope covers each of them.
 */
export type Limit<Needs, G> =
  | "whole"
  | "within"
  | "same"
  | { of(needs: Needs, given: G): readonly Scope[] | Promise<readonly Scope[]> };

/** Makes `limit` compulsory where the visitor may be limited, and forbids it elsewhere. */
type Limited<R extends Right> = R extends RoleRight ? { limit: unknown } : { limit?: never };

/** A request as the documents show it. A test sends each one and expects that it succeeds. */
export interface Example {
  what: string;
  /** It has a code or a token that is made once, so that it cannot be sent as it is. */
  isOnce?: true;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
}

type Nothing = TObject<Record<never, never>>;

export interface Route<
  M extends Method = Method,
  Path extends string = string,
  R extends Right = Right,
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TObject = TObject,
  A extends TSchema | null = TSchema | null,
  // biome-ignore lint/suspicious/noExplicitAny: a table has routes with different needs
  Needs = any,
> {
  method: M;
  /** With parameters as `:name`. */
  path: Path;
  right: R;
  /** Compulsory where the right is one of a role. */
  limit?: Limit<Needs, Pick<Given<R, P, Q, B>, "params" | "query" | "body" | "visitor">>;
  /** A dangerous deed: the person must have proved within the last ten minutes who it is. */
  needsProof?: true;
  /** What it does, in one line; and what else a caller has to know. */
  summary: string;
  description?: string;
  params?: P;
  /** Lists are separated by commas; an empty parameter is an absent one. */
  query?: Q;
  /** A JSON body. */
  body?: B;
  /** The body may be large: a file of ours. */
  isLarge?: true;
  /** A body that the runner reads itself, by media type; `headers`: what goes with it, as an example. */
  stream?: Record<string, { schema: TSchema; example: unknown; headers?: Record<string, string> }>;
  /** The JSON of the answer; null: there is none (204). */
  answer: A;
  /** 200 if absent, and 204 without an answer. */
  status?: 200 | 201;
  /** Media types of a `Reply`, with what they are. */
  replies?: Record<string, string>;
  /** Faults that do not follow from right, parameters, query and body. */
  faults?: readonly FaultCode[];
  examples?: readonly Example[];
  /** The answer is the same for everybody until the program ends: it is made once. */
  isConstant?: true;
  /** A page for people, or what another protocol asks for: it has its right and its 405, and is not in the API's document. */
  isPage?: true;
  /**
   * What schemas cannot say: sentences, each beginning with the field's name. It is asked even if schemas are not kept,
   * so that all faults are named at once: it must not trust the types of what it is given.
   */
  rules?(needs: Needs, given: { query: Fields; body: Fields }): string[];
  run(needs: Needs, given: Given<R, P, Q, B>): Answer<A> | Reply | Promise<Answer<A> | Reply>;
}

export type Fields = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noConfusingVoidType: a runner without an answer returns nothing
type Answer<A extends TSchema | null> = A extends TSchema ? Static<A> : void;

/** Declares a route: the types of what `run` is given and answers follow from the schemas. */
export function route<
  const M extends Method,
  const Path extends string,
  const R extends Right,
  A extends TSchema | null,
  Needs,
  P extends TObject = Nothing,
  Q extends TObject = Nothing,
  B extends TObject = Nothing,
>(declared: Route<M, Path, R, P, Q, B, A, Needs> & Limited<R>): Route<M, Path, R, P, Q, B, A, Needs> {
  return declared;
}

/** What callers of a table's routes send and get, by "METHOD /path". */
export type CallsOf<Table extends Route> = {
  [T in Table as `${T["method"]} ${T["path"]}`]: T extends Route<
    Method,
    string,
    Right,
    infer P,
    infer Q,
    infer B,
    infer A
  >
    ? {
        params: Static<P>;
        query: Static<Q>;
        body: Static<B>;
        answer: A extends TSchema ? Static<A> : undefined;
      }
    : never;
};
