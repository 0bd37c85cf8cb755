import type { ChangedRecipient, NewRecipient, Recipient } from "#wire/alerts.ts";
import type { Doer } from "../audit/write.ts";
import { changedMeanwhile, Fault, requireRoom } from "../kit/fault.ts";
import type { Run } from "../store/store.ts";
import type { Audited } from "./audited.ts";
import { namesOfNobody } from "./channels/pushQueries.ts";
import { newSecret } from "./channels/sign.ts";
import { uuidOf } from "./outbox/ids.ts";
import { addMessages, moveToFirst } from "./outbox/messageQueries.ts";
import {
  addRecipient,
  listRecipients,
  putRecipient,
  removeRecipient,
  switchWebhooksOn,
} from "./recipientQueries.ts";

export interface RecipientDeeds {
  recipients(): Promise<Recipient[]>;
  /** The only time that its secret is told. */
  addRecipient(recipient: NewRecipient, doer: Doer): Promise<Recipient>;
  /** Its secret is told if it is new: on demand, or with the first webhook. Throws `not-found`, `changed-meanwhile`. */
  putRecipient(id: number, changed: ChangedRecipient, doer: Doer): Promise<Recipient>;
  removeRecipient(id: number, doer: Doer): Promise<void>;
  /** Its webhooks that are gone are asked again. Throws `not-found`. */
  switchWebhooksOn(id: number, doer: Doer): Promise<void>;
  /** Sends a test; gives the id of its message. */
  test(id: number, doer: Doer): Promise<string>;
}

const MOST = 500;

/** Who is told, and what people change of it. */
export function recipientDeeds(deed: Audited, reading: () => { run: Run }): RecipientDeeds {
  return {
    recipients: async () => (await listRecipients(reading().run)).map((each) => ({ ...each, secret: null })),
    addRecipient: (recipient, doer) =>
      deed(doer, "recipient.made", { kind: "recipient", id: recipient.name }, async (run) => {
        requireRoom((await listRecipients(run)).length, MOST, "recipients");
        await requirePeople(run, recipient);
        const secret = newSecret();
        const id = await addRecipient(run, recipient, secret);
        if (id === null)
          throw new Fault("bad-request", `name: there is a recipient ${recipient.name} already`);
        return { after: said(recipient), gives: { ...recipient, id, version: 1, gone: [], secret } };
      }),
    putRecipient: (id, { version: of, isSecretNew, ...recipient }, doer) =>
      deed(doer, "recipient.changed", { kind: "recipient", id: recipient.name }, async (run) => {
        const all = await listRecipients(run);
        const before = all.find((each) => each.id === id);
        if (!before) throw noRecipient(id);
        if (all.some((each) => each.id !== id && each.name === recipient.name))
          throw new Fault("bad-request", `name: there is a recipient ${recipient.name} already`);
        await requirePeople(run, recipient);
        // Nobody was told the secret of one that had no webhook.
        const secret = isSecretNew || (hasWebhook(recipient) && !hasWebhook(before)) ? newSecret() : null;
        const version = await putRecipient(run, id, recipient, { secret, of: of ?? null });
        if (version === null) {
          if (of === undefined) throw noRecipient(id);
          throw changedMeanwhile(`the recipient ${before.name}`, of);
        }
        await moveToFirst(run, id, recipient.channels);
        const { gone } = (await listRecipients(run)).find((each) => each.id === id)!;
        return {
          before: said(before),
          after: { ...said(recipient), ...(secret === null ? {} : { isSecretNew: true }) },
          gives: { ...recipient, id, version, gone, secret },
        };
      }),
    async removeRecipient(id, doer) {
      await deed(doer, "recipient.removed", { kind: "recipient", id: String(id) }, async (run, at) => {
        const before = (await listRecipients(run)).find((each) => each.id === id);
        if (!before || !(await removeRecipient(run, id, at))) throw noRecipient(id);
        return { before: said(before), gives: undefined };
      });
    },
    async switchWebhooksOn(id, doer) {
      await deed(doer, "recipient.switched-on", { kind: "recipient", id: String(id) }, async (run) => {
        const before = (await listRecipients(run)).find((each) => each.id === id);
        if (!before || !(await switchWebhooksOn(run, id))) throw noRecipient(id);
        return { after: { webhooks: before.gone.map(({ url }) => url) }, gives: undefined };
      });
    },
    test(id, doer) {
      return deed(doer, "recipient.tested", { kind: "recipient", id: String(id) }, async (run, at) => {
        const recipient = (await listRecipients(run)).find((each) => each.id === id);
        if (!recipient) throw noRecipient(id);
        const channel = recipient.channels[0]!;
        const message = uuidOf(`test ${id} ${at}`);
        await addMessages(run, [
          {
            id: message,
            episode: null,
            seq: 0,
            kind: "test",
            recipient: id,
            channel: 0,
            channelKind: channel.kind,
            step: 0,
            repeat: 0,
            state: "queued",
            why: null,
            madeAt: at,
            dueAt: at,
            parent: null,
          },
        ]);
        return { gives: message };
      });
    },
  };
}

const noRecipient = (id: number) =>
  new Fault("not-found", `there is no recipient ${id}; GET /v1/alerts/recipients lists them`);

/** Throws `bad-request` where an alert would ring for a name with which nobody signs in. */
async function requirePeople(run: Run, { channels }: NewRecipient): Promise<void> {
  const nobody = await namesOfNobody(
    run,
    channels.flatMap((channel) => (channel.kind === "push" ? [channel.to] : [])),
  );
  const place = channels.findIndex((channel) => channel.kind === "push" && nobody.includes(channel.to));
  if (place >= 0)
    throw new Fault(
      "bad-request",
      `channels.${place}.to: nobody signs in with the name ${nobody[0]}; GET /v1/people lists who does`,
    );
}

const hasWebhook = ({ channels }: NewRecipient) => channels.some(({ kind }) => kind === "webhook");

/** What the audit says of a recipient: all but its secret. */
const said = ({ name, lang, channels, hears, mostIn10Minutes }: NewRecipient) => ({
  name,
  lang,
  channels,
  hears,
  mostIn10Minutes,
});
