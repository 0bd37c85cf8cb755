import type { EpisodeRow, MessageState } from "#wire/alerts.ts";
import type { Look } from "../parts/look.ts";

type Shown = Pick<EpisodeRow, "state" | "cause" | "severity">;

/** Filled: nobody has it. Hollow: somebody has it; the colour stays until all is well. */
export function lookOf({ state, cause, severity }: Shown): Look {
  if (state === "resolved") return "good";
  if (state === "pending") return "pending";
  if (cause === "no-data") return "no-data";
  return severity === "high" && cause !== "unstable" ? "broken" : "watch";
}

/** The word beside the mark. */
export const stateOf = ({
  state,
  cause,
}: Shown): "pending" | "firing" | "acknowledged" | "resolved" | "no-data" | "unstable" =>
  state === "firing" && cause !== "limit" ? cause : state;

export const MESSAGE_LOOKS: Record<MessageState, Look> = {
  queued: "pending",
  deferred: "pending",
  claimed: "pending",
  sent: "note",
  delivered: "good",
  doubt: "watch",
  refused: "closed",
  superseded: "closed",
  folded: "note",
};
