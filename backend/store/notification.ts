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
  /** Embeds. */
  embeds: boolean;
  /** Objectives, or what is left out of them. */
  objectives: boolean;
  /** Trend targets, or annotations. */
  targets: boolean;
  /** Alerts: rules, recipients, mutes, or what a person has done. */
  alerts: boolean;
}

/** What is only told to have changed. */
const FLAGS = [
  "screens",
  "sources",
  "people",
  "displays",
  "embeds",
  "objectives",
  "targets",
  "alerts",
] as const satisfies (keyof Notification)[];
type Flags = Record<(typeof FLAGS)[number], boolean>;
const flags = (of: (flag: keyof Flags) => boolean) =>
  Object.fromEntries(FLAGS.map((flag) => [flag, of(flag)])) as Flags;

export const NOTHING: Notification = { changed: new Map(), ...flags(() => false) };
export const EVERYTHING: Notification = { changed: null, ...flags(() => true) };

/** One channel for all: PostgreSQL keeps channels per database. */
export const CHANNEL = "war_room_1441";
/** PostgreSQL refuses payloads of 8,000 bytes and more; ours are ASCII. */
const MOST_BYTES = 7_999;

export const isNothing = (said: Notification) =>
  said.changed?.size === 0 && FLAGS.every((flag) => !said[flag]);

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
  return { changed, ...flags((flag) => a[flag] || b[flag]) };
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
    if (!FLAGS.every((flag) => typeof said[flag] === "boolean")) return EVERYTHING;
    return {
      changed: changed === null ? null : readChanged(changed),
      ...flags((flag) => said[flag] === true),
    };
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
