import { sleep } from "../bench/row.ts";
import type { Attack } from "./against.ts";

/** The control: what the walls and the other sources alone reach on this machine. */
export const nothing: Attack = {
  name: "nothing",
  what: "no attack: the walls and the other sources alone",
  run: ({ seconds }) => sleep(seconds * 1_000),
};
