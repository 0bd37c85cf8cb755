import type { Attack } from "./against.ts";
import { deaf } from "./deaf.ts";
import { joins } from "./joins.ts";
import { nothing } from "./nothing.ts";
import { plain } from "./plain.ts";
import { silent } from "./silent.ts";
import { unread } from "./unread.ts";

/** All attacks, in the order in which they run. */
export const ATTACKS: readonly Attack[] = [nothing, joins, deaf, unread, silent, plain];
