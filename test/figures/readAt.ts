import type { Scope } from "#wire/access.ts";
import type { Reading } from "#wire/figures.ts";
import type { Figures } from "../../backend/figures/figures.ts";

/** As of now, or of a moment. */
export const readAt = <T>(
  figures: Pick<Figures, "read" | "readPast">,
  scope: Scope,
  asOf: number | null,
  deed: (reading: Reading) => Promise<T>,
): Promise<T> =>
  asOf === null
    ? figures.read(scope, { class: "live" }, deed)
    : figures.readPast(scope, asOf, { instead: "ask for less" }, deed);
