import type { Staffing } from "#wire/live.ts";
import { erlangA, erlangB, fewestAgents, serviceLevelC } from "./erlang.ts";

/** 80/20: a convention of the trade, and the centre's promise on the telephone. */
const OBJECTIVE = { share: 0.8, withinSeconds: 20 } as const;
/** How long a caller waits on the average before giving up: assumed, for no event tells it of those who were answered. */
const PATIENCE_SECONDS = 180;

/** What the last minutes brought, and who is there. */
export interface Load {
  /** Calls offered in so many minutes. */
  offered: number;
  minutes: number;
  /** So many calls were handled in so many seconds together. */
  handled: number;
  handleSeconds: number;
  handleOf: Staffing["assumed"]["handleOf"];
  /** Null: not known. */
  lines: number | null;
  agents: number | null;
}

/** How many agents the load asks for, and what the lines turn away. Null: without calls there is no load. */
export function staffingOf({
  offered,
  minutes,
  handled,
  handleSeconds: all,
  ...given
}: Load): Staffing | null {
  if (offered <= 0 || handled <= 0 || all <= 0) return null;
  const { share, withinSeconds } = OBJECTIVE;
  const callsPerHour = (offered * 60) / minutes;
  const handleSeconds = all / handled;
  const erlangs = (callsPerHour / 3600) * handleSeconds;
  const withA = (agents: number) =>
    erlangA({ agents, erlangs, handleSeconds, patienceSeconds: PATIENCE_SECONDS, withinSeconds });
  return {
    minutes,
    callsPerHour,
    handleSeconds,
    erlangs,
    agentsErlangA: fewestAgents((agents) => withA(agents).serviceLevel >= share),
    agentsErlangC: fewestAgents(
      (agents) => serviceLevelC(agents, erlangs, handleSeconds, withinSeconds) >= share,
    ),
    agentsNow: given.agents,
    blocked: given.lines === null ? null : erlangB(given.lines, erlangs),
    assumed: { ...OBJECTIVE, patienceSeconds: PATIENCE_SECONDS, handleOf: given.handleOf },
  };
}
