import { MINUTE } from "#calendar/units.ts";
import { KINDS, type Kind } from "./cells.ts";

/** What a backend tells the others on the same database. */
export interface Notification {
  /** Committed: of each kind the minutes (epoch ms) whose cells changed; null: everything may have changed. */
  changed: Map<Kind, number[]> | null;
  /** The assignment of some screen: plan, takeover, acknowledgement. */
  screens: boolean;
  /** Sources, or their keys. */
  sources: boolean;
  /** People, or their sessions. */
  people: boolean;
  /** Displays, or their credentials. */
  displays: boolean;
}

export const NOTHING: Notification = {
  ...{ changed: new Map(), screens: false, sources: false, people: false, displays: false },
};
export const EVERYTHING: Notification = {
  ...{ changed: null, screens: true, sources: true, people: true, displays: true },
};

/** One channel for all: PostgreSQL keeps channels per database. */
export const CHANNEL = "war_room_1441";
/** PostgreSQL refuses payloads of 8,000 bytes and more; ours are ASCII. */
const MOST_BYTES = 7_999;

export const isNothing = ({ changed, screens, sources, people, displays }: Notification) =>
  changed?.size === 0 && !screens && !sources && !people && !displays;

/** Both in one. */
export function join(a: Notification, b: Notification): Notification {
  const changed =
    a.changed === null || b.changed === null
      ? null
      : new Map(
          [...new Set([...a.changed.keys(), ...b.changed.keys()])].map((kind) => [
            kind,
            [...new Set([...(a.changed!.get(kind) ?? []), ...(b.changed!.get(kind) ?? [])])],
          ]),
        );
  return {
    changed,
    screens: a.screens || b.screens,
    sources: a.sources || b.sources,
    people: a.people || b.people,
    displays: a.displays || b.displays,
  };
}

/** The payload. Minutes that do not fit become "everything". */
export function encode({ changed, ...others }: Notification): string {
  const minutes =
    changed && Object.fromEntries([...changed].map(([kind, all]) => [kind, all.map((at) => at / MINUTE)]));
  const text = JSON.stringify({ changed: minutes, ...others });
  return text.length <= MOST_BYTES ? text : JSON.stringify({ changed: null, ...others });
}

/** What is not understood (a newer backend may have sent it) may mean everything. */
export function decode(payload: string): Notification {
  try {
    const { changed, ...said } = JSON.parse(payload) as Record<string, unknown>;
    const { screens, sources, people, displays } = said;
    if (
      typeof screens !== "boolean" ||
      typeof sources !== "boolean" ||
      typeof people !== "boolean" ||
      typeof displays !== "boolean"
    )
      return EVERYTHING;
    return { changed: changed === null ? null : readChanged(changed), screens, sources, people, displays };
  } catch {
    return EVERYTHING;
  }
}

function readChanged(changed: unknown): Map<Kind, number[]> | null {
  if (typeof changed !== "object" || changed === null) return null;
  const read = new Map<Kind, number[]>();
  for (const [kind, minutes] of Object.entries(changed)) {
    const known = KINDS.find((each) => each === kind);
    if (!known || !Array.isArray(minutes) || !minutes.every(Number.isSafeInteger)) return null;
    read.set(
      known,
      minutes.map((minute: number) => minute * MINUTE),
    );
  }
  return read;
}
