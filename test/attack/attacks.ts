import type { Attack } from "./against.ts";
import { joins } from "./joins.ts";
import { nothing } from "./nothing.ts";

/** All attacks, in the order in which they run. */
export const ATTACKS: readonly Attack[] = [nothing, joins];
