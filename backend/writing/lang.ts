/** Languages that can be written. */
export type Lang = "th" | "en";
