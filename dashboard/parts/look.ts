/** How a state looks: ■ ▲ ◇ ◌ ● ✓ ✕. */
export type Look = "broken" | "watch" | "no-data" | "pending" | "note" | "good" | "closed";
