import type { IncomingMessage } from "node:http";
import type { Right } from "#wire/access.ts";
import { RIGHT_OF_MESSAGE, type ScreenToServer } from "#wire/live.ts";
import type { Visitor } from "../access/visitor.ts";
import { asFault } from "../kit/fault.ts";
import type { ScreenSocket, Screens } from "./sceneRoom.ts";

/** Screens: some ten milliseconds. */
const LOOKED_AT_ONCE = 250;

export interface Admitting {
  /** What tells who has opened a connection with this request, or with the ticket of an embed, as often as it is asked; it throws for a wrong key. */
  watcherOf: (request: IncomingMessage, ticket: string | null) => () => Promise<Visitor | null>;
  /** Why not; null: the visitor may. */
  refusalOf: (right: Right, visitor: Visitor | null) => string | null;
}

export interface Admission {
  /** Asks who it is that wants to join. Null: it may not, and its connection has been ended, or has gone. */
  enter(socket: ScreenSocket): Promise<Visitor | null>;
  /** Whether it may send this. What comes while it joins waits for that. */
  allows(socket: ScreenSocket, message: keyof ScreenToServer): boolean | Promise<boolean>;
  /** Ends each connection whose visitor may watch no more, or is another one than it was. */
  recheck(): Promise<void>;
}

/** Who may watch, and what each may send. */
export function openAdmission(
  deps: Admitting & {
    screens: Screens;
    /** Ends a connection, with the reason for the log. */
    end: (socket: ScreenSocket, why: string) => void;
    onTrouble: (what: string, error?: unknown) => void;
  },
): Admission {
  const { screens } = deps;
  const asking = new WeakMap<ScreenSocket, () => Promise<Visitor | null>>();
  const entering = new WeakMap<ScreenSocket, Promise<Visitor | null>>();

  async function identify(socket: ScreenSocket): Promise<Visitor | null> {
    const ask = asking.get(socket) ?? deps.watcherOf(socket.request, ticketOf(socket));
    asking.set(socket, ask);
    try {
      return await ask();
    } catch (error) {
      if (asFault(error).code === "unauthorized") return null;
      throw error;
    }
  }

  /** One look at all at a time; what is asked for meanwhile is one more. */
  let isRunning = false;
  let isAgain = false;

  async function enter(socket: ScreenSocket): Promise<Visitor | null> {
    const { conn, data } = socket;
    try {
      const visitor = await identify(socket);
      if (!socket.connected) return null;
      const refusal = deps.refusalOf(RIGHT_OF_MESSAGE.join, visitor);
      data.visitor = refusal === null ? visitor : null;
      if (refusal !== null) deps.end(socket, `who opened it may not watch (${refusal})`);
    } catch (error) {
      // It comes back.
      deps.onTrouble("it could not be read who a screen is", error);
      conn.close(true);
      return null;
    }
    return data.visitor;
  }

  const mayNow = ({ data }: ScreenSocket, message: keyof ScreenToServer) =>
    data.visitor !== null && deps.refusalOf(RIGHT_OF_MESSAGE[message], data.visitor) === null;

  return {
    enter(socket) {
      const entered = enter(socket);
      entering.set(socket, entered);
      return entered;
    },
    allows(socket, message) {
      if (socket.data.visitor !== null) return mayNow(socket, message);
      return entering.get(socket)?.then(() => mayNow(socket, message)) ?? false;
    },
    async recheck() {
      isAgain = isRunning;
      if (isRunning) return;
      isRunning = true;
      try {
        do {
          isAgain = false;
          await recheckAll();
        } while (isAgain);
      } finally {
        isRunning = false;
      }
    },
  };

  async function recheckAll() {
    for (const [n, socket] of ([...screens.sockets.values()] as ScreenSocket[]).entries()) {
      // Most are answered from memory: without a pause, thousands would hold the event loop.
      if (n % LOOKED_AT_ONCE === LOOKED_AT_ONCE - 1) await new Promise(setImmediate);
      const { visitor } = socket.data;
      if (visitor === null) continue;
      // While it cannot be asked, nothing is known to have changed.
      const now = await identify(socket).catch(() => visitor);
      if (socket.data.visitor !== visitor) continue;
      if (deps.refusalOf(RIGHT_OF_MESSAGE.join, now) !== null || !isSame(visitor, now))
        socket.disconnect(true);
    }
  }
}

/** What is no text is nobody's ticket: it must not be taken for a connection without one. */
function ticketOf({ handshake }: ScreenSocket): string | null {
  const { ticket } = handshake.auth as { ticket?: unknown };
  return ticket === undefined ? null : String(ticket);
}

/** The same visitor with the same rights. */
function isSame(before: Visitor, now: Visitor | null): boolean {
  const said = (visitor: Visitor | null) => {
    if (visitor?.kind === "key") return [visitor.kind, visitor.sender.name, visitor.scope];
    if (visitor?.kind === "person") return [visitor.kind, visitor.id, visitor.role, visitor.scope];
    return [visitor?.kind, visitor?.id, visitor?.name];
  };
  return JSON.stringify(said(before)) === JSON.stringify(said(now));
}
