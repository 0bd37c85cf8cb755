/** Who did it. `console`: whoever has a shell on the server's machine. `server`: the program by itself. */
export interface Actor {
  kind: "person" | "display" | "key" | "console" | "server";
  /** As a text, whatever kind of id; null: there is none. */
  id: string | null;
  name: string;
}

/** Who did it, and from which address; null: not over the network. */
export interface Doer {
  by: Actor;
  address: string | null;
}

/** One audited deed. Secrets (hashes, tokens, seeds) and personal data are never in `before` or `after`. */
export interface Entry extends Doer {
  /** Dotted, past tense: `screen.taken-over`. */
  deed: string;
  of: { kind: string; id: string };
  /** What the deed changed, as it was and as it is, as JSON; absent: there was nothing, or there is nothing. */
  before?: unknown;
  after?: unknown;
}

export const SERVER: Doer = { by: { kind: "server", id: null, name: "server" }, address: null };
