import type { Role, Scope } from "#wire/access.ts";
import type { Scene } from "#wire/scenery.ts";

/** The source whose key a request has. Null banks or agencies: any. */
export interface Sender {
  id: number;
  name: string;
  types: ReadonlySet<string>;
  banks: ReadonlySet<string> | null;
  /** The agencies whose reports it may send. */
  agencies: ReadonlySet<string> | null;
  /** Null: what every source may send. */
  eventsPerMinute: number | null;
  /** It may send an account number in place of a token. */
  accountNumbers: boolean;
}

/** Whoever makes a request, if it says who it is. */
export type Visitor =
  | {
      kind: "person";
      id: number;
      name: string;
      role: Role;
      scope: Scope;
      /** Its id. */
      session: string;
      /** When it last proved who it is; epoch ms. */
      provedAt: number;
      isDemo: boolean;
      /** An administrator whose days without a second factor are over. */
      owesSecond: boolean;
    }
  | {
      kind: "display";
      id: number;
      /** The name of its screen. */
      name: string;
    }
  | {
      kind: "embed";
      id: number;
      name: string;
      /** The one scene that it shows; null: a figure. */
      scene: Scene | null;
      /** Its maker's. */
      scope: Scope;
    }
  | { kind: "key"; sender: Sender; scope: Scope; mayRead: boolean; maySend: boolean };
