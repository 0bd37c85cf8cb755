import type { ServerResponse } from "node:http";
import type { Visitor } from "../access/visitor.ts";
import { Fault } from "../kit/fault.ts";
import type { Right } from "./route.ts";

/**
 * Requests of one account that are worked on at once: a fifth of what may wait for the database (store/turns.ts). Fewer would
 * cost more, because questions that wait there together are answered from one reading.
 */
const MOST_AT_WORK = 40;
/** A page of many panels asks for all of them at once. */
const MOST_WAITING = 100;

/** Gives each account its part of the work, so that whoever asks for more makes nobody wait but itself. */
export interface AtWork {
  /**
   * Resolves when the request may be worked on, until its response closes; those of an account wait for each other in the
   * order in which they came. Throws `busy` when too many wait, and `unavailable` when the client has gone.
   */
  enter(account: string, response: ServerResponse): Promise<void>;
}

export function openAtWork(): AtWork {
  const accounts = new Map<string, { atWork: number; waiting: Set<() => void> }>();

  function leave(account: string) {
    const of = accounts.get(account)!;
    const [next] = of.waiting;
    if (next) {
      of.waiting.delete(next);
      next();
    } else if (--of.atWork === 0) accounts.delete(account);
  }

  return {
    async enter(account, response) {
      const gone = () => new Fault("unavailable", "the client has gone");
      if (response.destroyed) throw gone();
      const of = accounts.get(account) ?? { atWork: 0, waiting: new Set() };
      accounts.set(account, of);
      if (of.atWork < MOST_AT_WORK) {
        of.atWork++;
        response.once("close", () => leave(account));
        return;
      }
      if (of.waiting.size >= MOST_WAITING)
        throw new Fault(
          "busy",
          `${MOST_AT_WORK} requests of this account are worked on and ${MOST_WAITING} wait; ask again when some are answered`,
          { retryAfter: 2 },
        );
      await new Promise<void>((resolve, reject) => {
        const start = () => resolve();
        of.waiting.add(start);
        response.once("close", () => {
          if (of.waiting.delete(start)) reject(gone());
          else leave(account);
        });
      });
    },
  };
}

/**
 * Whose part of the work a request takes; null: nobody's. Events have budgets of their own, by source. Of an embed there
 * is one ticket for however many see it, and its figure is read once for all.
 */
export function accountOf(right: Right, visitor: Visitor | null): string | null {
  if (!visitor || right === "send" || visitor.kind === "embed") return null;
  // A source and a key for reading may have one name.
  const { kind, id, name } = visitor.kind === "key" ? { kind: visitor.kind, ...visitor.sender } : visitor;
  return `${kind} ${id} ${name}`;
}
