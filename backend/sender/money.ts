/** What the amounts of a file are in. */
export type Money = "satang" | "baht";

const AMOUNT = /^(-?)(฿?) ?(\d{1,3}(?:,\d{3})+|\d+)(?:(\.)(\d*))?$/;
const IS_IT_BAHT = "is written as baht, but the column is in satang. Is it baht? Then send with --money baht";
/** As many digits are exact in a JSON number, and more than any amount has (wire/events.ts). */
const MOST_DIGITS = 15;

/**
 * An amount as spreadsheets write it ("25,000.50", "฿25,000") in satang: by its digits, so that no fraction is rounded.
 * A text: why it is refused. Null: it is no amount.
 */
export function satangOf(text: string, money: Money): number | string | null {
  const found = AMOUNT.exec(text);
  if (!found) return null;
  const [, minus, sign, whole, point, decimals = ""] = found;
  if (money === "satang" && (sign || point)) return IS_IT_BAHT;
  if (decimals.length > 2) return "has more than two decimals; a baht has 100 satang";
  const digits = (whole!.replaceAll(",", "") + (money === "baht" ? decimals.padEnd(2, "0") : "")).replace(
    /^0+(?=\d)/,
    "",
  );
  if (digits.length > MOST_DIGITS) return "has too many digits";
  return Number(minus + digits);
}
