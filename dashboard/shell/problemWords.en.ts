import { inLargestUnit } from "#writing/durations.ts";
import type { Words } from "./problemWords.th.ts";

export const words: Words = {
  refused: "Not done",
  wait: (seconds) => `Too many tries. Wait ${inLargestUnit(seconds, "en")}, then try again`,
  known: new Map([
    ["lost", "Not done: the server does not answer"],
    ["unauthorized", "Not done: you are not signed in any more"],
    ["proof-needed", "Not done: you did not confirm that it is you"],
    ["forbidden", "Not done: your account has not the right"],
    ["not-found", "It is not there any more; somebody may have removed it"],
    ["changed-meanwhile", "Not done: somebody else has changed it meanwhile; look at it, and try again"],
    ["bad-request", "The server does not take this"],
    ["unavailable", "The server cannot do this now; try again"],
    ["internal", "The server has failed, and keeps a record of it; try again"],
  ]),
};
