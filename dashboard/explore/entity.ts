import { MINUTE } from "#calendar/units.ts";
import type { Answer } from "../api/call.ts";

export type Behind = Answer<"GET /v1/figures/behind">;
export type Entity = Behind["rows"][number];
export type EntityEvent = Answer<"GET /v1/figures/behind/events">[number];

/** Its first moment, and the one of its answer: what the list says of when. */
const ENDS: ReadonlyMap<Behind["kind"], readonly [opening: string, ...answers: string[]]> = new Map([
  ["calls", ["offered", "answered", "abandoned"]],
  ["reports", ["filed", "complaint"]],
  ["freezes", ["requested", "confirmed", "refused"]],
  ["refunds", ["paid"]],
  ["arrests", ["made"]],
]);

export interface Course {
  /** Epoch ms; null: it is not known, or has not come. */
  opened: number | null;
  answered: number | null;
  /** The slot of what happened to it last; its own opening if nothing else has. */
  last: string;
}

export function courseOf({ moments }: Pick<Entity, "moments">, kind: Behind["kind"]): Course {
  const [opening, ...answers] = ENDS.get(kind) ?? [""];
  const known = new Map(
    Object.entries(moments).flatMap(([slot, at]) => (at === null ? [] : [[slot, Date.parse(at)] as const])),
  );
  const answer = answers.find((slot) => known.has(slot));
  let last: string = opening;
  // A statement is part of the filing.
  for (const [slot, at] of known)
    if (slot !== "stated" && at >= (known.get(last) ?? Number.NEGATIVE_INFINITY)) last = slot;
  return {
    opened: known.get(opening) ?? null,
    answered: answer === undefined ? null : known.get(answer)!,
    last,
  };
}

/** How long the answer took, in minutes, not below 0; null: there is none yet. */
export const minutesOf = ({ opened, answered }: Course): number | null =>
  opened === null || answered === null ? null : Math.max(0, answered - opened) / MINUTE;
