import type { Role } from "#wire/access.ts";
import { close } from "./change.ts";
import type { Decision, Episode } from "./episode.ts";

/** A person takes it, until then: nobody else is told meanwhile but that it is over. */
export function acknowledge(
  was: Episode,
  by: { owner: string; ownerRole: Role | null; note: string | null; until: number },
): Decision {
  const { owner, ownerRole, note, until } = by;
  const goodAt = was.goodSince === null ? null : was.nextAt;
  const nextAt = goodAt === null ? until : Math.min(goodAt, until);
  const next: Episode = {
    ...was,
    state: "acknowledged",
    seq: was.seq + 1,
    owner,
    ownerRole,
    note,
    ackUntil: until,
    nextAt,
  };
  return { next, reason: "acknowledged", nextAt, say: [] };
}

/** Whoever has it gives it back: its chain goes on where it stood. */
export function giveBack(was: Episode, now: number): Decision {
  const nextAt = was.goodSince === null ? now : was.nextAt;
  const nobody = { owner: null, ownerRole: null, note: null, ackUntil: null };
  const next: Episode = { ...was, ...nobody, state: "firing", seq: was.seq + 1, nextAt };
  return { next, reason: "given-back", nextAt, say: [] };
}

/** A person closes it, whatever is seen. */
export function closeByHand(was: Episode, by: { owner: string; note: string | null }, now: number): Decision {
  const closed = close(was, "closed-by-hand", now);
  return { ...closed, next: { ...closed.next!, ...by } };
}
