import { hasRight, isEverything, type Person, type Right, type Role, type Scope } from "#wire/access.ts";
import { PROOF_MS, SESSION_MS } from "./limits.ts";
import { plainName } from "./tracks.ts";
import type { Visitor } from "./visitor.ts";

/** Why a visitor may not do what takes a right. */
export type Refusal =
  | "nobody"
  | "needs-person"
  | "needs-source"
  | "needs-reading"
  | "needs-ticket"
  | "needs-everything"
  | "is-demo"
  | "needs-second"
  | "lacks-right";

/** Null: the visitor may. */
export function refusalOfRight(right: Right, visitor: Visitor | null): Refusal | null {
  if (right === "anyone") return null;
  if (!visitor) return "nobody";
  // It may set one up, and sign out.
  if (visitor.kind === "person" && visitor.owesSecond && right !== "self") return "needs-second";
  switch (right) {
    case "self":
      if (visitor.kind !== "person") return "needs-person";
      return visitor.isDemo ? "is-demo" : null;
    case "send":
      return visitor.kind === "key" && visitor.maySend ? null : "needs-source";
    case "embed":
      return visitor.kind === "embed" ? null : "needs-ticket";
    case "watch":
      if (visitor.kind === "display") return null;
      if (visitor.kind === "embed" && visitor.scene !== null) return refusalOfWhole(visitor);
      return refusalOfRight("read", visitor) ?? refusalOfWhole(visitor);
    case "attend":
      return visitor.kind === "display" ? null : refusalOfRight("command", visitor);
    case "monitor":
      return (
        refusalOfRight(visitor.kind === "key" ? "read" : "administer", visitor) ?? refusalOfWhole(visitor)
      );
    case "read":
      if (visitor.kind === "key") return visitor.mayRead ? null : "needs-reading";
      break;
  }
  if (visitor.kind !== "person") return "needs-person";
  return hasRight(visitor.role, right) ? null : "lacks-right";
}

/** Why a visitor may not do what is of the whole centre. */
export const refusalOfWhole = (visitor: Visitor | null): Refusal | null =>
  visitor && "scope" in visitor && !isEverything(visitor.scope) ? "needs-everything" : null;

/** What a person may report of, who need not be signed in now; null: nothing. */
export function reportRightsOf(people: readonly Person[], id: number, now: number) {
  const person = people.find((each) => each.id === id);
  if (!person || person.state === "disabled" || owesSecond(person.secondDue, now)) return null;
  if (!hasRight(person.role, "report")) return null;
  return { name: person.name, scope: person.scope };
}

/** Whether a session is over, by its last request or by its beginning. Times are epoch ms. */
export function isOver(session: { seenAt: number; endsAt: number }, now: number): boolean {
  return now >= session.endsAt || now - session.seenAt >= SESSION_MS.idle;
}

/** Whether an administrator's days without a second factor are over. @param due null: it needs none, or has one */
export const owesSecond = (due: number | null, now: number) => due !== null && now >= due;

/**
 * Whether a person has proved within ten minutes who it is. The visitor of a demo has nothing to prove it by, and opens
 * made data on its own machine.
 */
export const isProved = ({ provedAt, isDemo }: { provedAt: number; isDemo: boolean }, now: number) =>
  isDemo || now - provedAt < PROOF_MS;

interface Administrator {
  id: number;
  role: Role;
  scope: Scope;
  isDisabled: boolean;
}

/**
 * Whether a change would leave nobody who can administer all: whoever is limited can neither change what is of the whole
 * centre nor lift a limit.
 * @param administrators the ids of those without a limit who can sign in now
 */
export const isLast = (administrators: readonly number[], after: Administrator) =>
  administrators.length === 1 &&
  administrators[0] === after.id &&
  (after.role !== "admin" || after.isDisabled || !isEverything(after.scope));

/**
 * The same of whoever reads what is mailed to an address: the person who signs in with it. Undefined: nobody does, it is an
 * address outside.
 */
export function readerRightsOf(people: readonly Person[], address: string, now: number) {
  const person = people.find(({ name }) => name === plainName(address));
  return person && reportRightsOf(people, person.id, now);
}
