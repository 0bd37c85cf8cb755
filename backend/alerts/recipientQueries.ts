import type { Channel, NewRecipient, Recipient } from "#wire/alerts.ts";
import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

export interface StoredRecipient extends NewRecipient {
  id: number;
  secret: string;
}

interface RecipientRow extends Omit<StoredRecipient, "mostIn10Minutes"> {
  version: number;
  most: number;
  gone: Record<string, number>;
}

export async function listRecipients(
  run: Run,
): Promise<(StoredRecipient & Pick<Recipient, "version" | "gone">)[]> {
  const rows = await run<RecipientRow>("listRecipients");
  return rows.map(({ most, gone, ...row }) => ({
    ...row,
    mostIn10Minutes: most,
    gone: goneOf(row.channels, new Map(Object.entries(gone))),
  }));
}

/** Of these channels the webhooks that are gone. @param since by address */
const goneOf = (channels: readonly Channel[], since: ReadonlyMap<string, number>) =>
  channels.flatMap((channel) => {
    const at = channel.kind === "webhook" ? since.get(channel.url) : undefined;
    return channel.kind === "webhook" && at !== undefined ? [{ url: channel.url, at }] : [];
  });

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

/**
 * Gives its version; null: it is not of that version any more.
 * @param secret null: the one that it has stays
 * @param of the version that is changed; null: whatever it is
 */
export async function putRecipient(
  run: Run,
  id: number,
  recipient: NewRecipient,
  { secret, of }: { secret: string | null; of: number | null },
): Promise<number | null> {
  const values = [id, ...recipientValues(recipient), secret, of];
  const [row] = await run<{ version: number }>("putRecipient", values);
  return row?.version ?? null;
}

export async function removeRecipient(run: Run, id: number, at: number): Promise<boolean> {
  return (await run("removeRecipient", [id, iso(at)])).length > 0;
}

/** The receiver of a webhook says that it is gone: it is asked no more. */
export async function loseWebhook(run: Run, recipient: number, url: string, at: number): Promise<void> {
  await run("loseWebhook", [recipient, url, at]);
}

/** False: there is no such recipient. */
export async function switchWebhooksOn(run: Run, recipient: number): Promise<boolean> {
  return (await run("switchWebhooksOn", [recipient])).length > 0;
}
