import type { Attack } from "./against.ts";
import { beatBodies } from "./beatBodies.ts";
import { costly } from "./costly.ts";
import { deaf } from "./deaf.ts";
import { drafts } from "./drafts.ts";
import { expanding } from "./expanding.ts";
import { joins } from "./joins.ts";
import { lookBacks } from "./lookBacks.ts";
import { messages } from "./messages.ts";
import { nothing } from "./nothing.ts";
import { pastTargets } from "./pastTargets.ts";
import { plain } from "./plain.ts";
import { polls } from "./polls.ts";
import { requests } from "./requests.ts";
import { silent } from "./silent.ts";
import { unholdable } from "./unholdable.ts";
import { unread } from "./unread.ts";

/** All attacks, in the order in which they run. */
export const ATTACKS: readonly Attack[] = [
  ...[nothing, joins, deaf, unread, silent, plain, polls],
  ...[lookBacks, pastTargets, drafts, costly, expanding, unholdable, beatBodies],
  ...[requests, messages],
];
