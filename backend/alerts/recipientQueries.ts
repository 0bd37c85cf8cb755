import type { NewRecipient } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";

/** Times are epoch milliseconds. */
const iso = (at: number) => new Date(at).toISOString();

export interface StoredRecipient extends NewRecipient {
  id: number;
  secret: string;
}

export async function listRecipients(run: Run): Promise<StoredRecipient[]> {
  const rows = await run<Omit<StoredRecipient, "mostIn10Minutes"> & { most: number }>("listRecipients");
  return rows.map(({ most, ...row }) => ({ ...row, mostIn10Minutes: most }));
}

const recipientValues = ({ name, lang, channels, hears, mostIn10Minutes }: NewRecipient) => [
  ...[name, lang, JSON.stringify(channels), JSON.stringify(hears), mostIn10Minutes],
];

/** Null: the name is another one's. */
export async function addRecipient(
  run: Run,
  recipient: NewRecipient,
  secret: string,
): Promise<number | null> {
  const [row] = await run<{ id: number }>("addRecipient", [...recipientValues(recipient), secret]);
  return row?.id ?? null;
}

export async function putRecipient(run: Run, id: number, recipient: NewRecipient): Promise<boolean> {
  return (await run("putRecipient", [id, ...recipientValues(recipient)])).length > 0;
}

export async function removeRecipient(run: Run, id: number, at: number): Promise<boolean> {
  return (await run("removeRecipient", [id, iso(at)])).length > 0;
}
