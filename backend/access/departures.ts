import type { Ticket } from "./identify.ts";

/** What a browser took along that was sent to the identity provider. */
export interface Departure extends Ticket {
  /** For which the person proves again who it is; null: it signs in. */
  session: number | null;
  /** The query of the page that it came from. */
  back: string;
  /** Epoch milliseconds. */
  beganAt: number;
}

/** Seals and opens, with a key that is not in the database. */
export interface Sealing {
  seal(plain: Buffer): Buffer;
  /** Throws for what nobody here has sealed. */
  unseal(sealed: Buffer): Buffer;
}

/** Two or three pages of one browser may be away at once. */
const MOST = 4;
/** Browsers keep a cookie of 4,096 bytes, its name and attributes included. */
const MOST_LETTERS = 3_800;

/** The departures of one browser, the newest first, as the value of its cookie: nobody else can read or make them. */
export function addDeparture(cookie: string | undefined, departure: Departure, { seal }: Sealing): string {
  const sealed = seal(Buffer.from(JSON.stringify(departure))).toString("base64url");
  const all = [sealed, ...(cookie ?? "").split(".").filter(Boolean)].slice(0, MOST);
  while (all.length > 1 && all.join(".").length > MOST_LETTERS) all.pop();
  return all.join(".");
}

/** The one of this state; null: this browser has none, or it began before `since`. */
export function departureOf(
  cookie: string | undefined,
  state: string,
  since: number,
  { unseal }: Sealing,
): Departure | null {
  for (const sealed of (cookie ?? "").split(".").slice(0, MOST)) {
    const departure = opened(sealed, unseal);
    if (departure?.state === state) return departure.beganAt > since ? departure : null;
  }
  return null;
}

function opened(sealed: string, unseal: Sealing["unseal"]): Departure | null {
  let plain: Buffer;
  try {
    plain = unseal(Buffer.from(sealed, "base64url"));
  } catch {
    return null;
  }
  return JSON.parse(plain.toString()) as Departure;
}
