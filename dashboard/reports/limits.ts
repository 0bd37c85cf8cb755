/** By what a report can be limited, in the order of the page. */
export const LIMITS = ["banks", "provinces", "agencies"] as const;
export type Limit = (typeof LIMITS)[number];
