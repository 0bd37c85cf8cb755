/** How pages are left: never into nothing. */
export { openIfServed } from "../live/served.ts";
