/** A moment as the database takes it. @param at epoch milliseconds */
export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** A moment as the database gives it (`epoch_ms`, a bigint, which the driver gives as text), in epoch milliseconds. */
export function ms(text: string): number;
export function ms(text: string | null): number | null;
export function ms(text: string | null): number | null {
  return text === null ? null : Number(text);
}
